//! Whatever a request says, the reference answers it, below status 500 and in the format asked for.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagproof_fuzz::requests::requests_never_panic(data));
