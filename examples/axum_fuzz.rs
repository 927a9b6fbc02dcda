//! The emulator under a fuzzer: what a target of cargo-fuzz does with each input, done with a few.
//!
//! As a target it is one line, with `#![no_main]` and `libfuzzer-sys` as usual:
//!
//! ```ignore
//! tagproof::fuzz_conformance!(
//!     || Service::new(app(20)),
//!     without = ["xml", "type:eip", "DescribeTag*"]
//! );
//! ```

#[path = "axum_emulator/app.rs"]
mod app;

use tagproof::embed::Fuzzer;
use tagproof::endpoint::Service;

/// How many inputs are tried.
const INPUTS: u32 = 500;

fn main() {
    // What the emulator lacks, as its test says.
    let fuzzer =
        Fuzzer::of(|| Service::new(app::app(20))).without(&["xml", "type:eip", "DescribeTag*"]);
    for input in 0..INPUTS {
        // Any bytes will do; these differ in all of them.
        let bytes: Vec<u8> = (1_u32..40)
            .map(|place| {
                input
                    .wrapping_mul(2_654_435_761)
                    .rotate_left(place)
                    .to_le_bytes()[0]
            })
            .collect();
        fuzzer.check(&bytes);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_input_fails() {
        super::main();
    }
}
