//! Whatever bytes a client sends, `serve` survives them and answers in HTTP.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagproof_fuzz::requests::connections_never_panic(data));
