//! What is signed verifies, and nothing signed can be changed.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagproof_fuzz::signatures::signatures_verify(data));
