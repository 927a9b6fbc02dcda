#!/usr/bin/env bash
# Opens the HTML report of a failing mutant, of a contradiction and of the
# reference in a browser without a window, and tries what a person would:
#   .ci/page.sh target/release/tagproof [FOLDER FOR SCREENSHOTS]
# Needs Node with npm and Chromium; where there is none it is installed by its
# name as root, and otherwise this is skipped.
set -euo pipefail

binary=${1:?usage: page.sh BINARY [FOLDER]}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shots=${2:-$work/shots}
mkdir -p "$shots"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get install -y --no-install-recommends chromium >"$work/log" 2>&1 || tail -n 3 "$work/log" >&2
    browser=$(command -v chromium || true)
fi
if [ -z "$browser" ]; then
    echo "page.sh: skipped, as there is no Chromium and it cannot be installed here"
    exit 0
fi

# The page looks no other for the arrays, which are half of a run.
export TAGPROOF_SKIP=covering
export npm_config_cache="$work/npm" npm_config_update_notifier=false
if ! npm install --prefix "$work/node" --ignore-scripts --no-audit --no-fund playwright-core@1 \
    >"$work/log" 2>&1; then
    cat "$work/log" >&2
    exit 1
fi

page() {
    local name=$1 expected=$2 code=0
    shift 2
    "$binary" run "$@" --report "html=$work/$name.html" --report "json=$work/$name.json" >"$work/log" 2>&1 || code=$?
    if [ "$code" != "$expected" ]; then
        cat "$work/log" >&2
        echo "page.sh: exit code $code and not $expected: run $*" >&2
        exit 1
    fi
}
page failing 1 --target mutant:first-id-only
page contradiction 1 --target mutant:value-digit-by-format
page reference 0

NODE_PATH="$work/node/node_modules" timeout 120 \
    node "$here/page.cjs" "$browser" "$shots" "$work"/{failing,contradiction,reference}.html
