#!/usr/bin/env bash
# Builds every fuzz target on stable, without a sanitizer, and runs each
# from its seeds: `.ci/fuzz.sh [RUNS [SECONDS]]`, at most so many runs and
# seconds a target. What it finds new is not kept; `cargo fuzz run` keeps it.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-10000}
seconds=${2:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! cargo fuzz --version >/dev/null 2>&1; then
  cargo install cargo-fuzz --debug --locked --root "$work/tool" --quiet
  PATH="$work/tool/bin:$PATH"
fi

# Every seed is run however slow it is: what is optimized takes longer to build.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_DEBUG=false
cargo fuzz build --sanitizer none

# A bound on one input is of the clock, and what is nice beside the tests of
# four threads may have a twentieth of a core.
runs() {
  mkdir "$work/$1"
  if ! cargo fuzz run --sanitizer none "$1" "$work/$1" "fuzz/corpus/$1" -- \
    -dict=fuzz/tagproof.dict -timeout=300 -verbosity=0 -print_final_stats=1 \
    -runs="$runs" -max_total_time="$seconds" >"$work/$1.log" 2>&1; then
    cat "$work/$1.log"
    return 1
  fi
  awk -v target="$1" '/number_of_executed_units/ {print target ": " $2 " runs"}' "$work/$1.log"
}
export -f runs
export runs seconds work
targets=$(cargo fuzz list)
# A core each.
xargs -n 1 -P "$(nproc)" bash -c 'set -eu; runs "$1"' _ <<<"${targets:?there is no fuzz target}"
