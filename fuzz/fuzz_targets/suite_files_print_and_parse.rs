//! A suite file of any text is refused or parsed, and what is parsed prints and parses again the same.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tagproof_fuzz::suites::suite_files_print_and_parse(data));
