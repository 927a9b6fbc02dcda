//! Instructions a request in process, and a step of belief and model, against
//! the counts that were last accepted.
//!
//! `cargo bench --bench instructions` counts them in a release build,
//! `cargo test --bench instructions` in the build that the tests have; the kept
//! counts of both are in `accepted.toml`. Without valgrind it says that it is
//! skipped.

mod counted;

#[path = "../in_process/mod.rs"]
mod in_process;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, ExitCode, Stdio};

use serde::Deserialize;
use tagproof::contract::Edition;

use counted::{Counts, phases};
use in_process::tape::{belief_pass, calls, model_pass, tapes};
use in_process::{Failure, Suite, client, judged, reference};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What makes this program do the work that is counted.
const WORK: &str = "--work";

/// Every such case is judged: the whole suite takes minutes under callgrind.
const STRIDE: usize = 4;

/// More than this above the last accepted count fails.
const TOLERANCE: f64 = 0.30;

/// What is kept in the repository.
const ACCEPTED: &str = include_str!("accepted.toml");

/// The kept counts of one build.
#[derive(Deserialize)]
struct Kept {
    accepted: BTreeMap<String, u64>,
    #[serde(rename = "at-17fcf57")]
    before: Option<BTreeMap<String, u64>>,
}

fn main() -> ExitCode {
    let ended = if std::env::args().any(|argument| argument == WORK) {
        work().map(|()| true)
    } else {
        compare()
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // Nobody is left to be told if that fails.
            let _ = writeln!(std::io::stderr(), "instructions: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The work, in phases that are told apart by calls of [`phase`]; prints how
/// often each phase did its one thing.
fn work() -> Result<(), Failure> {
    let suite = Suite::load()?;
    let counter = Counts::of(reference());
    let client = client(counter.clone());
    phase("requests");
    let judged = judged(&suite, &client, STRIDE)?;
    phase("");
    let requests = counter.requests();
    let tapes = tapes(&judged)?;
    let edition = Edition::of_record();
    let reading = edition.complete(&edition.readings());
    phase("belief");
    belief_pass(&tapes, &judged.frozen)?;
    phase("model");
    model_pass(&tapes, &reading);
    phase("");
    let steps = calls(&tapes);
    writeln!(
        std::io::stdout(),
        "{{\"requests\": {requests}, \"belief\": {steps}, \"model\": {steps}}}"
    )?;
    Ok(())
}

/// Ends a phase and begins another: callgrind writes down what it has counted
/// whenever this is called.
#[inline(never)]
fn phase(name: &str) {
    std::hint::black_box(name);
}

/// Counts, and compares with what is kept. False if it is too much.
fn compare() -> Result<bool, Failure> {
    let mut out = std::io::stdout();
    let is_there = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if is_there.is_err() {
        writeln!(out, "instructions: skipped, as valgrind is not installed")?;
        return Ok(true);
    }
    let program = std::env::current_exe()?;
    let is_release = program.iter().any(|folder| folder == "release");
    let build = if is_release { "release" } else { "test" };
    let mut kept: BTreeMap<String, Kept> = toml::from_str(ACCEPTED)?;
    let kept = kept
        .remove(build)
        .ok_or_else(|| format!("accepted.toml has no [{build}]"))?;
    let mut is_accepted = true;
    for (phase, found) in phases(&program, WORK)? {
        let accepted = kept.accepted.get(&phase).copied();
        let accepted = accepted.ok_or_else(|| format!("{phase} has no accepted count"))?;
        let of_accepted = ratio(found, accepted);
        let of_before = kept.before.as_ref().and_then(|before| before.get(&phase));
        let before = of_before.map_or_else(String::new, |before| {
            format!(", {:.2} of {before} at 17fcf57", ratio(found, *before))
        });
        writeln!(
            out,
            "{phase}: {found} instructions each, {of_accepted:.2} of {accepted} accepted{before}"
        )?;
        if of_accepted > 1.0 + TOLERANCE {
            is_accepted = false;
            writeln!(
                out,
                "{phase}: that is more than {:.0} % above what is accepted in \
                 benches/instructions/accepted.toml: make it cheaper, or accept it there and say why",
                TOLERANCE * 100.0
            )?;
        }
    }
    Ok(is_accepted)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}
