//! The one-line fuzz target: an input of a conforming implementation passes, others say what is wrong.

use tagproof::embed::Fuzzer;
use tagproof::endpoint::Service;

use crate::app::app;
use crate::panics::message_of;

/// Inputs among which one finds the quota of 21.
const INPUTS: u64 = 2000;

/// What the emulator cannot do.
const LACKS: [&str; 3] = ["xml", "type:eip", "DescribeTag*"];

/// In place of the crate that a fuzz target depends on: its macro keeps what
/// libFuzzer would call.
mod libfuzzer_sys {
    macro_rules! target {
        (|$bytes:ident: &[u8]| $body:expr) => {
            pub(crate) fn target($bytes: &[u8]) {
                $body
            }
        };
    }
    pub(crate) use target as fuzz_target;
}

mod right {
    use super::{Service, app, libfuzzer_sys};

    tagproof::fuzz_conformance!(
        || Service::new(app(20)),
        without = ["xml", "type:eip", "DescribeTag*"]
    );
}

mod wrong {
    use super::{Service, app, libfuzzer_sys};

    tagproof::fuzz_conformance!(
        || Service::new(app(21)),
        without = ["xml", "type:eip", "DescribeTag*"]
    );
}

/// An input with no structure at all.
fn input(number: u64) -> Vec<u8> {
    (0..64)
        .map(|place| {
            let mixed = (number * 64 + place).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (mixed ^ (mixed >> 29)).to_be_bytes()[3]
        })
        .collect()
}

#[test]
fn an_input_that_fails_does_so_again_and_says_how() {
    let fuzzer = Fuzzer::of(|| Service::new(app(21))).without(&LACKS);
    let failing = (0..INPUTS)
        .map(input)
        .find(|bytes| fuzzer.finding(bytes).unwrap().is_some())
        .unwrap();
    let message = message_of(|| wrong::target(&failing));
    for part in [
        "the endpoint diverges from vpc-2023-03\n\nFAIL TR-TAG-QUOTA  ",
        "\n  got       accepted\n",
        "\n  again     with this input\n",
        "\n[[case]]\nid = \"",
        "\nneeds = [",
    ] {
        assert!(message.contains(part), "no {part:?} in\n{message}");
    }
    let again = message_of(|| wrong::target(&failing));
    assert_eq!(again.lines().nth(2), message.lines().nth(2));
    right::target(&failing);
}

#[test]
fn what_can_find_nothing_is_no_fuzz_target() {
    let none = Fuzzer::of(|| Service::new(axum::Router::new()));
    let message = message_of(|| none.check(b"anything"));
    assert!(
        message.starts_with("too little can be tried to say anything:\nmissing   "),
        "{message}"
    );
    let unknown = Fuzzer::of(|| Service::new(app(20))).edition("vpc-1999");
    assert!(message_of(|| unknown.check(b"")).starts_with("unknown edition 'vpc-1999'"));
    let unknown = Fuzzer::of(|| Service::new(app(20))).without(&["xlm"]);
    assert!(message_of(|| unknown.check(b"")).starts_with("unknown ability 'xlm'"));
    let lacking = Fuzzer::of(|| Service::new(app(20)));
    let message = message_of(|| lacking.check(b"anything"));
    assert!(message.contains("\nmissing   xml: "), "{message}");
    assert!(message.contains("without = [\"xml\", "), "{message}");
}
