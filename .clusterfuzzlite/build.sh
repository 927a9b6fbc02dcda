#!/bin/bash -eu
# Builds every fuzz target for ClusterFuzzLite and OSS-Fuzz, with its seeds and
# the dictionary beside it.
#
# Run outside a container too, with SRC and OUT set to folders and nightly Rust
# as the default toolchain; what the container adds (its own clang, its flags)
# could not be tried there.

cd "$SRC/tagproof"
cargo fuzz build -O --debug-assertions

built=${CARGO_TARGET_DIR:-fuzz/target}/x86_64-unknown-linux-gnu/release
for target in $(cargo fuzz list); do
  cp "$built/$target" "$OUT/"
  cp fuzz/tagproof.dict "$OUT/$target.dict"
  (cd "fuzz/corpus/$target" && zip -q -r "$OUT/${target}_seed_corpus.zip" .)
done
