#!/usr/bin/env bash
# The one step of action.yml: runs tagproof as its inputs say, which come in the
# environment as INPUT_…, and shows annotations and the summary of the job. Ends
# with the exit code of the run, which is also the output `exit`.
#   INPUT_TARGET=reference .ci/gate.sh tagproof
set -euo pipefail

binary=${1:?usage: gate.sh BINARY}
reports=${INPUT_REPORTS:-tagproof-reports}
mkdir -p "$reports"

# Inputs of several words are split at blanks; an asterisk stays one.
read -r -d '' -a words <<<"${INPUT_PATTERNS:-} ${INPUT_ARGS:-}" || true
args=(run ${words[@]+"${words[@]}"})
if [ -n "${INPUT_BASELINE:-}" ]; then args+=(--baseline "$INPUT_BASELINE"); fi
if [ -n "${INPUT_READING_LOCK:-}" ]; then args+=(--reading-lock "$INPUT_READING_LOCK"); fi
if [ -n "${INPUT_SNAPSHOTS:-}" ]; then args+=(--snapshots "$INPUT_SNAPSHOTS"); fi
for report in json=report.json junit=junit.xml ndjson=report.ndjson markdown=summary.md \
    html=report.html sarif=report.sarif github=annotations.txt; do
    file=$reports/${report#*=}
    # What an earlier run left is not to be taken for that of this one.
    rm -f "$file"
    args+=(--report "${report%%=*}=$file")
done
if [ -n "${INPUT_COMMAND:-}" ]; then
    args+=(-- bash -c "$INPUT_COMMAND")
else
    args+=(--target "${INPUT_TARGET:-reference}")
fi

code=0
"$binary" "${args[@]}" || code=$?
if [ -f "$reports/annotations.txt" ]; then
    cat "$reports/annotations.txt"
elif [ "$code" != 0 ]; then
    # It ended before there was anything to report.
    echo "::error title=tagproof::exit code $code, see the log; tagproof explain $code tells what it means"
fi
if [ -f "$reports/summary.md" ]; then cat "$reports/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"; fi
echo "exit=$code" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
