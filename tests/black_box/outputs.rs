//! Whatever becomes of its outputs, the verdict of a command is told, and every
//! report that can be written is whole.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::folder::fresh;
use crate::program::{Ended, ended, tagproof};
use crate::relay::Relay;
use crate::served::Served;

/// Every format of a report.
const FORMATS: [&str; 7] = [
    "json", "junit", "ndjson", "markdown", "html", "sarif", "github",
];

/// How long a command may take to come to where it is wanted.
const PATIENCE: Duration = Duration::from_secs(60);

const RECORDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/har/python-sdk.har");

/// Commands that write reports, each with the exit code of its verdict: they need
/// the shards of a run and a folder.
fn commands(shards: &[PathBuf; 2], folder: &Path) -> [(Vec<String>, i32); 4] {
    let words = |line: &str, paths: &[&Path]| -> Vec<String> {
        let words = line.split(' ').map(str::to_owned);
        let paths = paths.iter().map(|path| path.display().to_string());
        words.chain(paths).collect()
    };
    let (run, fuzz) = (
        "run quota --target mutant:quota-off-by-one",
        "fuzz --cases 40 --target mutant:quota-off-by-one --artifacts",
    );
    [
        (words(run, &[]), 1),
        (words(fuzz, &[&folder.join("artifacts")]), 1),
        (words("judge", &[Path::new(RECORDING)]), 0),
        (words("merge", &[&shards[0], &shards[1]]), 1),
    ]
}

/// The reports of the shards of a run that found something.
fn shards_in(folder: &Path) -> [PathBuf; 2] {
    ["1/2", "2/2"].map(|shard| {
        let path = folder.join(format!("{}.json", &shard[..1]));
        let flag = format!("--report=json={}", path.display());
        let args = ["run", "quota", "--target", "mutant:quota-off-by-one"];
        let ran = ended(tagproof(&[&args[..], &["--shard", shard, &flag]].concat()));
        assert_eq!(ran.code, 1, "{ran:?}");
        path
    })
}

fn command(words: &[String], more: &[&str]) -> Command {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    tagproof(&[&words, more].concat())
}

/// The line that says the verdict.
fn verdict(text: &str) -> &str {
    text.lines().last().unwrap_or_default()
}

fn is_verdict(line: &str, code: i32) -> bool {
    if code == 0 {
        line.contains(" conforms ")
    } else {
        line.starts_with(&format!("exit {code}: "))
    }
}

fn is_whole(report: &Path) -> bool {
    let text = fs::read_to_string(report).unwrap_or_default();
    serde_json::from_str::<Value>(&text).is_ok_and(|report| report["exit"].is_u64())
}

#[test]
fn what_cannot_be_written_is_known_before_the_first_request() {
    let folder = fresh("outputs", "unwritable");
    let shards = shards_in(&folder);
    let file = folder.join("file");
    fs::write(&file, "kept").unwrap();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    nobody.set_nonblocking(true).unwrap();
    let target = format!("--target=http://{}", nobody.local_addr().unwrap());
    let below = file.join("below").display().to_string();
    let refused = |command: Command| {
        let ended = ended(command);
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(ended.err.contains(&below), "{ended:?}");
        assert_eq!(ended.err.lines().count(), 1, "{ended:?}");
        assert_eq!(ended.out, "", "{ended:?}");
    };
    for (words, _) in commands(&shards, &folder) {
        // Those that have a target have one that would notice.
        let words: Vec<String> = match words.iter().position(|word| word == "--target") {
            Some(at) => [
                &words[..at],
                std::slice::from_ref(&target),
                &words[at + 2..],
            ]
            .concat(),
            None => words,
        };
        for format in FORMATS {
            refused(command(&words, &[&format!("--report={format}={below}")]));
        }
    }
    let path: &str = &below;
    for args in [
        &["run", &target, "--baseline", path, "--update-baseline"][..],
        &["run", &target, "--snapshots", path, "--update-snapshots"],
        &["fuzz", &target, "--artifacts", path],
        &["fuzz", &target, "--corpus", path],
        &["fingerprint", &target, "--lock", path],
        &["mutants", &format!("--report=json={path}")],
    ] {
        refused(tagproof(args));
    }
    assert!(nobody.accept().is_err(), "a request was sent");
    assert_eq!(fs::read_to_string(file).unwrap(), "kept");
}

#[test]
fn a_file_is_one_output() {
    let folder = fresh("outputs", "twice");
    let path = folder.join("report").display().to_string();
    let round = folder.join("../twice/report").display().to_string();
    for more in [
        vec![format!("--report=junit={round}")],
        vec![
            format!("--baseline={round}"),
            "--update-baseline".to_owned(),
        ],
    ] {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let first = format!("--report=json={path}");
        let ended = ended(tagproof(&[&["run", "quota", &first], &more[..]].concat()));
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(ended.err.contains("written twice"), "{ended:?}");
        assert!(!Path::new(&path).exists());
    }
}

#[test]
fn folders_for_reports_are_made() {
    let folder = fresh("outputs", "folders");
    let path = folder.join("not/yet/there.json");
    let flag = format!("--report=json={}", path.display());
    let ended = ended(tagproof(&["run", "quota", &flag]));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(is_whole(&path));
}

#[test]
fn a_full_disk_costs_neither_the_verdict_nor_another_report() {
    let folder = fresh("outputs", "full");
    let shards = shards_in(&folder);
    for (words, code) in commands(&shards, &folder) {
        for format in FORMATS {
            let other = folder.join("other.json");
            let ended = ended(command(
                &words,
                &[
                    &format!("--report={format}=/dev/full"),
                    &format!("--report=json={}", other.display()),
                ],
            ));
            assert_eq!(ended.code, 2, "{words:?} {format}: {ended:?}");
            assert!(is_verdict(verdict(&ended.out), code), "{ended:?}");
            let told = "error: failed to write /dev/full: ";
            assert!(ended.err.contains(told), "{words:?} {format}: {ended:?}");
            assert!(is_whole(&other), "{words:?} {format}");
            fs::remove_file(other).unwrap();
        }
    }
}

#[test]
fn a_folder_that_goes_away_costs_neither_the_verdict_nor_another_report() {
    let folder = fresh("outputs", "removed");
    let gone = folder.join("gone");
    let other = folder.join("other.json");
    let (log, flags) = (gone.join("log"), |format: &str| {
        format!("--report={format}={}", gone.join(format).display())
    });
    let formats: Vec<String> = FORMATS.into_iter().map(flags).collect();
    let served = Served::start(&[]);
    let mut args = vec!["run", "quota", "--target", &served.url, "--rate", "100"];
    args.extend(formats.iter().map(String::as_str));
    let also = [
        format!("--report=ndjson={}", log.display()),
        format!("--report=json={}", other.display()),
    ];
    args.extend(also.iter().map(String::as_str));
    let child = started(tagproof(&args));
    until("events are written", || log.exists());
    fs::remove_dir_all(&gone).unwrap();
    let ended = collected(child);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(is_verdict(verdict(&ended.out), 0), "{ended:?}");
    // What was open goes on being written to.
    for format in FORMATS.into_iter().filter(|format| *format != "ndjson") {
        let told = format!("failed to write {}", gone.join(format).display());
        assert!(ended.err.contains(&told), "{format}: {ended:?}");
    }
    assert!(is_whole(&other));
}

#[test]
fn without_an_output_the_verdict_goes_to_the_error_output_and_the_exit_stays() {
    let folder = fresh("outputs", "closed");
    let shards = shards_in(&folder);
    let other = folder.join("other.json");
    let flag = format!("--report=json={}", other.display());
    for (words, code) in commands(&shards, &folder) {
        for (out, code, exit) in [
            ("closed", code, code),
            ("left", code, code),
            ("full", code, 2),
        ] {
            let mut shell = Command::new("sh");
            let command = command(&words, &[&flag]);
            shell.args([
                "-c",
                match out {
                    "closed" => "exec \"$@\" >&-",
                    "full" => "exec \"$@\" >/dev/full",
                    // The reader is gone before anything is said.
                    _ => {
                        "exec 3>&1; trap '' PIPE; \
                         { while echo 2>&-; do :; done; \"$@\" 2>&3; echo $? >&3; } | exec true"
                    }
                },
                "sh",
            ]);
            shell.arg(command.get_program()).args(command.get_args());
            let mut ended = ended(shell);
            if out == "left" {
                // Both came through one pipe, the exit code at last.
                let (told, last) = ended.out.trim_end().rsplit_once('\n').unwrap();
                ended = Ended {
                    code: last.parse().unwrap(),
                    err: told.to_owned(),
                    out: String::new(),
                };
            }
            assert_eq!(ended.code, exit, "{out}: {words:?}: {ended:?}");
            let told = ended.err.lines().any(|line| is_verdict(line, code));
            assert!(told, "{out}: {words:?}: {ended:?}");
            assert!(is_whole(&other), "{out}: {words:?}");
            fs::remove_file(&other).unwrap();
        }
    }
}

#[test]
fn who_leaves_something_and_has_no_output_diverges_all_the_same() {
    let folder = fresh("outputs", "left-over");
    let report = folder.join("report.json");
    let flag = format!("--report=json={}", report.display());
    let served = Served::start(&["--mutant", "quota-off-by-one"]);
    let relay = Relay::refusing(&served.url, "Action=DeleteVpc");
    let args = ["run", "quota", "--target", &relay.url, &flag];
    let open = ended(tagproof(&args));
    assert_eq!(open.code, 1, "{open:?}");
    let told = "of what was created could not be deleted";
    assert!(open.out.contains(told), "{open:?}");
    fs::remove_file(&report).unwrap();
    let mut child = started(tagproof(&args));
    // The reader is gone before anything is said.
    drop(child.stdout.take());
    let closed = collected(child);
    assert_eq!(closed.code, 1, "{closed:?}");
    assert!(is_verdict(verdict(&closed.err), 1), "{closed:?}");
    assert!(is_whole(&report));
}

#[test]
fn an_output_that_leads_into_a_file_holds_reports_and_text() {
    let folder = fresh("outputs", "stdout");
    let file = folder.join("all");
    let mut command = tagproof(&[
        "run",
        "quota",
        "--report=json=/dev/stdout",
        "--report=junit=/dev/stdout",
    ]);
    command.stdout(fs::File::create(&file).unwrap());
    // One stream is one output.
    let code = command.stderr(Stdio::null()).status().unwrap().code();
    assert_eq!(code, Some(2));
    let mut command = tagproof(&["run", "quota", "--report=json=/dev/stdout"]);
    command.stdout(fs::File::create(&file).unwrap());
    let code = command.stderr(Stdio::null()).status().unwrap().code();
    assert_eq!(code, Some(0));
    let text = fs::read_to_string(&file).unwrap();
    let mut values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
    assert_eq!(values.next().unwrap().unwrap()["exit"], 0);
    assert!(is_verdict(verdict(&text), 0), "{text}");
}

#[test]
fn a_report_that_is_printed_is_all_of_the_output() {
    let folder = fresh("outputs", "printed");
    let shards = shards_in(&folder);
    for (words, code) in commands(&shards, &folder) {
        for format in FORMATS {
            let path = folder.join(format);
            let printed = format!("--report={format}=-");
            let written = format!("--report={format}={}", path.display());
            let ended = ended(command(&words, &[&printed, &written]));
            assert_eq!(ended.code, code, "{words:?} {format}: {ended:?}");
            let written = fs::read_to_string(&path).unwrap();
            assert!(ended.out == written, "{words:?} {format}: {ended:?}");
            assert!(is_verdict(verdict(&ended.err), code), "{ended:?}");
        }
    }
    let twice = ["run", "quota", "--report=json=-", "--report=junit=-"];
    let ended = ended(tagproof(&twice));
    assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{ended:?}");
    assert!(!Path::new("-").exists());
}

#[test]
fn who_is_killed_while_writing_leaves_the_old_report_or_the_new_one() {
    killed_while_writing(8);
}

#[test]
#[ignore = "takes a while; CONTRIBUTING.md says when it is run"]
fn who_is_killed_at_any_moment_of_writing_leaves_the_old_report_or_the_new_one() {
    killed_while_writing(20);
}

/// Kills who joins two parts of a run at so many moments of writing.
fn killed_while_writing(moments: u64) {
    let (folder, before) = (fresh("outputs", "killed"), fresh("outputs", "to-kill"));
    let report = folder.join("report.json");
    let shards = ["1/2", "2/2"].map(|shard| {
        let path = before.join(format!("{}.json", &shard[..1]));
        let flag = format!("json={}", path.display());
        // Many cases are a report that takes a while to write.
        let many = ["run", "--cases", "5000", "--skip", "covering"];
        let more = ["--target=in-process", "--shard", shard, "--report", &flag];
        let ran = ended(tagproof(&[&many[..], &more].concat()));
        assert_eq!(ran.code, 0, "{ran:?}");
        path.display().to_string()
    });
    let flag = format!("json={}", report.display());
    let args = ["merge", &shards[0], &shards[1], "--report", &flag];
    let merged = ended(tagproof(&args));
    assert_eq!(merged.code, 0, "{merged:?}");
    let whole = fs::metadata(&report).unwrap().len();
    let mut killed = 0;
    for moment in 0..moments {
        let mut child = started(tagproof(&args));
        let writes = || {
            let names = fs::read_dir(&folder).unwrap();
            let mut names = names.map(|entry| entry.unwrap().file_name());
            names.any(|name| name.to_string_lossy().ends_with(".tmp"))
                || fs::metadata(&report).unwrap().len() != whole
        };
        until("it writes", || {
            writes() || child.try_wait().unwrap().is_some()
        });
        std::thread::sleep(Duration::from_millis(moment));
        // It may be done by now.
        let _ = child.kill();
        killed += u64::from(!child.wait().unwrap().success());
        assert!(is_whole(&report), "at moment {moment}");
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path != report {
                fs::remove_file(path).unwrap();
            }
        }
    }
    assert!(killed * 4 > moments, "{killed} were killed");
}

fn started(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn collected(child: Child) -> Ended {
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}
