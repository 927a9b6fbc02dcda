//! Settings: a flag wins over its variable, that over the file.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::folder::fresh;
use crate::program::{Ended, ended, tagproof};

#[test]
fn a_flag_wins_over_its_variable_that_over_the_file_and_that_over_the_default() {
    let folder = fresh("settings", "precedence");
    let count = |args: &[&str], variable: Option<&str>| {
        let listed = listed(&folder, args, variable);
        assert_eq!(listed.code, 0, "{listed:?}");
        let drawn = |line: &&str| line.starts_with("sequence/") || line.starts_with("near-miss/");
        listed.out.lines().filter(drawn).count()
    };
    let by_default = count(&[], None);
    assert!(by_default > 40, "{by_default}");
    fs::write(folder.join("tagproof.toml"), "cases = 10\nseed = 1\n").unwrap();
    assert_eq!(count(&[], None), 4);
    assert_eq!(count(&[], Some("20")), 8);
    assert_eq!(count(&["--cases", "30"], Some("20")), 12);
    // The table of a command wins over what is said for all of them.
    let file = folder.join("tagproof.toml");
    fs::write(&file, "cases = 10\n[run]\ncases = 40\n[fuzz]\ncases = 64\n").unwrap();
    assert_eq!(count(&[], None), 16);
    fs::write(folder.join("other.toml"), "[run]\ncases = 50\n").unwrap();
    assert_eq!(count(&["--config", "other.toml"], None), 20);
}

#[test]
fn lists_and_switches_are_set_as_well() {
    let folder = fresh("settings", "lists");
    let text =
        "[run]\nlist = true\nskip = [\"sequence\", \"near-miss\"]\nupdate-baseline = false\n";
    fs::write(folder.join("tagproof.toml"), text).unwrap();
    let listed = in_folder(&folder, &["run"], &[]);
    assert_eq!(listed.code, 0, "{listed:?}");
    assert!(listed.out.contains("\nquota/"), "{listed:?}");
    assert!(!listed.out.contains("\nsequence/"), "{listed:?}");
    let skip = [("TAGPROOF_SKIP", "quota near-miss")];
    let listed = in_folder(&folder, &["run"], &skip);
    assert!(!listed.out.contains("\nquota/"), "{listed:?}");
    assert!(listed.out.contains("\nsequence/"), "{listed:?}");
    let serve = in_folder(&folder, &["serve"], &[("TAGPROOF_ACCESS_KEY", "no-secret")]);
    assert_eq!(serve.code, 2, "{serve:?}");
    assert!(serve.err.contains("--access-key"), "{serve:?}");
    // What needs another flag finds it in the file.
    fs::write(
        folder.join("tagproof.toml"),
        "[run]\nbaseline = \"known.toml\"\n",
    )
    .unwrap();
    let args = ["run", "overwriting", "--cases", "0", "--update-baseline"];
    let updated = in_folder(&folder, &args, &[]);
    assert_eq!(updated.code, 0, "{updated:?}");
    assert!(folder.join("known.toml").exists());
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let folder = fresh("settings", "wrong");
    for (text, said) in [
        (
            "seed = 1\ncasse = 8\n",
            "tagproof.toml:2: there is no flag 'casse', did you mean 'cases'?",
        ),
        (
            "[rum]\ncases = 10\n",
            "tagproof.toml:1: there is no command 'rum', did you mean 'run'?",
        ),
        (
            "[run]\nlisten = \"x\"\n",
            "tagproof.toml:2: there is no flag 'listen'",
        ),
        (
            "cases = 1.5\n",
            "tagproof.toml:1: cases is a text, a whole number",
        ),
        ("cases = \n", "tagproof.toml:1: "),
        ("cases = -1\n", "--cases"),
        ("list = \"maybe\"\n", "true or false, not 'maybe'"),
    ] {
        fs::write(folder.join("tagproof.toml"), text).unwrap();
        let wrong = in_folder(&folder, &["run", "--list"], &[]);
        let wrong = if text.starts_with("list") {
            in_folder(&folder, &["run"], &[])
        } else {
            wrong
        };
        assert_eq!(wrong.code, 2, "{text}: {wrong:?}");
        assert!(wrong.err.contains(said), "{text}: {wrong:?}");
    }
    let missing = in_folder(&folder, &["run", "--config", "nobody.toml"], &[]);
    assert_eq!(missing.code, 2, "{missing:?}");
    assert!(
        missing.err.contains("failed to read nobody.toml"),
        "{missing:?}"
    );
}

#[test]
fn a_wrong_value_names_where_it_is_set() {
    let folder = fresh("settings", "sources");
    let file = folder.join("tagproof.toml");
    for (text, variable, value, said) in [
        (
            "",
            "TAGPROOF_JOBS",
            "many",
            "--jobs is set by TAGPROOF_JOBS",
        ),
        (
            "seed = 1\njobs = \"many\"\n",
            "",
            "",
            "--jobs is set by tagproof.toml:2",
        ),
        (
            "",
            "TAGPROOF_EDITION",
            "vpc-1999",
            "--edition is set by TAGPROOF_EDITION",
        ),
        (
            "[run]\nreport = [\"xml=a\"]\n",
            "",
            "",
            "unknown report format 'xml'",
        ),
        (
            "",
            "TAGPROOF_SHARD",
            "2",
            "--shard is set by TAGPROOF_SHARD",
        ),
        (
            "list = \"maybe\"\n",
            "",
            "",
            "tagproof.toml:1 is true or false",
        ),
    ] {
        fs::write(&file, text).unwrap();
        let variables = [(variable, value)];
        let variables = if variable.is_empty() {
            &[][..]
        } else {
            &variables
        };
        let wrong = in_folder(&folder, &["run"], variables);
        assert_eq!(wrong.code, 2, "{wrong:?}");
        assert!(wrong.err.contains(said), "{wrong:?}");
    }
}

#[test]
fn a_variable_that_sets_nothing_is_told() {
    let folder = fresh("settings", "strangers");
    let told = |variable| in_folder(&folder, &["run", "--list", "quota"], &[(variable, "1")]);
    let stranger = told("TAGPROOF_JOB");
    assert_eq!(stranger.code, 0, "{stranger:?}");
    let note = "note: there is no setting 'TAGPROOF_JOB', did you mean 'TAGPROOF_JOBS'?\n";
    assert_eq!(stranger.err, note);
    // One of another command, and credentials.
    for known in ["TAGPROOF_LISTEN", "TAGPROOF_OTHER_ACCESS_KEY_ID"] {
        assert_eq!(told(known).err, "");
    }
}

#[test]
fn what_is_no_file_or_has_no_end_is_refused_at_once() {
    let folder = fresh("settings", "special");
    let pipe = folder.join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let suites = folder.join("suites");
    fs::create_dir(&suites).unwrap();
    symlink("/dev/zero", suites.join("zero.toml")).unwrap();
    symlink("/dev/zero", folder.join("zero.toml")).unwrap();
    for special in ["pipe", "/dev/zero"] {
        for args in [
            &["run", "--baseline", special][..],
            &["run", "--reading-lock", special],
            &[
                "run",
                "--fixtures",
                special,
                "--target",
                "http://127.0.0.1:1",
            ],
            &["run", "--config", special],
            &["run", "--edition", "zero.toml"],
            &["run", "--suites", "suites"],
            &["replay", special],
            &["judge", special],
            &["merge", special],
            &["diff", special, special],
        ] {
            let refused = in_folder(&folder, args, &[]);
            assert_eq!(refused.code, 2, "{args:?}: {refused:?}");
            let told = "it is no regular file";
            assert!(refused.err.contains(told), "{args:?}: {refused:?}");
        }
    }
}

#[test]
fn a_pattern_of_any_length_is_answered_and_not_repeated() {
    let pattern = "*a".repeat(1000);
    let none = ended(tagproof(&["run", "--list", &pattern]));
    assert_eq!(none.code, 2, "{none:?}");
    assert!(none.err.len() < 400, "{none:?}");
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = ended(tagproof(&["completions", shell]));
        assert_eq!(script.code, 0, "{script:?}");
        for command in ["fingerprint", "merge", "--reading-lock"] {
            let command = if shell == "fish" {
                command.trim_start_matches("--")
            } else {
                command
            };
            assert!(script.out.contains(command), "{shell}: {command}");
        }
    }
    assert_eq!(ended(tagproof(&["completions", "tcsh"])).code, 2);
}

#[test]
fn every_exit_code_is_explained() {
    for code in ["0", "1", "2", "3", "4", "5", "6", "7", "70", "exit-130"] {
        let told = ended(tagproof(&["explain", code]));
        assert_eq!(told.code, 0, "{told:?}");
        assert!(told.out.lines().count() >= 2, "{told:?}");
    }
    assert_eq!(ended(tagproof(&["explain", "8"])).code, 2);
}

fn listed(folder: &Path, args: &[&str], cases: Option<&str>) -> Ended {
    let variables: Vec<(&str, &str)> = cases
        .map(|cases| ("TAGPROOF_CASES", cases))
        .into_iter()
        .collect();
    in_folder(folder, &[&["run", "--list"], args].concat(), &variables)
}

fn in_folder(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = tagproof(args);
    command.current_dir(folder).envs(variables.iter().copied());
    ended(command)
}
