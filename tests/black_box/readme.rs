//! Runs the commands that the README shows.

use crate::folder::fresh;
use crate::mutants_command;
use crate::program::{ended, tagproof};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use tagproof::report::ReportFormat;

const README: &str = include_str!("../../README.md");
const BINARY: &str = env!("CARGO_BIN_EXE_tagproof");

/// The folder of examples, from anywhere.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/");

/// The recordings in the README, from anywhere.
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/har/");

/// The address of the emulator in the README's examples.
const EXAMPLE: &str = "127.0.0.1:8080";

#[test]
fn every_command_of_the_readme_works() {
    let tried = commands_work("commands", |command| {
        !command.contains("python3") && !is_about_mutants(command)
    });
    assert!(tried >= 6, "{tried} commands found in the README");
}

#[test]
fn every_format_is_told() {
    for format in ReportFormat::names() {
        assert!(README.contains(&format!("`{format}`")), "{format}");
    }
}

#[test]
fn the_first_screen_counts_what_there_is() {
    let said = ended(tagproof(&["run", "--target", "in-process"])).out;
    // What differs from run to run stands behind the last of these.
    let counts = |text: &str| {
        let mut lines = text.lines();
        let line = lines.find(|line| line.contains(" cases: ")).unwrap();
        let counted = line.rsplit_once(" clauses · ").unwrap().0.to_owned();
        [counted, lines.next().unwrap().to_owned()]
    };
    assert_eq!(counts(README), counts(&said));
}

/// Each judges every mutant, so that it is run once, where its output is looked at.
#[test]
fn every_command_of_the_readme_about_mutants_is_run_elsewhere() {
    let commands = README.lines().filter_map(|line| {
        let command = line.strip_prefix("$ tagproof ")?;
        let command = command.split(" # ").next()?.trim();
        is_about_mutants(command).then(|| command.split(' ').collect())
    });
    let commands: Vec<Vec<&str>> = commands.collect();
    assert_eq!(commands, mutants_command::COMMANDS);
}

fn is_about_mutants(command: &str) -> bool {
    command.starts_with("mutants")
}

#[test]
#[ignore = "needs Python 3; .ci/run runs it"]
fn every_command_of_the_readme_with_python_works() {
    let tried = commands_work("python", |command| command.contains("python3"));
    assert!(tried >= 2, "{tried} commands found in the README");
}

/// Runs the commands of the README that `such` picks; how many there were.
fn commands_work(name: &str, such: impl Fn(&str) -> bool) -> usize {
    let emulator = Emulator::start();
    let folder = fresh("readme", name);
    std::fs::write(folder.join("fixtures.toml"), block("toml", "[[fixture]]")).unwrap();
    let mut tried = 0;
    for line in README.lines() {
        let Some(command) = line.strip_prefix("$ tagproof ") else {
            continue;
        };
        let command = command.split(" # ").next().unwrap_or(command).trim();
        if command.starts_with("serve") {
            // That one ends only when it is told to; the emulator is it.
            assert!(command.contains("--listen") && command.contains("existing-key=rejected"));
            continue;
        }
        if !such(command) {
            continue;
        }
        let command = command
            .replace(EXAMPLE, &emulator.address)
            .replace("--time 60", "--time 1")
            .replace("examples/", EXAMPLES)
            .replace("tests/har/", RECORDED)
            .replace(
                "my-emulator --port {port}",
                &format!("{BINARY} serve --listen 127.0.0.1:{{port}}"),
            );
        let words = shlex::split(&command).unwrap();
        let ended = Command::new(BINARY)
            .args(&words)
            // Half of a run, and not what these commands are about.
            .env("TAGPROOF_SKIP", "covering")
            .envs(
                command
                    .starts_with("run")
                    .then_some(("TAGPROOF_CASES", "100")),
            )
            .current_dir(&folder)
            .output()
            .unwrap();
        let is_broken = ["mutant:", "--quota 21"].map(|bug| command.contains(bug));
        // What the baseline knows may fail.
        let is_known = command.contains("--baseline");
        let expected = i32::from(is_broken.contains(&true) && !is_known);
        assert_eq!(
            ended.status.code(),
            Some(expected),
            "tagproof {command}\n{}{}",
            String::from_utf8_lossy(&ended.stdout),
            String::from_utf8_lossy(&ended.stderr)
        );
        tried += 1;
    }
    tried
}

/// The first block of the README in a language that holds a text.
fn block(language: &str, with: &str) -> &'static str {
    README
        .split(&format!("```{language}\n"))
        .skip(1)
        .map(|block| block.split("```").next().unwrap_or_default())
        .find(|block| block.contains(with))
        .unwrap()
}

#[test]
fn the_failure_in_the_readme_is_what_is_printed() {
    let shown = block("text", "FAIL TR-");
    let ended = Command::new(BINARY)
        .args(["run", "--target", "mutant:quota-off-by-one"])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&ended.stdout);
    assert!(
        printed.contains(shown.trim_end()),
        "the README shows\n{shown}\nand it is\n{printed}"
    );
}

#[test]
fn the_artifact_in_the_readme_is_what_is_saved() {
    let folder = fresh("readme", "artifact");
    let ended = Command::new(BINARY)
        .args([
            "fuzz",
            "--target",
            "mutant:quota-off-by-one",
            "--cases",
            "64",
        ])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let shown = block("toml", "id = \"found/");
    let name = "tr-tag-quota-400-quotaexceeded-tagnum-accepted-full.toml";
    let saved = std::fs::read_to_string(folder.join("artifacts").join(name)).unwrap();
    assert_eq!(shown, saved);
}

#[test]
fn the_code_in_the_readme_is_compiled_elsewhere() {
    let plain = |text: &str| -> String {
        text.lines()
            .map(|line| line.trim().trim_start_matches("///").trim())
            .collect()
    };
    let elsewhere = [
        include_str!("../../examples/axum_emulator/main.rs"),
        include_str!("../../src/embed/conformance.rs"),
        include_str!("../embedding/fuzzing.rs"),
    ]
    .map(plain);
    let blocks: Vec<&str> = README
        .split("```rust\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap_or_default())
        .collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        assert!(
            elsewhere.iter().any(|code| code.contains(&plain(block))),
            "{block}"
        );
    }
}

struct Emulator {
    child: Child,
    address: String,
}

impl Emulator {
    fn start() -> Self {
        let mut child = Command::new(BINARY)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let address = first.trim().rsplit('/').next().unwrap().to_owned();
        Self { child, address }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
