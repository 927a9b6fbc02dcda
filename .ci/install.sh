#!/usr/bin/env bash
# Installs tagproof as the README says, though without optimizing it for
# release, and asks it for its name.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nice cargo install --path . --debug --locked --root "$work" --quiet
"$work/bin/tagproof" --version
