//! Fuzz targets under their engine, if cargo-fuzz is installed.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::in_process::Failure;

/// What is said where it is not.
pub(crate) const MISSING: &str = "cargo-fuzz is not installed";

/// The target that does nothing.
const NOTHING: &str = "nothing";

/// What reads bytes of one format and does no more.
const DECODERS: [&str; 3] = [
    "har_files_never_panic",
    "json_answers_round_trip",
    "xml_answers_round_trip",
];

/// How long each target runs in a round, in seconds; it ends by itself.
const SECONDS: &str = "-max_total_time=2";

/// The targets, built without a sanitizer.
pub(crate) struct Targets {
    /// Their names, without the one that does nothing.
    pub(crate) names: Vec<String>,
}

impl Targets {
    /// Builds them; nothing if cargo-fuzz is not there.
    pub(crate) fn build() -> Result<Option<Self>, Failure> {
        if cargo_fuzz(&["--version"]).is_err() {
            return Ok(None);
        }
        let listed = cargo_fuzz(&["list"])?;
        cargo_fuzz(&["build", "--sanitizer", "none"])?;
        let names = listed.lines().filter(|name| *name != NOTHING);
        let names = names.map(str::to_owned).collect();
        Ok(Some(Self { names }))
    }

    /// Whether a target is a decoder.
    pub(crate) fn decodes(name: &str) -> bool {
        DECODERS.contains(&name)
    }

    /// How often a second a target does its work, and the one that does nothing.
    pub(crate) fn rates(name: &str) -> Result<(f64, f64), Failure> {
        Ok((rate(name)?, rate(NOTHING)?))
    }
}

/// How often a second a target does its work, from its seeds. What it finds new
/// is kept nowhere.
fn rate(name: &str) -> Result<f64, Failure> {
    let found = Path::new(env!("CARGO_TARGET_TMPDIR")).join("found");
    if found.exists() {
        std::fs::remove_dir_all(&found)?;
    }
    std::fs::create_dir_all(&found)?;
    let found = found.display().to_string();
    let seeds = format!("fuzz/corpus/{name}");
    let target = ["run", "--sanitizer", "none", name, &found, &seeds];
    let engine = ["--", SECONDS, "-print_final_stats=1", "-verbosity=0"];
    let said = cargo_fuzz(&[&target[..], &engine].concat())?;
    let rate = said
        .lines()
        .find_map(|line| line.strip_prefix("stat::average_exec_per_sec:"))
        .ok_or_else(|| format!("{name} names no rate"))?;
    Ok(rate.trim().parse()?)
}

/// What cargo-fuzz says, on either output.
fn cargo_fuzz(arguments: &[&str]) -> Result<String, Failure> {
    let ran = Command::new(env!("CARGO"))
        .arg("fuzz")
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()?;
    let said = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    if !ran.status.success() {
        return Err(format!("cargo fuzz {} failed:\n{}", arguments.join(" "), said[1]).into());
    }
    Ok(said.concat())
}
