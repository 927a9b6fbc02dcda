//! The events of a run, a line each, as they are written and read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::check::{CaseResult, Plan, Relation, Run};
use crate::contract::Edition;

use super::super::failure_text::FailureText;
use super::super::run_text::{
    AxisText, CaseText, DeviationText, EditionFileText, SCHEMA, SummaryText, TOOL,
};
use super::super::scope_text::{MissingText, ScopeText};
use super::super::shown::{ObservedText, readings_text};

/// A line.
#[derive(Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum Line {
    /// A run begins.
    Begin(Begin),
    /// It is known what the target can do.
    Capabilities {
        /// That, by name.
        capabilities: BTreeMap<String, String>,
    },
    /// The probes are done.
    Probed {
        /// What they showed.
        probes: Vec<ObservedText>,
        /// The abilities in scope that the target lacks, needed or not.
        lacking: Vec<MissingText>,
    },
    /// A case came to something.
    Case(Box<CaseLine>),
    /// What failed in one case.
    Evidence {
        /// That.
        failure: FailureText,
    },
    /// A kind of failure, when all cases are done.
    Failure {
        /// That.
        failure: FailureText,
    },
    /// The target is not as a file says that was kept of it.
    Deviation(DeviationText),
    /// The run is over.
    End(Box<End>),
    /// What a later version tells of.
    #[serde(other)]
    Unknown,
}

/// That a run begins.
#[derive(Serialize, Deserialize)]
pub(super) struct Begin {
    pub(super) schema: u64,
    pub(super) tool: String,
    version: String,
    pub(super) target: String,
    pub(super) edition: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) edition_file: Option<EditionFileText>,
    pub(super) seed: u64,
    /// Cases in scope.
    pub(super) cases: usize,
    #[serde(default)]
    pub(super) generated: usize,
    #[serde(default)]
    pub(super) shard: String,
    #[serde(default)]
    pub(super) scope: ScopeText,
    /// What its cases are judged from, where it is told what they show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<From>,
}

/// What cases are judged from.
#[derive(Serialize, Deserialize)]
pub(super) struct From {
    pub(super) strict: bool,
    pub(super) start: Vec<Map<String, Value>>,
}

/// What a case came to.
#[derive(Serialize, Deserialize)]
pub(super) struct CaseLine {
    pub(super) id: String,
    pub(super) verdict: String,
    pub(super) reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) requests: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) observed: Option<ObservedText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) result: Option<CaseText>,
}

/// What a run came to.
#[derive(Serialize, Deserialize)]
pub(super) struct End {
    exit: u8,
    pub(super) summary: SummaryText,
    readings: Vec<AxisText>,
    pub(super) scope: ScopeText,
    pub(super) missing: Vec<MissingText>,
    #[serde(default)]
    pub(super) capabilities: BTreeMap<String, String>,
}

impl Begin {
    pub(super) fn of_plan(plan: &Plan<'_>, cases: usize) -> Self {
        Self {
            generated: plan.drawn,
            shard: plan.shard.clone(),
            scope: ScopeText::of(&plan.scope, &[]),
            from: Some(From {
                strict: plan.strictness.strict,
                start: boxes(&plan.start),
            }),
            ..Self::of(plan.target, plan.edition, plan.seed, cases)
        }
    }

    pub(super) fn of_run(run: &Run) -> Self {
        Self {
            generated: run.drawn,
            shard: run.shard.clone(),
            scope: ScopeText::of(&run.scope, &run.unneeded),
            ..Self::of(&run.target, run.edition, run.seed, run.total())
        }
    }

    fn of(target: &str, edition: &Edition, seed: u64, cases: usize) -> Self {
        Self {
            schema: SCHEMA,
            tool: TOOL.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            target: target.to_owned(),
            edition: edition.name.to_owned(),
            edition_file: edition.file.as_ref().map(EditionFileText::of),
            seed,
            cases,
            generated: 0,
            shard: String::new(),
            scope: ScopeText::default(),
            from: None,
        }
    }
}

impl CaseLine {
    pub(super) fn of(result: &CaseResult) -> Self {
        Self {
            id: result.id.clone(),
            verdict: result.verdict.as_str().to_owned(),
            reason: result.reason.clone(),
            requests: None,
            observed: None,
            result: None,
        }
    }
}

impl End {
    pub(super) fn of(run: &Run, exit: u8) -> Self {
        Self {
            exit,
            summary: SummaryText::of(run),
            readings: run.readings.iter().map(AxisText::of).collect(),
            scope: ScopeText::of(&run.scope, &run.unneeded),
            missing: run.missing.iter().map(MissingText::of).collect(),
            capabilities: run.capabilities.clone(),
        }
    }
}

fn boxes(readings: &Relation) -> Vec<Map<String, Value>> {
    readings.boxes().iter().map(readings_text).collect()
}
