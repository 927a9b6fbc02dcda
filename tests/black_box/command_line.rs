//! What can be said on the command line, and what is said back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::program::{Ended, ended, tagproof};
use crate::reported::reported;
use crate::served::Served;
use serde_json::Value;

#[test]
fn clap_refuses_what_is_no_flag_or_no_value_of_it() {
    for (args, named) in [
        (&["run", "--unknown"][..], "--unknown"),
        (&["run", "--wire", "yaml"], "yaml"),
        (&["run", "--timeout", "0"], "--timeout"),
        (&["run", "--jobs", "0"], "--jobs"),
        (&["run", "--max-inconclusive", "101"], "--max-inconclusive"),
        (&["list", "nothing"], "nothing"),
        (&["judge-everything"], "judge-everything"),
        (&[], "Usage: tagproof"),
    ] {
        let ended = ended(tagproof(args));
        assert_eq!(ended.code, 2, "{args:?}: {ended:?}");
        assert_eq!(ended.out, "", "{args:?}: {ended:?}");
        assert!(ended.err.contains(named), "{args:?}: {ended:?}");
    }
}

#[test]
fn an_unknown_name_is_refused_with_the_one_that_was_meant() {
    for (args, meant) in [
        (
            &["run", "--reading", "quota-counts=sum"][..],
            "unknown axis 'quota-counts', did you mean 'quota-count'?",
        ),
        (
            &["run", "--edition", "vpc-2023-3"],
            "unknown edition 'vpc-2023-3', did you mean 'vpc-2023-03'?",
        ),
        (
            &["run", "--target", "mutant:first-id-onl"],
            "unknown mutant 'first-id-onl', did you mean 'first-id-only'?",
        ),
        (
            &["serve", "--mutant", "first-id-onl"],
            "unknown mutant 'first-id-onl', did you mean 'first-id-only'?",
        ),
        (
            &["run", "quota/remove-one-add-on"],
            "pattern 'quota/remove-one-add-on' matches no case, did you mean 'quota/remove-one-add-one'?",
        ),
        (
            &["run", "--skip", "quota/remove-one-add-on"],
            "did you mean 'quota/remove-one-add-one'?",
        ),
        (
            &["explain", "TR-KEY-LENGHT"],
            "unknown name 'TR-KEY-LENGHT', did you mean 'TR-KEY-LENGTH'?",
        ),
    ] {
        refused(args, &[meant, "`tagproof list "]);
    }
}

#[test]
fn a_name_like_no_other_is_refused_without_a_guess() {
    for args in [
        &["run", "--reading", "zzzz=sum"][..],
        &["run", "--edition", "zzzz"],
        &["run", "--target", "mutant:zzzz"],
        &["run", "zzzz"],
        &["explain", "zzzz"],
        &["explain", "A75"],
    ] {
        let ended = refused(args, &["`tagproof list "]);
        assert!(!ended.err.contains("did you mean"), "{args:?}: {ended:?}");
    }
}

#[test]
fn an_unknown_option_is_refused_with_those_that_there_are() {
    refused(
        &["run", "--reading", "quota-count=summ"],
        &["axis 'quota-count' has no option 'summ'", "union, sum"],
    );
}

#[test]
fn what_is_not_of_its_form_is_refused_with_the_form() {
    for (args, form) in [
        (&["run", "--report", "junit"][..], "FORMAT=PATH"),
        (&["run", "--report", "json="], "FORMAT=PATH"),
        (&["run", "--report", "json"], "FORMAT=PATH"),
        (&["run", "--shard", "0/3"], "I/N with 1 <= I <= N"),
        (&["run", "--shard", "4/3"], "I/N with 1 <= I <= N"),
        (&["run", "--shard", "1/0"], "I/N with 1 <= I <= N"),
        (&["run", "--shard", "1"], "I/N with 1 <= I <= N"),
        (&["run", "--shard", "a/b"], "I/N with 1 <= I <= N"),
        (&["run", "--reading", "quota-count"], "AXIS=OPTION"),
        (&["run", "--target", "vpc.example"], "http(s)://HOST[:PORT]"),
        (&["run", "--target", "ftp://vpc"], "http(s)://HOST[:PORT]"),
        (
            &["run", "--target", "http://"],
            "http(s)://HOST[:PORT][/PREFIX]",
        ),
        (&["serve", "--listen", "nowhere"], "HOST:PORT"),
    ] {
        let value = args.last().unwrap().trim_end_matches('/');
        refused(args, &[form, value]);
    }
}

#[test]
fn a_wrong_access_key_is_refused_and_never_printed() {
    for key in ["hunter2", "=hunter2", "hunter2=", ""] {
        let args = ["serve", "--listen", "127.0.0.1:0", "--access-key", key];
        let ended = refused(&args, &["--access-key", "ID=SECRET"]);
        assert!(!ended.err.contains("hunter2"), "{ended:?}");
    }
}

#[test]
fn the_live_service_is_refused_without_live() {
    refused(
        &["run", "--target", "https://vpc.aliyuncs.com"],
        &["vpc.aliyuncs.com", "--live"],
    );
}

#[test]
fn suites_that_cannot_be_read_are_refused_by_their_path() {
    let nowhere = folder("nowhere");
    refused_suites(&nowhere, &["nowhere"]);
    refused_suites(&nowhere.join("missing.toml"), &["missing.toml", "read"]);
    let empty = folder("empty");
    std::fs::create_dir_all(&empty).unwrap();
    refused_suites(&empty, &["no *.toml suite", "empty"]);
    let latin = folder("latin");
    std::fs::create_dir_all(&latin).unwrap();
    std::fs::write(latin.join("x.toml"), b"# \xff\xfe").unwrap();
    refused_suites(&latin, &["x.toml", "UTF-8"]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of what can be wrong")]
fn a_wrong_suite_is_refused_at_file_and_line_with_what_was_expected() {
    const STEP: &str = "[[case.step]]\nids = [\"vpc\"]\ntags = [[\"k\", \"v\"]]\n";
    const HEAD: &str = "[[case]]\nid = \"x/y\"\n";
    for (name, text, line, expected) in [
        (
            "syntax",
            format!("{HEAD}clauses = [\"TR-TAG-QUOTA\"\nneeds = [\"vpc\"]\n{STEP}"),
            4,
            "expected `,`",
        ),
        (
            "no-case",
            "# nothing\n".to_owned(),
            1,
            "no [[case]] in the file",
        ),
        (
            "unknown-clause",
            format!("\n{HEAD}clauses = [\"TR-TAG-QUOTE\"]\nneeds = [\"vpc\"]\n{STEP}"),
            2,
            "unknown clause 'TR-TAG-QUOTE', did you mean 'TR-TAG-QUOTA'?",
        ),
        (
            "unknown-broken-clause",
            format!("{HEAD}violates = \"TR-TAG-QUOTE\"\nneeds = [\"vpc\"]\n{STEP}"),
            1,
            "unknown clause 'TR-TAG-QUOTE', did you mean 'TR-TAG-QUOTA'?",
        ),
        (
            "unknown-field-of-a-case",
            format!("{HEAD}clauses = [\"TR-EFFECT-ALL\"]\nneds = [\"vpc\"]\n{STEP}"),
            4,
            "unknown field `neds`, expected one of `id`",
        ),
        (
            "unknown-field-of-a-step",
            format!(
                "{HEAD}clauses = [\"TR-EFFECT-ALL\"]\nneeds = [\"vpc\"]\n{STEP}wires = \"xml\"\n"
            ),
            8,
            "unknown field `wires`, expected one of `do`",
        ),
        (
            "unknown-field-of-an-expectation",
            format!(
                "{HEAD}clauses = [\"TR-EFFECT-ALL\"]\nneeds = [\"vpc\"]\n{STEP}expect = {{ cod = \"x\" }}\n"
            ),
            8,
            "unknown field `cod`, expected one of `status`, `code`",
        ),
        (
            "fixture-of-no-type",
            format!("{HEAD}clauses = [\"TR-EFFECT-ALL\"]\nneeds = [\"vcp\"]\n{STEP}"),
            1,
            "fixture 'vcp' is not of the form vpc, vpc#2",
        ),
        (
            "fixture-that-is-not-needed",
            format!("{HEAD}clauses = [\"TR-EFFECT-ALL\"]\nneeds = [\"eip\"]\n{STEP}"),
            5,
            "'vpc' is not among the needs of the case",
        ),
        (
            "unknown-action",
            format!(
                "{HEAD}clauses = [\"TR-EFFECT-ALL\"]\nneeds = [\"vpc\"]\n{STEP}[[case.step]]\ndo = \"tga\"\n"
            ),
            8,
            "do is tag, untag, list",
        ),
        (
            "no-step",
            format!("{HEAD}clauses = [\"TR-EFFECT-ALL\"]\n"),
            1,
            "has no [[case.step]]",
        ),
        (
            "no-clause",
            format!("{HEAD}needs = [\"vpc\"]\n{STEP}"),
            1,
            "names no clause",
        ),
        (
            "id-of-no-topic",
            format!("[[case]]\nid = \"y\"\nclauses = [\"TR-EFFECT-ALL\"]\n{STEP}"),
            1,
            "'y' is not of the form topic/kebab-case",
        ),
        (
            "id-used-twice",
            format!("{HEAD}clauses = [\"TR-EFFECT-ALL\"]\nneeds = [\"vpc\"]\n{STEP}").repeat(2),
            8,
            "'x/y' is used already",
        ),
        (
            "unknown-axis",
            format!(
                "{HEAD}clauses = [\"TR-EFFECT-ALL\"]\ngiven = {{ \"key-kase\" = \"sensitive\" }}\nneeds = [\"vpc\"]\n{STEP}"
            ),
            1,
            "unknown axis 'key-kase', did you mean 'key-case'?",
        ),
    ] {
        let path = suite(name, &text);
        let place = format!("{name}.toml:{line}: ");
        refused_suites(&path, &[&place, expected]);
        refused_suites(path.parent().unwrap(), &[&place, expected]);
    }
}

#[test]
fn an_expectation_that_the_model_contradicts_fails_the_self_test() {
    let head =
        "[[case]]\nid = \"x/y\"\nclauses = [\"TR-EFFECT-ALL\"]\nneeds = [\"vpc\"]\n[[case.step]]\n";
    for (name, step, said) in [
        (
            "wrong-answer",
            "ids = [\"vpc\"]\ntags = [[\"k\", \"v\"]]\nexpect = { status = 400, code = \"InvalidTagKey\" }",
            &["expects 400 InvalidTagKey", "the model permits accepted"][..],
        ),
        (
            "wrong-tags",
            "ids = [\"vpc\"]\ntags = [[\"k\", \"v\"]]\nafter = { vpc = { k = \"w\" } }",
            &["vpc then has", "\"w\"", "the model", "\"v\""],
        ),
    ] {
        let path = suite(name, &format!("{head}{step}\n"));
        let place = format!("{name}.toml:5: x/y: ");
        self_test_failed(&path, &[&[place.as_str()], said].concat());
    }
}

#[test]
fn a_negative_that_breaks_two_clauses_and_names_one_is_refused() {
    let key = "k".repeat(65);
    let text = format!(
        "[[case]]\nid = \"x/y\"\nviolates = \"TR-KEY-LENGTH\"\nneeds = [\"vpc\"]\n\
         [[case.step]]\nids = [\"=vpc-bp1doesnotexist0\"]\ntags = [[\"{key}\", \"v\"]]\n"
    );
    let path = suite("broken-twice", &text);
    self_test_failed(
        &path,
        &[
            "broken-twice.toml:5: x/y: ",
            "not isolated",
            "TR-KEY-LENGTH",
            "TR-ID-EXISTS",
        ],
    );
    let both = text.replace("\"TR-KEY-LENGTH\"", "[\"TR-KEY-LENGTH\", \"TR-ID-EXISTS\"]");
    let path = suite("broken-twice-on-purpose", &both);
    let loaded = ended(tagproof(&["run", "--list", "--suites", utf8(&path), "x"]));
    assert_eq!((loaded.code, loaded.out.as_str()), (0, "x/y\n"));
}

#[test]
fn a_negative_that_breaks_nothing_is_refused() {
    let path = suite(
        "breaks-nothing",
        "[[case]]\nid = \"x/y\"\nviolates = \"TR-KEY-LENGTH\"\nneeds = [\"vpc\"]\n\
         [[case.step]]\nids = [\"vpc\"]\ntags = [[\"k\", \"v\"]]\n",
    );
    self_test_failed(&path, &["TR-KEY-LENGTH, which it does not"]);
}

#[test]
fn every_list_has_one_line_a_row_and_the_name_first() {
    for what in ["cases", "clauses", "axes", "mutants", "editions"] {
        let text = ended(tagproof(&["list", what]));
        assert_eq!((text.code, text.err.as_str()), (0, ""), "{text:?}");
        let names: Vec<&str> = text
            .out
            .lines()
            .map(|line| line.split_whitespace().next().unwrap())
            .collect();
        let rows = listed(what);
        let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert!(!ids.is_empty(), "{what}");
        assert_eq!(names, ids, "{what}");
        assert_eq!(
            ids.iter().collect::<BTreeSet<_>>().len(),
            ids.len(),
            "{what}"
        );
    }
}

#[test]
fn every_axis_is_listed_with_its_options_and_every_mutant_with_its_clause() {
    for axis in listed("axes") {
        let options = texts(&axis["options"], "id");
        let distinct: BTreeSet<_> = options.iter().collect();
        assert!(
            options.len() >= 2 && distinct.len() == options.len(),
            "{axis}"
        );
        assert!(!axis["about"].as_str().unwrap().is_empty(), "{axis}");
    }
    let clauses: BTreeSet<String> = ids("clauses").collect();
    for mutant in listed("mutants") {
        assert!(
            clauses.contains(mutant["clause"].as_str().unwrap()),
            "{mutant}"
        );
    }
    let cases: BTreeSet<String> = ids("cases").collect();
    for clause in listed("clauses") {
        for case in clause["cases"].as_array().into_iter().flatten() {
            assert!(cases.contains(case.as_str().unwrap()), "{clause}");
        }
    }
}

#[test]
fn every_ambiguity_is_an_axis_a_clause_or_not_judged() {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for row in listed("axes").into_iter().chain(listed("clauses")) {
        if row["level"] == "not judged" {
            taken.insert(row["id"].as_str().unwrap().to_owned());
        }
        for ambiguity in row["ambiguities"].as_array().into_iter().flatten() {
            taken.insert(ambiguity.as_str().unwrap().to_owned());
        }
    }
    let all: BTreeSet<String> = (1..=74).map(|number| format!("A{number}")).collect();
    assert_eq!(taken, all);
}

#[test]
fn explain_puts_a_name_of_any_kind_in_words() {
    for (name, said) in [
        (
            "TR-KEY-LENGTH",
            &["MUST", "64", "code: InvalidTagKey", "case: "][..],
        ),
        (
            "TR-VALUE-EMPTY",
            &[
                "why settled so: ",
                "'the tag value cannot be an empty string'",
                "ambiguities: A1, A9, A50",
            ],
        ),
        ("TR-KEY-DUPLICATE", &["why settled so: ", "existing-key"]),
        (
            "quota-count",
            &["consistent", "option union: ", "option sum: "],
        ),
        (
            "quota/remove-one-add-one",
            &["clause TR-TAG-QUOTA", "steps: 3", "quota.toml:"],
        ),
        ("first-id-only", &["breaks TR-EFFECT-ALL"]),
        (
            "key-65-accepted",
            &[
                "key-too-long-accepted: breaks TR-KEY-LENGTH",
                "formerly: key-65-accepted",
            ],
        ),
        ("vpc-2024-06", &["vpc-2024-06"]),
        ("A12", &["A12 is taken up by ", "TR-KEY-DUPLICATE"]),
        ("A67", &["A67 is not judged: "]),
        ("3", &["exit code 3: inconclusive"]),
        ("exit-7", &["exit code 7: the self-test failed"]),
    ] {
        let ended = ended(tagproof(&["explain", name]));
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{ended:?}");
        for part in said {
            assert!(ended.out.contains(part), "{name}, {part}: {ended:?}");
        }
    }
}

#[test]
fn a_mutant_goes_by_its_former_name_too_and_is_listed_by_the_new_one() {
    let (former, new) = ("key-65-accepted", "key-too-long-accepted");
    let all = ended(tagproof(&["list", "mutants"])).out;
    assert!(all.contains(new) && !all.contains(former), "{all}");
    let row = listed("mutants").into_iter().find(|row| row["id"] == new);
    assert_eq!(row.unwrap()["aliases"], serde_json::json!([former]));
    let target = format!("mutant:{former}");
    let run = ended(tagproof(&["run", "keys", "--target", &target]));
    assert_eq!(run.code, 1, "{run:?}");
    // It says its address only once it knows the mutant.
    Served::start(&["--mutant", former]);
}

#[test]
fn run_list_names_the_cases_and_asks_no_target() {
    let args = ["run", "--list", "quota", "--target", "http://127.0.0.1:1"];
    let ended = ended(tagproof(&args));
    assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{ended:?}");
    let expected: Vec<String> = ids("cases").filter(|id| id.starts_with("quota/")).collect();
    assert!(expected.len() > 10);
    assert_eq!(ended.out.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_pattern_selects_one_case_and_skip_leaves_it_out() {
    let one = "quota/remove-one-add-one";
    let (ended_one, report) = reported(&[one]);
    assert_eq!(ended_one.code, 0, "{ended_one:?}");
    assert_eq!(texts(&report["cases"], "id"), [one]);
    assert_eq!(report["summary"]["pass"], 1);
    let none = ended(tagproof(&["run", one, "--skip", "quota"]));
    assert_eq!(none.code, 4, "{none:?}");
    assert!(
        none.out.ends_with("exit 4: reference nothing ran\n"),
        "{none:?}"
    );
}

#[test]
fn a_pipe_gets_no_colour_and_no_color_wins_over_force() {
    let run = |variables: &[(&str, &str)]| {
        let args = ["run", "quota", "--target", "mutant:quota-off-by-one"];
        let mut command = tagproof(&args);
        command.envs(variables.iter().copied());
        let ended = ended(command);
        assert_eq!(ended.code, 1, "{ended:?}");
        format!("{}{}", ended.out, ended.err)
    };
    let colour = |text: &str| text.contains('\u{1b}');
    assert!(!colour(&run(&[])));
    assert!(!colour(&run(&[("NO_COLOR", "1")])));
    assert!(colour(&run(&[("CLICOLOR_FORCE", "1")])));
    assert!(!colour(&run(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")])));
}

/// A usage error: exit code 2 and one line that holds every part.
fn refused(args: &[&str], parts: &[&str]) -> Ended {
    one_line(args, 2, parts)
}

fn refused_suites(path: &Path, parts: &[&str]) {
    refused(&["run", "--suites", utf8(path)], parts);
    refused(&["list", "cases", "--suites", utf8(path)], parts);
}

fn self_test_failed(path: &Path, parts: &[&str]) {
    one_line(&["run", "--suites", utf8(path)], 7, parts);
}

fn one_line(args: &[&str], code: i32, parts: &[&str]) -> Ended {
    let ended = ended(tagproof(args));
    assert_eq!(ended.code, code, "{args:?}: {ended:?}");
    assert_eq!(ended.out, "", "{args:?}: {ended:?}");
    let line = ended.err.strip_suffix('\n').unwrap();
    assert!(!line.contains('\n'), "{args:?}: {ended:?}");
    assert!(line.starts_with("error: "), "{args:?}: {ended:?}");
    for part in parts {
        assert!(line.contains(part), "{args:?}, {part}: {ended:?}");
    }
    ended
}

/// A list as JSON.
fn listed(what: &str) -> Vec<Value> {
    let ended = ended(tagproof(&["list", what, "--format", "json"]));
    assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{ended:?}");
    serde_json::from_str(&ended.out).unwrap()
}

fn ids(what: &str) -> impl Iterator<Item = String> {
    listed(what)
        .into_iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
}

/// One field of every row.
fn texts<'a>(rows: &'a Value, field: &str) -> Vec<&'a str> {
    let rows = rows.as_array().unwrap();
    rows.iter()
        .map(|row| row[field].as_str().unwrap())
        .collect()
}

/// A folder for one test.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("suites")
        .join(name)
}

/// A suite file in a folder of its own.
fn suite(name: &str, text: &str) -> PathBuf {
    let folder = folder(name);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.toml"));
    std::fs::write(&path, text).unwrap();
    path
}

fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}
