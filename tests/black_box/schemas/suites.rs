//! Suites hold to the schema that editors read, and what the loader refuses for
//! its form the schema refuses too.

use std::{env, fs};

use serde_json::{Value, json};
use tagproof::cases::{SUITE_SCHEMA, SUITES, drawn, parse, precedence_pairs, print};
use tagproof::contract::{AXES, Axis, CLAUSES, Edition, editions};

use super::{validator, wrong};
use crate::folder::fresh;
use crate::program::{ended, tagproof};

/// Fields of cases that are refused.
const WRONG_CASES: &[&str] = &[
    "",
    "clauses = []",
    "clauses = 'TR-TAG-QUOTA'",
    "clauses = ['TR-TAG-QUOTAS']",
    "clauses = ['TR-TAG-QUOTA']\nclause = 'x'",
    "clauses = ['TR-TAG-QUOTA']\nread_back = 'end'",
    "clauses = ['TR-TAG-QUOTA']\nread-back = 'never'",
    "clauses = ['TR-TAG-QUOTA']\naliases = 'a/c'",
    "clauses = ['TR-TAG-QUOTA']\nnote = 1979-05-27",
    "clauses = ['TR-TAG-QUOTA']\nneeds = 'vpc'",
    "clauses = ['TR-TAG-QUOTA']\nneeds = ['vm']",
    "clauses = ['TR-TAG-QUOTA']\nneeds = ['vpc#x']",
    "clauses = ['TR-TAG-QUOTA']\nneeds = ['vpc@elsewhere']",
    "clauses = ['TR-TAG-QUOTA']\ngiven = { existing-keys = 'overwrite' }",
    "clauses = ['TR-TAG-QUOTA']\ngiven = { existing-key = 'maybe' }",
    "clauses = ['TR-TAG-QUOTA']\ngiven = { existing-key = ['overwrite'] }",
    "violates = 1",
    "violates = 'TR-NONE'",
    "violates = [1]",
    "axes = ['none']",
    "axes = ['no-tags']\ntwin = 'x'",
    "axes = ['no-tags']\ntwin = { id = 'x' }",
];

/// Steps that are refused.
const WRONG_STEPS: &[&str] = &[
    "id = ['vpc']",
    "ids = 'vpc'",
    "ids = [1]",
    "do = 'retag'",
    "do = 1",
    "tags = 'k'",
    "tags = [['k', 'v', 'w']]",
    "tags = [[]]",
    "tags = ['k']",
    "tags = [['k', 1]]",
    "tags = { prefix = 1 }",
    "tags = { count = 1001 }",
    "tags = { count = -1 }",
    "tags = { count = 'many' }",
    "tags = { count = 'quota*2' }",
    "tags = { until = 3 }",
    "type = 1",
    "region = ['cn-x']",
    "as = 'me'",
    "method = 'PUT'",
    "wire = 'yaml'",
    "omit = 'RegionId'",
    "set = ['a']",
    "set = { a = 1 }",
    "add = [['a']]",
    "add = [['a', 'b', 'c']]",
    "add = { a = 'b' }",
    "raw = 1",
    "keys = 'k'",
    "all = 'yes'",
    "keyword = ['k']",
    "lane = 0",
    "lane = 17",
    "lane = '1'",
    "lanes = 17",
    "lanes = 0",
    "lane = 1\nlanes = 2",
    "lanes = 2\nexpect = { status = 200 }",
    "lanes = 2\nrobust = true",
    "lanes = 2\nraw = ''",
    "lanes = 2\nafter = { vpc = { k = 'v' } }",
    "lanes = 2\nids = ['vpc']\ndo = 'delete'",
    "robust = 1",
    "expect = 200",
    "expect = {}",
    "expect = { status = 500 }",
    "expect = { status = 302 }",
    "expect = { status = '400' }",
    "expect = { code = 'X' }",
    "expect = { status = 200, code = 'X' }",
    "expect = { status = 400, holds = ['k'] }",
    "expect = { holds = [] }",
    "expect = { holds = 'k' }",
    "expect = { message = 'x' }",
    "after = { vpc = ['k'] }",
    "after = { vpc = { k = 1 } }",
    "after = 'none'",
];

#[test]
fn the_schema_is_printed_as_it_is_kept_beside_the_suites() {
    let kept = include_str!("../../../suites/suite.schema.json");
    for format in ["text", "json"] {
        let ended = ended(tagproof(&["list", "schema", "--format", format]));
        assert_eq!(ended.code, 0, "{ended:?}");
        assert_eq!(ended.out, kept, "{format}");
    }
}

#[test]
fn the_schema_names_every_clause_and_every_option_of_every_axis() {
    let clauses: Vec<&str> = CLAUSES.iter().map(|clause| clause.id).collect();
    let axes: Vec<&str> = AXES.iter().map(|axis| axis.id).collect();
    let given: Vec<String> = AXES.iter().map(given).collect();
    let axes = texts(&axes, "              ");
    let clauses = texts(&clauses, "        ");
    let given = format!("{}\n", given.join(",\n"));
    let mut right = SUITE_SCHEMA.to_owned();
    for (behind, end, block) in [
        (["\"axes\": {\n", "\"enum\": [\n"], "            ]", &axes),
        (
            ["\"given\": {\n", "\"properties\": {\n"],
            "      }\n    },",
            &given,
        ),
        (["\"clause\": {\n", "\"enum\": [\n"], "      ]", &clauses),
    ] {
        right = with_block(&right, &behind, end, block);
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/suites/suite.schema.json");
    if right != SUITE_SCHEMA && env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(file, &right).unwrap();
        return;
    }
    assert!(right == SUITE_SCHEMA, "INSTA_UPDATE=always writes {file}");
}

/// A text with another block: behind these texts in their order, and before the
/// first that ends it.
fn with_block(text: &str, behind: &[&str], end: &str, block: &str) -> String {
    let from = behind.iter().fold(0, |from, behind| {
        from + text[from..].find(behind).unwrap() + behind.len()
    });
    let to = from + text[from..].find(end).unwrap();
    format!("{}{block}{}", &text[..from], &text[to..])
}

/// Texts in JSON, one a line.
fn texts(texts: &[&str], indent: &str) -> String {
    let lines: Vec<String> = texts
        .iter()
        .map(|text| format!("{indent}{}", json!(text)))
        .collect();
    format!("{}\n", lines.join(",\n"))
}

/// What the options of an axis are in `given`.
fn given(axis: &Axis) -> String {
    let options: Vec<String> = axis
        .options
        .iter()
        .map(|it| json!(it.id).to_string())
        .collect();
    format!(
        "        {}: {{\n          \"enum\": [{}],\n          \"description\": {}\n        }}",
        json!(axis.id),
        options.join(", "),
        json!(axis.about)
    )
}

#[test]
fn suites_hold_to_the_schema() {
    let own = editions().flat_map(|edition| edition.product.suites);
    for (file, text) in SUITES.iter().chain(own) {
        holds(file, text);
        assert!(
            text.lines()
                .take_while(|line| line.starts_with('#'))
                .any(|line| [
                    "#:schema ./suite.schema.json",
                    "#:schema ../suite.schema.json"
                ]
                .contains(&line)),
            "{file} names its schema above its first case"
        );
    }
    holds("probes", include_str!("../../../src/cases/probes.toml"));
    let edition = Edition::of_record();
    let mut cases = drawn(edition, 3, 2000);
    cases.extend(precedence_pairs(edition));
    for case in &cases {
        holds(&case.id, &print(std::slice::from_ref(case)));
    }
}

#[test]
fn what_campaigns_save_holds_to_the_schema() {
    let mut saved = 0;
    for mutant in ["quota-off-by-one", "first-id-only", "error-as-500"] {
        let folder = fresh("schemas", &format!("saved-{mutant}"));
        let target = format!("mutant:{mutant}");
        let artifacts = folder.to_str().unwrap();
        let args = [
            "fuzz",
            "--target",
            &target,
            "--cases",
            "128",
            "--artifacts",
            artifacts,
        ];
        let ended = ended(tagproof(&args));
        assert_eq!(ended.code, 1, "{ended:?}");
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            holds(
                &path.display().to_string(),
                &fs::read_to_string(&path).unwrap(),
            );
            saved += 1;
        }
    }
    assert!(saved >= 6, "{saved}");
}

#[test]
fn everything_that_can_be_written_is_allowed() {
    for case in [
        "violates = 'TR-TAG-QUOTA'",
        "violates = ['TR-TAG-QUOTA', 'TR-TAG-LIMIT']\nclauses = []",
        "axes = ['existing-key']\nread-back = 'end'",
        "clauses = ['TR-TAG-QUOTA']\naliases = ['a/c']\nnote = 'x'\nread-back = 'every'\n\
         needs = ['vpc', 'vswitch#2', 'eip@other-region', 'natgateway#3@other-region@other-account']\n\
         given = { existing-key = 'overwrite' }\ntwin = { ids = ['vpc'], tags = [['k', 'v']] }",
    ] {
        allowed(case, "tags = [['k', 'v'], ['k']]");
    }
    for step in [
        "tags = []",
        "tags = {}",
        "tags = { prefix = 'k', count = 'quota+1', from = 'tags-1', value = '' }",
        "do = 'tag'\ntype = 'VPC'\nregion = 'cn-x'\nas = 'other-account'\nmethod = 'FORM'\nwire = 'xml'",
        "omit = ['RegionId']\nset = { 'Tag.3.Key' = 'x' }\nadd = [['a', 'b'], ['a', 'c']]",
        "raw = 'Action=TagResources'\nrobust = true",
        "do = 'untag'\nids = ['=x']\nkeys = ['k']\nall = true\nkeyword = 'k'",
        "lane = 16\ntags = [['k', '{lane}']]",
        "lanes = 1\nrobust = false",
        "expect = { status = 200 }",
        "expect = { status = 499, code = 'X' }",
        "expect = { holds = ['a'], lacks = ['b'] }",
        "after = { vpc = { k = 'v' } }",
    ] {
        allowed("clauses = ['TR-TAG-QUOTA']\nneeds = ['vpc']", step);
    }
}

#[test]
fn what_the_loader_refuses_for_its_form_the_schema_refuses() {
    const CASE: &str = "clauses = ['TR-TAG-QUOTA']\nneeds = ['vpc']";
    for text in [
        "",
        "case = 1",
        "[case]\nid = 'a/b'",
        "[[cases]]\nid = 'a/b'",
        "title = 'x'\n[[case]]\nid = 'a/b'\naxes = ['no-tags']\n[[case.step]]\n",
        "[[case]]\nclauses = ['TR-TAG-QUOTA']\n[[case.step]]\n",
        "[[case]]\nid = 'a/b'\nclauses = ['TR-TAG-QUOTA']\n",
        "[[case]]\nid = 1\nclauses = ['TR-TAG-QUOTA']\n[[case.step]]\n",
        "[[case]]\nid = 'A/b'\nclauses = ['TR-TAG-QUOTA']\n[[case.step]]\n",
        "[[case]]\nid = 'a'\nclauses = ['TR-TAG-QUOTA']\n[[case.step]]\n",
        "[[case]]\nid = 'a/b/c'\nclauses = ['TR-TAG-QUOTA']\n[[case.step]]\n",
    ] {
        refused(text);
    }
    for case in WRONG_CASES {
        refused(&format!("[[case]]\nid = 'a/b'\n{case}\n[[case.step]]\n"));
    }
    for step in WRONG_STEPS {
        refused(&format!(
            "[[case]]\nid = 'a/b'\n{CASE}\n[[case.step]]\n{step}\n"
        ));
    }
}

fn allowed(case: &str, step: &str) {
    let text = format!("[[case]]\nid = 'a/b'\n{case}\n[[case.step]]\n{step}\n");
    if let Err(error) = parse("a.toml", &text, Edition::of_record()) {
        panic!("{error}\n{text}");
    }
    holds(&text, &text);
}

fn refused(text: &str) {
    assert!(
        parse("a.toml", text, Edition::of_record()).is_err(),
        "the loader takes\n{text}"
    );
    assert!(
        !validator(SUITE_SCHEMA).is_valid(&value(text)),
        "the schema allows\n{text}"
    );
}

fn holds(what: &str, text: &str) {
    let wrong = wrong(&validator(SUITE_SCHEMA), &value(text));
    assert!(wrong.is_empty(), "{what}:\n{wrong}");
}

/// A suite as the value that a schema judges.
fn value(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap()
}
