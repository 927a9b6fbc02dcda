//! Nothing: what the engine takes by itself, beside which the other targets are measured.

#![no_main]

libfuzzer_sys::fuzz_target!(|_data: &[u8]| {});
