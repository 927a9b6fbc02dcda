#!/usr/bin/env bash
# Drives `tagproof serve` with the real clients that people use:
#   .ci/clients.sh target/release/tagproof
# Installs them by name into a folder that is removed again, needs Python 3 with
# venv, Node with npm, and a package registry for each; leaves nothing behind.
set -euo pipefail

binary=${1:?usage: clients.sh BINARY}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
server=

finish() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT

export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
export npm_config_cache="$work/npm" npm_config_update_notifier=false
# Nothing of this leaves the machine, whatever proxy is set.
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

install() {
    if ! "$@" >"$work/install.log" 2>&1; then
        cat "$work/install.log" >&2
        echo "clients.sh: failed to install: $*" >&2
        exit 1
    fi
}

install python3 -m venv "$work/python"
install "$work/python/bin/pip" install --quiet \
    alibabacloud_vpc20160428 aliyun-python-sdk-core aliyun-python-sdk-vpc \
    alibabacloud_ecs20140526 alibabacloud_cbn20170912
mkdir "$work/node"
install npm install --prefix "$work/node" --ignore-scripts --no-audit --no-fund \
    @alicloud/vpc20160428 @alicloud/pop-core

# Serves an edition, with the address in `address`.
serve() {
    if [ -n "$server" ]; then
        kill "$server"
        wait "$server" 2>/dev/null || true
    fi
    : >"$work/serve.out"
    "$binary" serve --listen 127.0.0.1:0 --edition "$1" --access-key LTAItest=secret \
        >"$work/serve.out" 2>"$work/serve.err" &
    server=$!
    for _ in $(seq 100); do
        [ -s "$work/serve.out" ] && break
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    first=$(head -n 1 "$work/serve.out")
    address=${first#listening on http://}
    if [ -z "$first" ] || [ "$address" = "$first" ]; then
        cat "$work/serve.out" "$work/serve.err" >&2
        echo "clients.sh: $binary serve did not say where it listens" >&2
        exit 1
    fi
}

serve vpc-2023-03
for client in alibabacloud_vpc20160428 aliyun-python-sdk-vpc; do
    timeout 120 "$work/python/bin/python" "$here/clients.py" "$client" "$address"
done
for client in @alicloud/vpc20160428 @alicloud/pop-core; do
    NODE_PATH="$work/node/node_modules" timeout 120 node "$here/clients.cjs" "$client" "$address"
done
serve ecs-2021-06
timeout 180 "$work/python/bin/python" "$here/siblings.py" ecs "$address"
serve cbn-2024-06
timeout 180 "$work/python/bin/python" "$here/siblings.py" cbn "$address"
