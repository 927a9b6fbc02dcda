//! Files of editions and baselines hold to their schemas, and what their readers
//! refuse for its form the schemas refuse too.

use serde_json::Value;
use tagproof::check::{BASELINE_SCHEMA, Baseline};
use tagproof::contract::{EDITION_SCHEMA, edition_from};

use super::{validator, wrong};

#[test]
fn files_of_editions_hold_to_the_schema() {
    let schema = validator(EDITION_SCHEMA);
    for (text, is_right) in [
        ("based-on = 'vpc-2023-03'", true),
        (
            "name = 'mine'\nbased-on = 'ecs-2021-06'\nabout = 'x'\nids = 10\ntags = 5\nquota = 50\n\
             key-length = 64\nvalue-length = 256\ntypes = ['disk', 'securitygroup', 'keypair', 'launchtemplate', 'snapshotpolicy', 'command', 'box']\n\
             [settled]\ntype-case = 'exact'\nkey-case = ['sensitive', 'insensitive-keeps-spelling']",
            true,
        ),
        ("", false),
        ("based-on = 1", false),
        ("based-on = 'vpc-2023-03'\nquota = 1", false),
        ("based-on = 'vpc-2023-03'\nquota = '50'", false),
        ("based-on = 'vpc-2023-03'\nids = 201", false),
        ("based-on = 'vpc-2023-03'\nlimit = 5", false),
        ("based-on = 'vpc-2023-03'\nname = 'a b'", false),
        ("based-on = 'vpc-2023-03'\ntypes = []", false),
        ("based-on = 'vpc-2023-03'\n[settled]\ntype-case = 1", false),
        ("based-on = 'vpc-2023-03'\n[settled]\ntype-case = []", false),
    ] {
        agree(
            &schema,
            text,
            is_right,
            edition_from("f.toml", text).is_ok(),
        );
    }
}

#[test]
fn baselines_hold_to_the_schema() {
    let schema = validator(BASELINE_SCHEMA);
    let entry = "[[known]]\nid = 'x'\nreason = 'y'\n";
    for (text, is_right) in [
        (entry.to_owned(), true),
        (format!("{entry}case = 'a/b'"), true),
        ("[[known]]\nid = 'x'".to_owned(), false),
        (format!("{entry}why = 'z'"), false),
        ("known = 1".to_owned(), false),
    ] {
        let is_read = Baseline::parse("f.toml", &text).is_ok();
        agree(&schema, &text, is_right, is_read);
    }
}

fn agree(schema: &jsonschema::Validator, text: &str, is_right: bool, is_read: bool) {
    let value: toml::Table = toml::from_str(text).unwrap();
    let found = wrong(schema, &serde_json::to_value(value).unwrap_or(Value::Null));
    assert_eq!(found.is_empty(), is_right, "{text}: {found}");
    assert_eq!(is_read, is_right, "{text}");
}
