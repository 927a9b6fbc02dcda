//! The JSON Schemas of reports and suites, tried on real ones and on wrong ones.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

#[path = "../black_box/folder.rs"]
mod folder;
mod kept;
#[path = "../black_box/program.rs"]
mod program;
#[path = "../black_box/relay.rs"]
mod relay;
mod reports;
#[path = "../black_box/served.rs"]
mod served;
mod suites;

use jsonschema::{Draft, Validator};
use serde_json::Value;

/// What the program has, for the same reason.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
