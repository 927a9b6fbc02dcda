//! The command line: what can be said, and nothing of what is done.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::contract::Edition;
use crate::endpoint::Faults;
use crate::report::ReportFormat;

use super::list_args::{ExplainArgs, ListArgs};
use super::target_args::{KeptArgs, SnapshotArgs, TargetArgs, VerdictArgs};

/// What `--report` is for.
fn writes(what: &str) -> String {
    format!(
        "Write {what}; FORMAT is {}; PATH - is standard output",
        ReportFormat::listed()
    )
}

/// Proves whether an implementation of Alibaba Cloud VPC's `TagResources` does
/// what the specification says.
#[derive(Debug, Parser)]
#[command(name = "tagproof", version, arg_required_else_help = true)]
pub struct Cli {
    /// File of settings in place of tagproof.toml: flags by name, and by command
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// What is done.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// What `--report` says.
    pub(super) fn reports(&self) -> &[String] {
        match &self.command {
            Command::Run(args) => &args.report,
            Command::Fuzz(args) => &args.report,
            Command::Judge(args) => &args.report,
            Command::Merge(args) => &args.report,
            Command::Mutants(args) => &args.report,
            _ => &[],
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge a target by the suite; without arguments the built-in reference
    Run(Box<RunArgs>),
    /// Search for failures in made-up cases, and save the smallest that show them
    Fuzz(Box<FuzzArgs>),
    /// Repeat saved failures: which still fail, which are fixed
    Replay(Box<ReplayArgs>),
    /// Judge traffic that was recorded elsewhere, from a HAR file
    Judge(JudgeArgs),
    /// Join the reports of the shards of one run
    Merge(MergeArgs),
    /// Tell what changed between two runs, by their JSON reports
    Diff(DiffArgs),
    /// Tell which reading a target follows, axis by axis, with the evidence
    Fingerprint(Box<FingerprintArgs>),
    /// Delete what interrupted runs left behind, by its name
    Sweep(Box<SweepArgs>),
    /// Prove the suite: run it against every mutant and print the kill matrix
    Mutants(MutantsArgs),
    /// Serve the reference under any reading, or a mutant of it
    Serve(ServeArgs),
    /// List cases, clauses, axes, mutants or editions, one a line; or the schema of suites
    List(ListArgs),
    /// Explain a clause, case, axis, mutant, ambiguity or exit code in words
    Explain(ExplainArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Cases to run: an id, a topic, a clause, or a pattern with *
    pub pattern: Vec<String>,
    /// Cases to leave out, named likewise
    #[arg(long, value_name = "PATTERN")]
    pub skip: Vec<String>,
    /// The least strict level that is run
    #[arg(long, value_enum)]
    pub level: Option<LevelArg>,
    /// Folder or file of suites in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub suites: Option<PathBuf>,
    /// Readings that are assumed; the built-in reference follows them
    #[arg(long, value_name = "AXIS=OPTION")]
    pub reading: Vec<String>,
    /// Cases that are drawn besides those that are written and enumerated
    #[arg(long, value_name = "N", default_value_t = crate::cases::DRAWN, value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    pub cases: u32,
    /// Fail cases on clauses of level SHOULD too
    #[arg(long)]
    pub strict: bool,
    /// Seed of whatever is drawn
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Cases at a time; unless said the number of cores, or 16 where listings
    /// are late and most of the time is spent waiting
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Part of the suite, as I/N
    #[arg(long, value_name = "I/N")]
    pub shard: Option<String>,
    /// Failing cases after which no further case is begun
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_failures: Option<u32>,
    /// What the verdict is about and what it needs.
    #[command(flatten)]
    pub verdict: VerdictArgs,
    /// Reports that are written.
    #[arg(long, value_name = "FORMAT=PATH", help = writes("a report"))]
    pub report: Vec<String>,
    /// Known failures and the reading that the target is compared with.
    #[command(flatten)]
    pub kept: KeptArgs,
    /// Snapshots that the target is compared with.
    #[command(flatten)]
    pub snapshots: SnapshotArgs,
    /// Only list the cases that would run
    #[arg(long)]
    pub list: bool,
    /// Where the target is and how it is spoken to.
    #[command(flatten)]
    pub target: TargetArgs,
    /// A command that starts the target; {port} in it is replaced by a free port
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// Arguments of `fuzz`.
#[derive(Debug, Args)]
pub struct FuzzArgs {
    /// Cases to try; 10000 unless this or --time is given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub cases: Option<u32>,
    /// Seconds after which no further case is begun; the report says how many were
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=604_800))]
    pub time: Option<u64>,
    /// Seed of whatever is drawn
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Cases at a time; unless said the number of cores, or 16 where listings
    /// are late and most of the time is spent waiting
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Folder for the smallest case of every kind of failure
    #[arg(long, value_name = "DIR", default_value = "artifacts")]
    pub artifacts: PathBuf,
    /// Folder of cases to begin with, which those are added to that show something new
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// Known failures: found again they fail nothing
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Reports that are written.
    #[arg(long, value_name = "FORMAT=PATH", help = writes("a report"))]
    pub report: Vec<String>,
    /// Readings that are assumed; the built-in reference follows them
    #[arg(long, value_name = "AXIS=OPTION")]
    pub reading: Vec<String>,
    /// What the verdict is about and what it needs.
    #[command(flatten)]
    pub verdict: VerdictArgs,
    /// Where the target is and how it is spoken to.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// Arguments of `replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// Suite files, such as a campaign saves
    #[arg(required = true)]
    pub file: Vec<PathBuf>,
    /// Readings that are assumed; the built-in reference follows them
    #[arg(long, value_name = "AXIS=OPTION")]
    pub reading: Vec<String>,
    /// What the verdict is about and what it needs.
    #[command(flatten)]
    pub verdict: VerdictArgs,
    /// Where the target is and how it is spoken to.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// Arguments of `judge`.
#[derive(Debug, Args)]
pub struct JudgeArgs {
    /// HAR 1.2, as a proxy or a browser writes it; it may be packed with gzip
    #[arg(value_name = "FILE.har")]
    pub file: PathBuf,
    /// The edition to judge by
    #[arg(long, value_name = "NAME", default_value = Edition::of_record().name)]
    pub edition: String,
    /// Readings that are assumed
    #[arg(long, value_name = "AXIS=OPTION")]
    pub reading: Vec<String>,
    /// Fail exchanges on clauses of level SHOULD too
    #[arg(long)]
    pub strict: bool,
    /// What the verdict is about and what it needs.
    #[command(flatten)]
    pub verdict: VerdictArgs,
    /// Reports that are written.
    #[arg(long, value_name = "FORMAT=PATH", help = writes("a report"))]
    pub report: Vec<String>,
}

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Reports of JSON or NDJSON, one of every shard; NDJSON also of a run that was killed
    #[arg(required = true)]
    pub file: Vec<PathBuf>,
    /// What the verdict is about and what it needs.
    #[command(flatten)]
    pub verdict: VerdictArgs,
    /// Known failures and the reading that the target is compared with.
    #[command(flatten)]
    pub kept: KeptArgs,
    /// Reports that are written.
    #[arg(long, value_name = "FORMAT=PATH", help = writes("a report of the whole"))]
    pub report: Vec<String>,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// JSON report of the first run
    #[arg(value_name = "A.json")]
    pub before: PathBuf,
    /// JSON report of the second run
    #[arg(value_name = "B.json")]
    pub after: PathBuf,
}

/// Arguments of `fingerprint`.
#[derive(Debug, Args)]
pub struct FingerprintArgs {
    /// Write what is pinned into a file that `run --reading-lock` compares with
    #[arg(long, value_name = "FILE")]
    pub lock: Option<PathBuf>,
    /// Where the target is and how it is spoken to.
    #[command(flatten)]
    pub target: TargetArgs,
    /// Readings that the built-in reference follows
    #[arg(long, value_name = "AXIS=OPTION")]
    pub reading: Vec<String>,
}

/// Arguments of `sweep`.
#[derive(Debug, Args)]
pub struct SweepArgs {
    /// Where the target is and how it is spoken to.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// The edition to follow
    #[arg(long, value_name = "NAME", default_value = Edition::of_record().name)]
    pub edition: String,
    /// Options in place of the default reading
    #[arg(long, value_name = "AXIS=OPTION")]
    pub reading: Vec<String>,
    /// Break one clause, as this mutant does
    #[arg(long, value_name = "NAME")]
    pub mutant: Option<String>,
    /// Accept signed requests of these accounts only; the secret may be in a file
    /// (ID=@FILE) or a variable (ID=$VARIABLE)
    #[arg(long, value_name = "ID=SECRET")]
    pub access_key: Vec<String>,
    /// Answer to this host too; on loopback no other name than localhost is, and
    /// no page of another origin anywhere
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Faults that requests meet: throttle, reset and late are shares of them, latency and lag
    /// durations; as in throttle=0.05,reset=0.01,late=0.01@2s,latency=20ms,lag=50ms
    #[arg(long, value_name = "KIND=VALUE,...")]
    pub fault: Option<Faults>,
    /// Seed of the faults and of the ids that are made up
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Add a line for every request to a file, or to the error output if it is -
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// Arguments of `mutants`.
#[derive(Debug, Args)]
pub struct MutantsArgs {
    /// The edition whose mutants are tried
    #[arg(long, value_name = "NAME", default_value = Edition::of_record().name)]
    pub edition: String,
    /// Only the hand-written cases
    #[arg(long, conflicts_with = "fuzz")]
    pub suite_only: bool,
    /// Only N drawn cases
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub fuzz: Option<u32>,
    /// Folder or file of suites in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub suites: Option<PathBuf>,
    /// Seed of whatever is drawn
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Mutants at a time; the number of cores unless said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Write a report; FORMAT is json; PATH - is standard output
    #[arg(long, value_name = "FORMAT=PATH")]
    pub report: Vec<String>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Levels of clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LevelArg {
    /// Only what must be.
    Must,
    /// What must be, and the operations beside it that show and remove tags.
    Companion,
    /// All that is judged, what should be among it.
    Should,
}

impl LevelArg {
    /// Its name on the command line.
    pub(super) fn name(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}
