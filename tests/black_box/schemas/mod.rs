//! The JSON Schemas of reports and suites, tried on real ones and on wrong ones.

mod kept;
mod reports;
mod suites;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jsonschema::{Draft, Validator};
use serde_json::Value;

/// Judges by a schema, once the schema itself is found right. To build one takes
/// longer than to judge.
fn validator(schema: &'static str) -> Arc<Validator> {
    static BUILT: Mutex<BTreeMap<&str, Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap();
    let validator = built
        .entry(schema)
        .or_insert_with(|| Arc::new(build(schema)));
    Arc::clone(validator)
}

fn build(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .build(&schema)
        .unwrap()
}

/// What the schema has against a value, one a line.
fn wrong(validator: &Validator, value: &Value) -> String {
    validator
        .iter_errors(value)
        .take(5)
        .map(|error| format!("{}: {error:.200}", error.instance_path()))
        .collect::<Vec<_>>()
        .join("\n")
}
