//! A JSON answer of any bytes is refused or read, and what is read survives both formats.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagproof_fuzz::answers::json_answers_round_trip(data));
