//! `exec:COMMAND` targets: the example is judged, and whatever a command does in place of an answer
//! has a verdict of its own, in time.

use std::time::{Duration, Instant};

use crate::program::{Ended, ended, tagproof};
use crate::reported::reported;
use serde_json::Value;

const EMULATOR: &str = "exec:python3 examples/exec/emulator.py";

/// The longest that a run against a command that does not answer may take.
const LIMIT: Duration = Duration::from_secs(120);

/// A command of a shell that greets and then does something else.
fn greeting_and(then: &str) -> String {
    format!("exec:sh -c 'read -r line; echo \"$line\"; {then}'")
}

/// The example, which in place of the line with this number does a deed, in
/// Python; the greeting is line 1, and the answer to request N line N + 1.
fn emulator_that(line: u64, deed: &str) -> String {
    emulator_when(&format!("said == {line}"), deed)
}

/// The example, which does a deed in place of the lines for which a condition
/// holds, both in Python.
fn emulator_when(condition: &str, deed: &str) -> String {
    let program = format!(
        "import builtins, os, sys, time\n\
         say, said = print, 0\n\
         def counting(*words, **how):\n    \
             global said\n    \
             said += 1\n    \
             if {condition}: {deed}\n    \
             say(*words, **how)\n\
         builtins.print, sys.argv = counting, [\"emulator.py\"]\n\
         exec(open(\"examples/exec/emulator.py\").read())\n"
    );
    format!("exec:python3 -c '{program}'")
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn the_example_conforms_in_what_it_does() {
    for scheme in ["v1", "acs3"] {
        let left_out = ["--without", "xml,at-once"];
        let args = ["--signature", scheme, "--target", EMULATOR];
        let (ended, report) = reported(&[&args[..], &left_out].concat());
        assert_eq!(ended.code, 0, "{ended:?}");
        assert_eq!(report["target"], EMULATOR);
        let summary = &report["summary"];
        assert!(summary["pass"].as_u64().unwrap() > 600, "{summary}");
        assert!(summary["coverage"].as_f64().unwrap() > 0.8, "{summary}");
        let verdict = " conforms to vpc-2023-03 without xml, at-once\n";
        assert!(ended.out.ends_with(verdict), "{ended:?}");
    }
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn a_broken_example_is_caught_and_the_command_that_repeats_it_works() {
    let target = format!("{EMULATOR} --quota 21");
    let (ended, report) = reported(&["quota", "--target", &target]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let failure = &report["failures"][0];
    assert_eq!(failure["clause"], "TR-TAG-QUOTA");
    let replay = failure["replay"].as_str().unwrap();
    assert!(
        replay.ends_with(&format!(" --target '{target}'")),
        "{replay}"
    );
    // Curl cannot reach it, so that the script is the same command.
    assert_eq!(failure["curl"], format!("#!/bin/sh\n{replay}\n"));
    let words = shlex::split(replay).unwrap();
    let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let again = self::ended(tagproof(&words));
    assert_eq!(again.code, 1, "{again:?}");
}

#[test]
fn a_command_that_does_not_start_is_a_usage_error() {
    for (target, said) in [
        ("exec:".to_owned(), "is no command"),
        ("exec:python3 -c 'print".to_owned(), "a quote is not closed"),
        (
            "exec:no-such-command".to_owned(),
            "failed to start 'no-such-command'",
        ),
        (
            "exec:sh -c 'exit 3'".to_owned(),
            "ended with exit status: 3",
        ),
        ("exec:sh -c 'kill -9 $$'".to_owned(), "ended with signal: 9"),
        (
            "exec:sh -c 'exec >&-; sleep 1000'".to_owned(),
            "closed its standard output",
        ),
        (
            "exec:sh -c 'echo listening; cat'".to_owned(),
            "wrote \"listening\", which is no answer",
        ),
        (
            "exec:sh -c 'echo 1; cat'".to_owned(),
            "wrote \"1\", which is no answer",
        ),
        (
            r#"exec:sh -c 'echo "{\"tagproof\": 2}"; cat'"#.to_owned(),
            "speaks version 2 of the protocol and not 1",
        ),
        (
            "exec:sh -c 'yes | tr -d \"\\n\"'".to_owned(),
            "wrote a line of more than 4194304 bytes",
        ),
    ] {
        for command in ["run", "fingerprint"] {
            let ended = in_time(&[command, "--target", &target]);
            one_line(&ended, 2, &["error: --target exec: ", said]);
        }
    }
}

#[test]
fn a_second_command_is_a_usage_error_and_neither_is_started() {
    let target = "exec:sh -c 'echo started >&2'";
    let ended = in_time(&["run", "--target", target, "--", "sh", "-c", "echo >&2"]);
    one_line(&ended, 2, &["leave '-- sh -c echo >&2' out"]);
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn a_line_that_is_no_answer_voids_the_run() {
    let print = "standard output carries answers only, print to standard error";
    let answer =
        |fields: &str| format!("say(\"{{{fields}}}\".replace(\"`\", chr(34)), flush=True)");
    for (deed, said) in [
        (
            "say(\"tagging\", flush=True)",
            &["wrote \"tagging\"", print][..],
        ),
        ("say(flush=True)", &["wrote \"\"", print]),
        ("say([1], flush=True)", &["wrote \"[1]\"", print]),
        ("say(*words, **how)", &["answered with the id "]),
        (
            &answer("`id`: 999999, `status`: 200, `body`: ``"),
            &["answered with the id 999999"],
        ),
        (
            &answer("`id`: 1, `status`: 0, `body`: ``"),
            &["0 is no HTTP status"],
        ),
        (
            &answer("`id`: 1, `status`: 200, `content`: ``"),
            &["unknown field `content`"],
        ),
        (
            &answer("`id`: 1, `status`: 200"),
            &["needs one of `body` and `body_base64`"],
        ),
    ] {
        let ended = in_time(&["run", "quota", "--target", &emulator_that(200, deed)]);
        let start = "error: the target breaks the exec protocol: request ";
        one_line(&ended, 2, &[&[start], said].concat());
    }
    // While it is found out what it can do, in a probe, and in a case.
    for line in [2, 100, 1000] {
        let target = emulator_that(line, "say(\"tagging\", flush=True)");
        let ended = in_time(&["run", "--target", &target]);
        let request = format!("request {}: the command wrote ", line - 1);
        one_line(&ended, 2, &[&request, print]);
    }
    for target in ["exec:cat", &greeting_and("yes")] {
        for command in ["run", "fingerprint"] {
            let ended = in_time(&[command, "--target", target]);
            one_line(&ended, 2, &["request 1: the command wrote ", print]);
        }
    }
}

#[test]
fn a_command_that_ends_is_unreachable() {
    let ended = in_time(&["run", "--target", &greeting_and("read -r line; exit 7")]);
    let said =
        "error: the target does not answer: request 1: the command ended with exit status: 7";
    one_line(&ended, 3, &[said]);
}

#[test]
fn a_command_that_never_answers_is_unreachable() {
    let target = greeting_and("sleep 1000");
    let ended = in_time(&["run", "--timeout", "1", "--target", &target]);
    one_line(&ended, 3, &["error: the target does not answer: "]);
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn a_command_that_ends_in_mid_run_is_inconclusive() {
    for line in [3, 100, 1000] {
        let target = emulator_that(line, "os._exit(7)");
        let begun = Instant::now();
        let (ended, report) = reported(&["--target", &target]);
        assert!(begun.elapsed() < LIMIT, "{ended:?}");
        let reason = format!(
            "request {}: the command ended with exit status: 7",
            line - 1
        );
        inconclusive(&ended, &report, line - 2, &reason);
    }
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn a_command_that_falls_silent_in_mid_run_is_inconclusive() {
    for line in [100, 1000] {
        let target = emulator_that(line, "time.sleep(1000)");
        let begun = Instant::now();
        let (ended, report) = reported(&["--timeout", "1", "--target", &target]);
        assert!(begun.elapsed() < LIMIT, "{ended:?}");
        let reason = "left 3 requests in a row without an answer and was given up";
        inconclusive(&ended, &report, line - 2, reason);
    }
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn a_late_answer_is_not_taken_for_another() {
    for line in [100, 400] {
        let target = emulator_that(line, "time.sleep(4)");
        let ended = in_time(&["run", "quota", "--timeout", "3", "--target", &target]);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(!ended.out.contains("inconclusive"), "{ended:?}");
    }
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn a_line_that_is_too_long_is_a_failure_as_it_is_over_http() {
    let refused = "\"TagNum\" in str(words)";
    let target = emulator_when(refused, "return say(\"x\" * (5 << 20), flush=True)");
    let (ended, report) = reported(&["quota", "--target", &target]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let failures = report["failures"].as_array().unwrap();
    assert!(!failures.is_empty(), "{ended:?}");
    for failure in failures {
        let observed = failure["observed"].as_str().unwrap();
        assert!(observed.contains("larger than 4194304 bytes"), "{failure}");
    }
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn a_command_that_does_not_end_is_ended_with_all_that_it_started() {
    // What it started holds on to standard error, which is read to its end.
    let stays = "import subprocess, sys\n\
                 subprocess.Popen([\"sleep\", \"1000\"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)\n\
                 sys.argv = [\"emulator.py\"]\n\
                 exec(open(\"examples/exec/emulator.py\").read())\n\
                 print(\"told to end\", file=sys.stderr, flush=True)\n\
                 subprocess.run([\"sleep\", \"1000\"])\n";
    let target = format!("exec:python3 -c '{stays}'");
    let left_out = ["--without", "xml,at-once"];
    let ended = in_time(&[&["run", "quota", "--target", &target], &left_out[..]].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.err.lines().last(), Some("told to end"), "{ended:?}");
}

/// What was judged before the end stands, nothing is called a failure, and the
/// reason is told.
fn inconclusive(ended: &Ended, report: &Value, last_answered: u64, reason: &str) {
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.out.contains(reason), "{reason}: {ended:?}");
    let last = ended.out.lines().last().unwrap();
    assert!(last.starts_with("exit 3: exec:"), "{ended:?}");
    let summary = &report["summary"];
    let count = |name: &str| summary[name].as_u64().unwrap();
    assert_eq!(count("fail"), 0, "{summary}");
    assert!(count("inconclusive") > 0, "{summary}");
    // It is soon noticed that nothing more will come.
    assert!(count("requests") < last_answered + 50, "{summary}");
    let verdicts = ["pass", "inconclusive", "not_applicable", "not_run"];
    let counted: u64 = verdicts.into_iter().map(count).sum();
    assert_eq!(counted, count("total"), "{summary}");
    assert!(summary["coverage"].as_f64().unwrap() < 0.5, "{summary}");
}

fn in_time(args: &[&str]) -> Ended {
    let begun = Instant::now();
    let ended = ended(tagproof(args));
    assert!(begun.elapsed() < LIMIT, "{args:?}: {ended:?}");
    ended
}

/// It ends so, with one line on standard error, but for what the target can do,
/// and nothing else.
fn one_line(ended: &Ended, code: i32, said: &[&str]) {
    assert_eq!(ended.code, code, "{ended:?}");
    assert_eq!(ended.out, "", "{ended:?}");
    let ability = |line: &&str| line.starts_with("target: ") || line.starts_with("  ");
    let others = ended.err.lines().filter(|line| !ability(line));
    assert_eq!(others.count(), 1, "{ended:?}");
    for said in said {
        assert!(ended.err.contains(said), "{said}: {ended:?}");
    }
}
