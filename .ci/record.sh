#!/usr/bin/env bash
# Records the sessions that tests/judge judges, as HAR files without secrets:
#   .ci/record.sh BINARY FOLDER [python|browser]...
# A Python SDK through mitmproxy (FOLDER/python-sdk.har), and a page in Chromium
# driven by Playwright (FOLDER/browser.har), both against `BINARY serve`. Needs
# what clients.sh needs, and for the second a Chromium, named by $CHROMIUM.
set -euo pipefail

binary=${1:?usage: record.sh BINARY FOLDER [python|browser]...}
folder=${2:?usage: record.sh BINARY FOLDER [python|browser]...}
shift 2
[ $# -gt 0 ] || set -- python browser
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
server=
proxy=

finish() {
    for child in $proxy $server; do
        kill "$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap finish EXIT

export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
export npm_config_cache="$work/npm" npm_config_update_notifier=false
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

# serve ARGUMENT...: starts the reference; its address is in $address.
serve() {
    "$binary" serve --listen 127.0.0.1:0 "$@" >"$work/serve.out" &
    server=$!
    for _ in $(seq 100); do
        [ -s "$work/serve.out" ] && break
        sleep 0.1
    done
    address=$(head -n 1 "$work/serve.out")
    address=${address#listening on http://}
}

stop() {
    kill "$1"
    wait "$1" || true
}

python_sdk() {
    python3 -m venv "$work/sdk"
    "$work/sdk/bin/pip" install --quiet alibabacloud_vpc20160428
    python3 -m venv "$work/proxy"
    "$work/proxy/bin/pip" install --quiet mitmproxy
    serve --access-key LTAItest=secret
    local port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    "$work/proxy/bin/mitmdump" --quiet --mode "reverse:http://$address" \
        --listen-host 127.0.0.1 --listen-port "$port" \
        --set keep_host_header=true --set confdir="$work/confdir" --set hardump="$work/python-sdk.har" &
    proxy=$!
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
        sleep 0.1
    done
    "$work/sdk/bin/python" "$here/clients.py" alibabacloud_vpc20160428 "127.0.0.1:$port"
    stop "$proxy"
    stop "$server"
    proxy= server=
    python3 "$here/redact.py" "$work/python-sdk.har" "$folder/python-sdk.har"
}

browser() {
    mkdir "$work/node"
    npm install --prefix "$work/node" --ignore-scripts --no-audit --no-fund --silent playwright-core
    serve
    NODE_PATH="$work/node/node_modules" timeout 120 node "$here/browser.cjs" \
        "${CHROMIUM:-/usr/bin/chromium}" "$address" "$work/browser.har"
    stop "$server"
    server=
    python3 "$here/redact.py" "$work/browser.har" "$folder/browser.har"
}

for session in "$@"; do
    case $session in
        python) python_sdk ;;
        browser) browser ;;
        *) echo "record.sh: no session is called $session" >&2; exit 2 ;;
    esac
done
