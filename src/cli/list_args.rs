//! Arguments of `list` and `explain`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::contract::Edition;

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub what: Listed,
    /// The edition that cases, clauses and axes are listed for
    #[arg(long, value_name = "NAME", default_value = Edition::of_record().name)]
    pub edition: String,
    /// Folder or file of suites in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub suites: Option<PathBuf>,
    /// What the schema is of
    #[arg(long, value_enum, default_value_t = SchemaOf::Suite)]
    pub of: SchemaOf,
    /// Text has one a line, the name first, and no header
    #[arg(long, value_enum, default_value_t = FormatArg::Text)]
    pub format: FormatArg,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Id of a clause, case, axis, mutant, ambiguity (A1…A74) or exit code
    pub id: String,
    /// The edition whose limits are told
    #[arg(long, value_name = "NAME", default_value = Edition::of_record().name)]
    pub edition: String,
}

/// What `list` lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Cases, hand-written and generated.
    Cases,
    /// Clauses, with their level and the cases that speak for them.
    Clauses,
    /// Axes, with their options.
    Axes,
    /// What a target can do and cases may need.
    Abilities,
    /// Mutants, with the clause that each breaks.
    Mutants,
    /// Editions.
    Editions,
    /// A JSON Schema for editors, of what `--of` says.
    Schema,
}

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// Suite files.
    Suite,
    /// Baselines.
    Baseline,
    /// JSON reports.
    Report,
    /// Files of editions.
    Edition,
}

/// Formats of `list`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// One a line.
    Text,
    /// A JSON list.
    Json,
}
