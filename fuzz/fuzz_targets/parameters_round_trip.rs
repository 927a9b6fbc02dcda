//! Parameters of any text survive query, form and both signature schemes.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagproof_fuzz::parameters::parameters_round_trip(data));
