//! What the reference answers to every hand-written case, as transcripts.

use std::sync::Arc;

use crate::in_process::client;
use tagproof::cases::{ACCOUNTS, SUITES, parse};
use tagproof::check::{Ended, Setting, attempt};
use tagproof::contract::Edition;
use tagproof::endpoint::Reference;
use tagproof::report::transcript;
use tagproof::targets::probe;

#[test]
fn the_reference_answers_every_case_as_it_did() {
    let edition = Edition::of_record();
    let regions = ["cn-hangzhou".to_owned(), "cn-shanghai".to_owned()];
    for (file, text) in SUITES {
        let client = client(Arc::new(Reference::new(
            edition.clone(),
            edition.readings(),
        )));
        let capabilities = probe(&client, edition, ACCOUNTS[0], &regions[0]).unwrap();
        let setting = Setting {
            client: &client,
            edition,
            regions: &regions,
            capabilities: &capabilities,
            formats: &capabilities.formats,
        };
        let mut transcripts = String::new();
        for case in parse(file, text, edition).unwrap() {
            let (made, ended) = attempt(&case, &setting);
            assert_eq!(ended, Ended::Complete, "{}", case.id);
            transcripts.push_str(&transcript(&case.id, &made));
            transcripts.push('\n');
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let topic = file.trim_start_matches("suites/").trim_end_matches(".toml");
        settings.bind(|| insta::assert_snapshot!(topic, transcripts));
    }
}
