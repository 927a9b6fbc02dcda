//! A case that a mutant fails still fails once it is shrunk, by the same identity.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagproof_fuzz::shrinking::shrinking_keeps_identity(data));
