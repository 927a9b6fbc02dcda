//! The JSON Schemas of reports and suites, tried on real ones and on wrong ones.

mod kept;
mod reports;
mod suites;

use jsonschema::{Draft, Validator};
use serde_json::Value;

/// Judges by a schema, once the schema itself is found right.
fn validator(schema: &str) -> Validator {
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
