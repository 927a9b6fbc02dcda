//! The reference, under any reading, passes any drawn case.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagproof_fuzz::oracle::reference_agrees_with_model(data));
