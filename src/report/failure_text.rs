//! A failure within a JSON report: written, and read back.

use serde::{Deserialize, Serialize};

use crate::check::{Contradiction, Failure, Permitted, State, StepRecord};
use crate::contract::axis_named;

use super::unreadable::{UnreadableReport, clause, unknown};

#[derive(Serialize, Deserialize)]
pub(super) struct FailureText {
    id: String,
    case: String,
    clause: String,
    step: usize,
    expected: String,
    permitted: Vec<PermittedText>,
    observed: String,
    state_before: State,
    state_after: State,
    steps: Vec<StepText>,
    curl: String,
    replay: String,
    count: usize,
    contradiction: Option<ContradictionText>,
    #[serde(default)]
    known: Option<String>,
    #[serde(default)]
    intermittent: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct PermittedText {
    answer: String,
    reading: String,
}

#[derive(Serialize, Deserialize)]
struct StepText {
    step: usize,
    request: String,
    response: String,
}

#[derive(Serialize, Deserialize)]
struct ContradictionText {
    axis: String,
    earlier: String,
    earlier_options: Vec<String>,
    later: String,
    later_options: Vec<String>,
}

impl FailureText {
    pub(super) fn of(failure: &Failure) -> Self {
        Self {
            id: failure.id.clone(),
            case: failure.case.clone(),
            clause: failure.clause.to_string(),
            step: failure.step,
            expected: failure.expected.clone(),
            permitted: failure
                .permitted
                .iter()
                .map(|permitted| PermittedText {
                    answer: permitted.answer.clone(),
                    reading: permitted.reading.clone(),
                })
                .collect(),
            observed: failure.observed.clone(),
            state_before: failure.state_before.clone(),
            state_after: failure.state_after.clone(),
            steps: failure
                .steps
                .iter()
                .map(|step| StepText {
                    step: step.step,
                    request: step.request.clone(),
                    response: step.response.clone(),
                })
                .collect(),
            curl: failure.curl.clone(),
            replay: failure.replay.clone(),
            count: failure.count,
            contradiction: failure
                .contradiction
                .as_ref()
                .map(|found| ContradictionText {
                    axis: found.axis.to_string(),
                    earlier: found.earlier.clone(),
                    earlier_options: found
                        .earlier_options
                        .iter()
                        .map(|it| (*it).to_owned())
                        .collect(),
                    later: found.later.clone(),
                    later_options: found
                        .later_options
                        .iter()
                        .map(|it| (*it).to_owned())
                        .collect(),
                }),
            known: failure.known.clone(),
            intermittent: failure.intermittent.map(|times| times.to_string()),
        }
    }

    pub(super) fn read(self) -> Result<Failure, UnreadableReport> {
        Ok(Failure {
            clause: clause(&self.clause)?,
            id: self.id,
            case: self.case,
            step: self.step,
            expected: self.expected,
            permitted: self
                .permitted
                .into_iter()
                .map(|permitted| Permitted {
                    answer: permitted.answer,
                    reading: permitted.reading,
                })
                .collect(),
            observed: self.observed,
            state_before: self.state_before,
            state_after: self.state_after,
            steps: self
                .steps
                .into_iter()
                .map(|step| StepRecord {
                    step: step.step,
                    request: step.request,
                    response: step.response,
                })
                .collect(),
            curl: self.curl,
            replay: self.replay,
            count: self.count,
            contradiction: self
                .contradiction
                .map(ContradictionText::read)
                .transpose()?,
            known: self.known,
            intermittent: self
                .intermittent
                .map(|text| {
                    text.parse()
                        .map_err(|_| unknown("number of attempts", &text))
                })
                .transpose()?,
        })
    }
}

impl ContradictionText {
    fn read(self) -> Result<Contradiction, UnreadableReport> {
        let axis = axis_named(&self.axis).ok_or_else(|| unknown("axis", &self.axis))?;
        let options = |names: &[String]| {
            names
                .iter()
                .map(|name| {
                    let known = axis.axis().options.iter().find(|option| option.id == *name);
                    known
                        .map(|option| option.id)
                        .ok_or_else(|| unknown("option", name))
                })
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Contradiction {
            axis,
            earlier_options: options(&self.earlier_options)?,
            later_options: options(&self.later_options)?,
            earlier: self.earlier,
            later: self.later,
        })
    }
}
