//! What one case showed by itself, told from what it did and saw.

use crate::cases::Case;
use crate::contract::{Answer, ClauseId, Edition, Product, clauses, params, visible};

use super::companion_blame::{operation_of, unanswered_clause};
use super::failing::{of_divergence, of_form, of_history};
use super::listing_rules::listing_violations;
use super::precedence::precedence_of;
use super::rules::violations;
use crate::check::belief::Finding;
use crate::check::belief::Relation;
use crate::check::belief::Tried;
use crate::check::belief::judge;
use crate::check::evidence::needed;
use crate::check::evidence::{Ended, Event, Exchange, Role, Transcript};
use crate::check::results::Violation;
use crate::check::results::{Contradiction, Failure};
use crate::check::results::{Observed, Showed};

impl Observed {
    /// What a case showed that was tried.
    pub fn of(tried: &Tried<'_>, edition: &Edition) -> Self {
        let case = tried.case;
        let mut observed = Self {
            id: case.id.clone(),
            file: case.origin.file(),
            line: case.origin.line(),
            clauses: case.clauses.clone(),
            negative: case.is_negative(),
            needs: needed(case, edition),
            accepted: accepted(&tried.transcript),
            complete: tried.ended == Ended::Complete,
            // Of calls at once nobody says which came first.
            hand_written: case.is_hand_written() && !case.is_concurrent(),
            clause: case
                .violates
                .first()
                .or(case.clauses.first())
                .copied()
                .unwrap_or(clauses::EFFECT_ALL),
            showed: showed(tried, edition),
            broken: broken(tried),
            open: None,
            violations: Vec::new(),
            request_ids: request_ids(&tried.transcript),
            precedence: precedence_of(tried, edition),
            explained_by: explained_by(tried, edition),
        };
        observed.open = match &tried.ended {
            Ended::Inconclusive(reason) => Some(reason.clone()),
            _ => refused_twin(&tried.transcript, edition),
        };
        let of_listings = listing_violations(&tried.transcript, edition);
        for violation in violations(&tried.transcript, edition)
            .into_iter()
            .chain(of_listings)
        {
            let known = |there: &Violation| there.clause == violation.clause;
            if !observed.violations.iter().any(known) {
                observed.violations.push(violation);
            }
        }
        observed
    }
}

fn showed(tried: &Tried<'_>, edition: &Edition) -> Showed {
    match &tried.ended {
        Ended::NotApplicable(reason) => return Showed::NotApplicable(reason.clone()),
        Ended::Weather {
            every_time: true, ..
        }
        | Ended::Wrong(_) => return Showed::Broken,
        Ended::Weather { what, .. } => return Showed::Open(what.clone()),
        Ended::Stopped => return Showed::Open("the run was stopped".to_owned()),
        Ended::Complete | Ended::Broken { .. } | Ended::Inconclusive(_) => {}
    }
    let (case, transcript) = (tried.case, &tried.transcript);
    match &tried.finding {
        Finding::Divergent(divergent) => Showed::Failed(Box::new(of_divergence(
            case, transcript, divergent, edition,
        ))),
        Finding::Unordered(found) => {
            Showed::Failed(Box::new(of_history(case, transcript, found, edition)))
        }
        Finding::Inconsistent(found) => {
            let mut failure = of_divergence(case, transcript, &found.at, edition);
            failure.contradiction = Some(Contradiction {
                axis: found.axis,
                earlier: format!("{}#{}", case.id, found.earlier),
                earlier_options: found.earlier_options.clone(),
                later: format!("{}#{}", case.id, found.later),
                later_options: found.later_options.clone(),
            });
            Showed::Inconsistent(Box::new(failure))
        }
        Finding::Inconclusive(reason) => Showed::Open(reason.clone()),
        Finding::Explained(explained) => Showed::Explained(explained.clone()),
    }
}

fn broken(tried: &Tried<'_>) -> Option<Failure> {
    let (case, transcript) = (tried.case, &tried.transcript);
    match &tried.ended {
        Ended::Weather {
            what,
            every_time: true,
            ..
        } => {
            let clause = broken_clause(case, transcript, clauses::ANSWER_ROBUST);
            let step = last_step(transcript);
            let expected = of_operation(clause, "an answer", case.product);
            let what = visible(what);
            Some(of_form(case, transcript, clause, step, &expected, &what))
        }
        Ended::Broken { step, what, .. } => {
            let clause = broken_clause(case, transcript, clause_of_form(transcript));
            let expected = "a well-formed answer in the format asked for";
            let expected = of_operation(clause, expected, case.product);
            let what = visible(what);
            Some(of_form(case, transcript, clause, *step, &expected, &what))
        }
        Ended::Wrong(wrong) => {
            let step = last_step(transcript);
            let expected = format!("{}: {}", wrong.operation, wrong.expected);
            let what = visible(&wrong.what);
            let failure = of_form(case, transcript, wrong.clause, step, &expected, &what);
            Some(Failure {
                id: format!("{}/{}", wrong.clause, wrong.operation),
                ..failure
            })
        }
        _ => None,
    }
}

fn last_step(transcript: &Transcript) -> usize {
    let last = transcript.exchanges().last();
    last.map_or(0, |exchange| exchange.role.step())
}

/// The clause that the last answer breaks: of the operation that gave none, or
/// of the page.
fn broken_clause(case: &Case, transcript: &Transcript, of_page: ClauseId) -> ClauseId {
    let last = transcript.exchanges().last();
    let companion = last.filter(|last| last.call.action != params::TAG_RESOURCES);
    companion
        .and_then(|last| unanswered_clause(case, last))
        .unwrap_or(of_page)
}

/// What is expected, with the operation that it is expected of.
fn of_operation(clause: ClauseId, expected: &str, product: &Product) -> String {
    match operation_of(clause, product) {
        Some(operation) => format!("{operation}: {expected}"),
        None => expected.to_owned(),
    }
}

fn clause_of_form(transcript: &Transcript) -> ClauseId {
    let last = transcript.exchanges().last();
    let status = last.map_or(0, |exchange| exchange.response.status);
    if status >= 500 || status == 0 {
        clauses::ANSWER_ROBUST
    } else {
        clauses::ANSWER_FORMAT
    }
}

pub(super) fn refused_twin(transcript: &Transcript, edition: &Edition) -> Option<String> {
    let twin = transcript
        .exchanges()
        .find(|exchange| exchange.role == Role::Twin)?;
    // It got as far as the tags that are there, which the refusal did not.
    let is_good = transcript.is_worn && twin.is_refused_for_tags(edition.refusals);
    let answer = twin.answer.as_ref().ok().filter(|_| !is_good)?;
    (!answer.is_success()).then(|| {
        format!(
            "its valid twin was refused as well, with {} {}",
            answer.status,
            answer.code().unwrap_or("no code")
        )
    })
}

/// How many calls of `TagResources` a transcript holds that were accepted. Of calls
/// at once it depends on how they fell how many are, so they count for one where
/// there is no other.
pub fn accepted(transcript: &Transcript) -> usize {
    let is_accepted = |exchange: &&Exchange| {
        exchange.call.action == params::TAG_RESOURCES
            && exchange.answer.as_ref().is_ok_and(Answer::is_success)
    };
    let alone = transcript.events.iter().filter_map(|event| match event {
        Event::Exchange(exchange) => Some(exchange),
        _ => None,
    });
    let at_once = || transcript.exchanges().filter(is_accepted).take(1).count();
    match alone.filter(is_accepted).count() {
        0 => at_once(),
        count => count,
    }
}

fn request_ids(transcript: &Transcript) -> Vec<(String, usize, usize)> {
    transcript
        .exchanges()
        .enumerate()
        .filter(|(_, exchange)| exchange.call.action == params::TAG_RESOURCES)
        .filter_map(|(place, exchange)| {
            let answer = exchange.answer.as_ref().ok();
            let answer = answer.filter(|answer| !answer.says_nothing())?;
            let id = answer.request_id()?.to_owned();
            Some((id, place, exchange.role.step()))
        })
        .collect()
}

/// Other editions that explain a divergence. A case that only contradicts
/// another would go away under any.
fn explained_by(tried: &Tried<'_>, edition: &Edition) -> Vec<&'static Edition> {
    if tried.ended != Ended::Complete || !matches!(tried.finding, Finding::Divergent(_)) {
        return Vec::new();
    }
    edition
        .siblings()
        .filter(|other| {
            let all = Relation::new(vec![other.readings()]);
            let found = judge(tried.case, &tried.transcript, other, &all);
            matches!(found, Finding::Explained(_))
        })
        .collect()
}
