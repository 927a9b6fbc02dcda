//! Whatever bytes a HAR file holds, reading it gives exchanges or an error.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagproof_fuzz::recordings::har_files_never_panic(data));
