#!/usr/bin/env bash
# Installs tagproof as the README says, though not optimized, which spares a
# minute and a half, and asks it for its name.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CARGO_PROFILE_DEV_OPT_LEVEL=0 nice cargo install --path . --debug --locked --root "$work" --quiet \
    --config profile.dev.package.tagproof.opt-level=0 --config profile.dev.package.tagproof.debug=false
"$work/bin/tagproof" --version
