//! What the cases of a shard showed, within its JSON report: written, and read
//! back so that shards can be joined.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::check::{
    Explained, Narrowing, Observed, Precedence, Relation, Showed, Shown, Violation,
};
use crate::contract::{ClauseId, Edition, Readings, edition_named};

use super::failure_text::FailureText;
use super::scope_text::{abilities, names};
use super::unreadable::{UnreadableReport, clause, unknown};

#[derive(Serialize, Deserialize)]
pub(super) struct ShownText {
    strict: bool,
    start: Vec<Map<String, Value>>,
    probes: Vec<ObservedText>,
    cases: Vec<ObservedText>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ObservedText {
    id: String,
    file: String,
    line: usize,
    clauses: Vec<String>,
    negative: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    needs: Vec<String>,
    #[serde(default)]
    accepted: usize,
    complete: bool,
    hand_written: bool,
    clause: String,
    showed: ShowedText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    broken: Option<FailureText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    open: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    violations: Vec<ViolationText>,
    request_ids: Vec<(String, usize, usize)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    precedence: Option<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    explained_by: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ShowedText {
    Explained {
        boxes: Vec<Map<String, Value>>,
        narrowings: Vec<(usize, Map<String, Value>)>,
    },
    Failed(FailureText),
    Inconsistent(FailureText),
    Open(String),
    NotApplicable(String),
    Broken,
}

#[derive(Serialize, Deserialize)]
struct ViolationText {
    clause: String,
    step: usize,
    exchange: usize,
    expected: String,
    observed: String,
}

impl ShownText {
    pub(super) fn of(shown: &Shown) -> Self {
        Self {
            strict: shown.strict,
            start: shown.start.boxes().iter().map(readings_text).collect(),
            probes: shown.probes.iter().map(observed_text).collect(),
            cases: shown.cases.iter().map(observed_text).collect(),
        }
    }

    pub(super) fn read(self, edition: &Edition) -> Result<Shown, UnreadableReport> {
        let each = |cases: Vec<ObservedText>| {
            let cases = cases.into_iter().map(|text| observed(text, edition));
            cases.collect::<Result<_, _>>()
        };
        Ok(Shown {
            strict: self.strict,
            start: Relation::new(boxes(&self.start)?),
            probes: each(self.probes)?,
            cases: each(self.cases)?,
        })
    }
}

/// A box of readings: the options left on each axis of which it says something.
pub(super) fn readings_text(readings: &Readings) -> Map<String, Value> {
    readings
        .constrained()
        .map(|axis| (axis.axis().id.to_owned(), readings.names(axis).into()))
        .collect()
}

/// The box of readings that was written so.
pub(super) fn readings_of(text: &Map<String, Value>) -> Result<Readings, UnreadableReport> {
    text.iter()
        .try_fold(Readings::all(), |readings, (axis, options)| {
            let options: Vec<&str> = options
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            readings
                .limited(axis, &options)
                .map_err(|error| UnreadableReport::Shape(error.to_string()))
        })
}

/// Boxes that were written so.
pub(super) fn boxes(texts: &[Map<String, Value>]) -> Result<Vec<Readings>, UnreadableReport> {
    texts.iter().map(readings_of).collect()
}

/// What a case showed, as it is written.
pub(super) fn observed_text(case: &Observed) -> ObservedText {
    ObservedText {
        id: case.id.clone(),
        file: case.file.clone(),
        line: case.line,
        clauses: case.clauses.iter().map(ClauseId::to_string).collect(),
        negative: case.negative,
        needs: names(&case.needs),
        accepted: case.accepted,
        complete: case.complete,
        hand_written: case.hand_written,
        clause: case.clause.to_string(),
        showed: match &case.showed {
            Showed::Explained(explained) => ShowedText::Explained {
                boxes: explained
                    .relation
                    .boxes()
                    .iter()
                    .map(readings_text)
                    .collect(),
                narrowings: explained
                    .narrowings
                    .iter()
                    .map(|narrowing| (narrowing.step, readings_text(&narrowing.hull)))
                    .collect(),
            },
            Showed::Failed(failure) => ShowedText::Failed(FailureText::of(failure)),
            Showed::Inconsistent(failure) => ShowedText::Inconsistent(FailureText::of(failure)),
            Showed::Open(reason) => ShowedText::Open(reason.clone()),
            Showed::NotApplicable(reason) => ShowedText::NotApplicable(reason.clone()),
            Showed::Broken => ShowedText::Broken,
        },
        broken: case.broken.as_ref().map(FailureText::of),
        open: case.open.clone(),
        violations: case
            .violations
            .iter()
            .map(|violation| ViolationText {
                clause: violation.clause.to_string(),
                step: violation.step,
                exchange: violation.exchange,
                expected: violation.expected.clone(),
                observed: violation.observed.clone(),
            })
            .collect(),
        request_ids: case.request_ids.clone(),
        precedence: case
            .precedence
            .as_ref()
            .map(|pair| (pair.reported.to_string(), pair.over.to_string())),
        explained_by: case
            .explained_by
            .iter()
            .map(|edition| edition.name.to_owned())
            .collect(),
    }
}

/// What a case showed that was written so.
pub(super) fn observed(
    text: ObservedText,
    edition: &Edition,
) -> Result<Observed, UnreadableReport> {
    Ok(Observed {
        clauses: text
            .clauses
            .iter()
            .map(|id| clause(id))
            .collect::<Result<_, _>>()?,
        clause: clause(&text.clause)?,
        showed: match text.showed {
            ShowedText::Explained {
                boxes: texts,
                narrowings,
            } => Showed::Explained(Explained {
                relation: Relation::new(boxes(&texts)?),
                narrowings: narrowings
                    .iter()
                    .map(|(step, hull)| {
                        Ok(Narrowing {
                            step: *step,
                            hull: readings_of(hull)?,
                        })
                    })
                    .collect::<Result<_, UnreadableReport>>()?,
                widest: 1,
            }),
            ShowedText::Failed(failure) => Showed::Failed(Box::new(failure.read()?)),
            ShowedText::Inconsistent(failure) => Showed::Inconsistent(Box::new(failure.read()?)),
            ShowedText::Open(reason) => Showed::Open(reason),
            ShowedText::NotApplicable(reason) => Showed::NotApplicable(reason),
            ShowedText::Broken => Showed::Broken,
        },
        broken: text.broken.map(FailureText::read).transpose()?,
        violations: text
            .violations
            .into_iter()
            .map(|violation| {
                Ok(Violation {
                    clause: clause(&violation.clause)?,
                    step: violation.step,
                    exchange: violation.exchange,
                    expected: violation.expected,
                    observed: violation.observed,
                })
            })
            .collect::<Result<_, UnreadableReport>>()?,
        precedence: text
            .precedence
            .map(|(reported, over)| {
                Ok::<_, UnreadableReport>(Precedence {
                    case: text.id.clone(),
                    reported: clause(&reported)?,
                    over: clause(&over)?,
                })
            })
            .transpose()?,
        explained_by: text
            .explained_by
            .iter()
            .map(|name| edition_named(name).ok_or_else(|| unknown("edition", name)))
            .collect::<Result<_, _>>()?,
        id: text.id,
        file: text.file,
        line: text.line,
        negative: text.negative,
        needs: abilities(&text.needs, edition)?,
        accepted: text.accepted,
        complete: text.complete,
        hand_written: text.hand_written,
        open: text.open,
        request_ids: text.request_ids,
    })
}
