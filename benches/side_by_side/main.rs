//! Whole runs beside something simple, measured in the same breath, as one
//! Markdown table.
//!
//! ```text
//! cargo bench --bench side_by_side
//! cargo bench --bench side_by_side -- --rounds 9 --only memory --many 1000000
//! ```

mod bare_loop;
mod fuzzing;
mod hand_written;
mod processes;
mod recording;
mod rows;
mod table;
mod wrk;

#[path = "../in_process/mod.rs"]
mod in_process;

use std::io::Write as _;

use clap::{Parser, ValueEnum};

use in_process::Failure;

/// The allocator of the program, as steps of the library are measured here too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(about = "Measures whole runs beside something simple")]
struct Args {
    /// Rounds, each of a figure and its reference; medians are told
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=100))]
    rounds: u16,
    /// Only these rows
    #[arg(long, value_enum)]
    only: Vec<Group>,
    /// Drawn cases of the small run whose memory is measured
    #[arg(long, default_value_t = 1000)]
    few: u32,
    /// Drawn cases of the large one
    #[arg(long, default_value_t = 20_000)]
    many: u32,
    /// What cargo hands to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// Rows that are measured together.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    /// `run` over loopback beside a bare loop and wrk
    Loopback,
    /// `run` in process on two cores beside one
    InProcess,
    /// Belief, model and a store by hand
    Steps,
    /// The whole default run and `mutants`
    Whole,
    /// Memory and time of many drawn cases
    Memory,
    /// Fuzz targets beside one that does nothing
    Fuzzing,
}

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let rounds = usize::from(args.rounds);
    let mut rows = Vec::new();
    for group in Group::value_variants() {
        if !args.only.is_empty() && !args.only.contains(group) {
            continue;
        }
        rows.extend(match group {
            Group::Loopback => rows::loopback(rounds)?,
            Group::InProcess => rows::in_process(rounds)?,
            Group::Steps => rows::steps(rounds)?,
            Group::Whole => rows::whole(rounds)?,
            Group::Memory => rows::memory(rounds, args.few, args.many)?,
            Group::Fuzzing => rows::fuzzing(rounds)?,
        });
    }
    let mut out = std::io::stdout();
    writeln!(out, "{}, medians of {rounds} rounds\n", machine())?;
    table::write(&rows, &mut out)?;
    Ok(())
}

/// How large the machine is.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = std::fs::read_to_string("/proc/meminfo").ok();
    let memory = memory.as_deref().and_then(|text| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("MemTotal:"))?;
        let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(format!(
            ", {:.0} GiB of memory",
            kibibytes / 1024.0 / 1024.0
        ))
    });
    format!("{cores} cores{}", memory.unwrap_or_default())
}
