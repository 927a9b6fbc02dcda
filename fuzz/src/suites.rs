//! Suite files: any text is parsed or refused, and what is parsed prints.

use tagproof::cases::{Case, Origin, parse, print, verify};
use tagproof::contract::Edition;

/// A suite file is refused or parsed; what is parsed is the same once printed
/// and parsed again, prints the same, and can be held against the model.
pub fn suite_files_print_and_parse(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let cases = match parse("fuzz.toml", &text, Edition::of_record()) {
        Ok(cases) => cases,
        Err(error) => {
            assert!(error.line >= 1 && error.line <= text.matches('\n').count() + 1);
            return;
        }
    };
    for case in &cases {
        // The case and the model may disagree.
        let _ = verify(case, Edition::of_record());
    }
    let printed = print(&cases);
    match parse("fuzz.toml", &printed, Edition::of_record()) {
        Ok(again) => {
            assert_eq!(print(&again), printed);
            assert_eq!(displaced(again), displaced(cases), "{printed}");
        }
        Err(error) => panic!("{error}\n{printed}"),
    }
}

/// The cases without the places where they stand, which printing changes.
fn displaced(mut cases: Vec<Case>) -> Vec<Case> {
    for case in &mut cases {
        case.origin = Origin::Bytes;
        for step in case.steps.iter_mut().chain(&mut case.twin) {
            step.line = 0;
        }
    }
    cases
}
