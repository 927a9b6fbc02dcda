//! What the reference answers to every hand-written case, as transcripts.

use std::sync::Arc;

use crate::in_process::client;
use tagproof::cases::{ACCOUNTS, SUITES, parse};
use tagproof::check::{Ended, Relation, Rest, Setting, attempt, needed};
use tagproof::contract::{Ability, Edition};
use tagproof::endpoint::Reference;
use tagproof::report::transcript;
use tagproof::targets::{Asking, Provisioning, Stock, probe};

#[test]
fn the_reference_answers_every_case_as_it_did() {
    let edition = Edition::of_record();
    let regions = ["cn-hangzhou".to_owned(), "cn-shanghai".to_owned()];
    let all = Relation::new(vec![edition.readings()]);
    for (file, text) in SUITES {
        let client = client(Arc::new(Reference::new(
            edition.clone(),
            edition.readings(),
        )));
        let asking = Asking {
            edition,
            accounts: ACCOUNTS,
            regions: ["cn-hangzhou", "cn-shanghai", "cn-beijing"],
            provisioning: &Provisioning::default(),
        };
        let capabilities = probe(&client, asking).unwrap();
        let setting = Setting {
            rest: &Rest::default(),
            client: &client,
            edition,
            shelf: None,
            stock: &Stock::default(),
            all: &all,
            regions: &regions,
            capabilities: &capabilities,
            formats: &capabilities.formats(),
        };
        let mut transcripts = String::new();
        for case in parse(file, text, edition).unwrap() {
            if needed(&case, edition).contains(&Ability::Signatures) {
                // This reference asks nobody who it is.
                continue;
            }
            let made = attempt(&case, &setting);
            assert_eq!(made.ended, Ended::Complete, "{}", case.id);
            transcripts.push_str(&transcript(&case.id, &made.transcript));
            transcripts.push('\n');
        }
        if transcripts.is_empty() {
            continue;
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let topic = file.trim_start_matches("suites/").trim_end_matches(".toml");
        settings.bind(|| insta::assert_snapshot!(topic, transcripts));
    }
}
