//! What a walk through a recording showed, as cases of a run.

use std::collections::BTreeSet;

use crate::cases::{Case, Origin, ReadBack};
use crate::contract::{
    Answer, ClauseId, ClauseKind, Edition, Level, Readings, clause_ids, clauses, params,
};
use crate::model::{Codes, Model, Permit};

use super::follow::{Settled, Unexplained};
use super::seen::{Deed, Seen};
use super::shown::{LED, Labels, Past, alone};
use super::walk::Outcome;
use crate::check::belief::Relation;
use crate::check::belief::Tried;
use crate::check::belief::{Divergent, Explained, Finding};
use crate::check::evidence::{Ended, Event, Transcript};
use crate::check::results::Violation;
use crate::check::results::{Contradiction, Failure};
use crate::check::results::{Observed, Showed};
use crate::check::verdict::of_divergence;

/// What every verdict needs.
pub(super) struct Telling<'a> {
    /// The recording.
    pub(super) seen: &'a [Seen],
    /// Labels of its ids.
    pub(super) labels: &'a Labels,
    /// What led to what.
    pub(super) past: Past<'a>,
    /// The file that it was read from.
    pub(super) file: &'a str,
    /// The edition.
    pub(super) edition: &'a Edition,
    /// The readings that were assumed.
    pub(super) start: &'a Relation,
}

impl Telling<'_> {
    /// The id that an exchange has as a case.
    pub(super) fn id(&self, place: usize) -> String {
        let seen = &self.seen[place];
        format!("har/{:04}-{}", seen.entry, seen.call.action)
    }

    /// An exchange as a case.
    pub(super) fn case(&self, place: usize) -> Case {
        Case {
            product: self.edition.product,
            id: self.id(place),
            aliases: Vec::new(),
            clauses: Vec::new(),
            violates: Vec::new(),
            needs: Vec::new(),
            given: Vec::new(),
            axes: Vec::new(),
            note: None,
            steps: Vec::new(),
            twin: None,
            read_back: ReadBack::End,
            origin: Origin::Recording {
                file: self.file.to_owned(),
                entry: self.seen[place].entry,
            },
        }
    }

    /// An exchange as it was tried.
    pub(super) fn tried<'c>(&self, place: usize, outcome: &Outcome, case: &'c Case) -> Tried<'c> {
        let (ended, finding) = match outcome {
            Outcome::Explained(explained, _) => {
                (Ended::Complete, Finding::Explained(explained.clone()))
            }
            Outcome::Broken(what) => {
                let ended = Ended::Broken {
                    step: self.seen[place].entry,
                    call: Box::new(self.seen[place].call.clone()),
                    what: what.clone(),
                };
                (ended, Finding::Explained(self.nothing()))
            }
            Outcome::Open(why) => (Ended::Complete, Finding::Inconclusive(why.clone())),
            Outcome::Divergent(_) | Outcome::Inconsistent(..) => {
                (Ended::Complete, Finding::Explained(self.nothing()))
            }
        };
        Tried {
            case,
            transcript: alone(&self.seen[place], self.labels),
            ended,
            finding,
        }
    }

    fn nothing(&self) -> Explained {
        Explained {
            relation: self.start.clone(),
            narrowings: Vec::new(),
            widest: 1,
        }
    }

    /// What an exchange showed; `ids` are the request ids of those before it.
    pub(super) fn observed(
        &self,
        place: usize,
        outcome: &Outcome,
        tried: &Tried<'_>,
        ids: &mut BTreeSet<String>,
    ) -> Observed {
        let seen = &self.seen[place];
        let mut observed = Observed::of(tried, self.edition);
        observed.request_ids.clear();
        if matches!(seen.deed, Deed::Tag) {
            observed.violations.extend(repeated(seen, ids));
        }
        match outcome {
            Outcome::Divergent(found) => {
                let failure = self.failure(place, None, found);
                observed.showed = Showed::Failed(Box::new(failure));
            }
            Outcome::Inconsistent(contradicted, found) => {
                let mut failure = self.failure(place, Some(contradicted.earlier), found);
                let earlier = contradicted.earlier;
                failure.contradiction = Some(Contradiction {
                    axis: contradicted.axis,
                    earlier: format!("{}#{}", self.id(earlier), self.seen[earlier].entry),
                    earlier_options: contradicted.earlier_options.clone(),
                    later: format!("{}#{}", self.id(place), seen.entry),
                    later_options: contradicted.later_options.clone(),
                });
                observed.showed = Showed::Inconsistent(Box::new(failure));
            }
            Outcome::Explained(_, settled) => {
                observed.negative = !settled.refused_for.is_empty();
                observed.open = self.unseen(settled);
            }
            Outcome::Broken(_) | Outcome::Open(_) => {}
        }
        observed.clauses = self.clauses(place, outcome, &observed);
        observed
    }

    fn unseen(&self, settled: &Settled) -> Option<String> {
        if settled.unseen.is_empty() {
            return None;
        }
        let labels = Transcript {
            resources: self
                .labels
                .of_ids(&settled.unseen.iter().cloned().collect()),
            events: Vec::new(),
            is_worn: false,
        };
        let unseen: Vec<String> = settled
            .unseen
            .iter()
            .map(|id| labels.labelled(id))
            .collect();
        (!unseen.is_empty())
            .then(|| format!("the state before was not seen: {}", unseen.join(", ")))
    }

    fn failure(&self, place: usize, contradicts: Option<usize>, found: &Unexplained) -> Failure {
        let mut case = self.case(place);
        case.clauses.extend(match self.seen[place].deed {
            Deed::List => self.effect_of_a_companion(place),
            _ => of_code(found, self.edition),
        });
        let mut transcript = self.led_to(place, contradicts);
        if let Some(Event::Exchange(last)) = transcript.events.last_mut() {
            // Of a listing all pages are judged.
            last.answer = Ok(found.answer.clone());
        }
        let model = Model::new(self.edition);
        let divergent = Divergent {
            event: transcript.events.len() - 1,
            before: found.before.clone(),
            permitted: found.before.permitted(&model, &found.call),
        };
        let mut failure = of_divergence(&case, &transcript, &divergent, self.edition);
        if let Some(clause) = wrong_code(&divergent.permitted, &found.answer, self.edition) {
            failure.id = failure.id.replacen(failure.clause.id, clause.id, 1);
            failure.clause = clause;
        }
        failure
    }

    /// The clause that a listing after an untag or a deletion is blamed on.
    fn effect_of_a_companion(&self, place: usize) -> Option<ClauseId> {
        let spoken = self.effects(place);
        let blamed = [clauses::TAG_REMOVE, clauses::DELETE_TAGS];
        blamed.into_iter().find(|clause| spoken.contains(clause))
    }

    /// An exchange with what led to it.
    pub(super) fn led_to(&self, place: usize, contradicts: Option<usize>) -> Transcript {
        self.past.led_to(place, contradicts, self.labels, LED)
    }

    /// The clauses that an exchange speaks for: of one that fails those that
    /// it breaks.
    fn clauses(&self, place: usize, outcome: &Outcome, observed: &Observed) -> Vec<ClauseId> {
        let mut spoken: Vec<ClauseId> = Vec::new();
        match &observed.showed {
            Showed::Failed(failure) | Showed::Inconsistent(failure) => spoken.push(failure.clause),
            _ => {}
        }
        spoken.extend(observed.broken.iter().map(|failure| failure.clause));
        let violated = observed.violations.iter().map(|violation| violation.clause);
        spoken.extend(violated.filter(|clause| clause.level <= Level::Companion));
        if !spoken.is_empty() {
            return spoken;
        }
        let Outcome::Explained(_, settled) = outcome else {
            return spoken;
        };
        let seen = &self.seen[place];
        match (seen.deed, seen.answer().as_ref().ok()) {
            (Deed::List, _) => spoken.extend(self.effects(place)),
            (_, Some(answer)) => spoken.extend(of_answer(answer, settled, self.edition)),
            _ => {}
        }
        spoken
    }

    /// The clauses that a listing speaks for: those of the write before it.
    fn effects(&self, place: usize) -> Vec<ClauseId> {
        let transcript = self.past.led_to(place, None, self.labels, 1);
        let mut spoken = vec![clauses::KEYS_UNIQUE];
        match transcript.events.iter().rev().nth(1) {
            Some(Event::Deleted(_)) => spoken.push(clauses::DELETE_TAGS),
            Some(Event::Exchange(write)) if write.call.action != params::TAG_RESOURCES => {
                spoken.push(clauses::TAG_REMOVE);
            }
            Some(Event::Exchange(write)) => {
                let accepted = write.answer.as_ref().is_ok_and(Answer::is_success);
                if accepted {
                    spoken.extend([
                        clauses::EFFECT_ALL,
                        clauses::EFFECT_EXACT,
                        clauses::EFFECT_ONLY,
                    ]);
                } else {
                    spoken.push(clauses::REFUSED_UNCHANGED);
                }
            }
            _ => {}
        }
        spoken
    }
}

/// The clauses that an answer speaks for whose call is explained.
fn of_answer(answer: &Answer, settled: &Settled, edition: &Edition) -> Vec<ClauseId> {
    let mut spoken = vec![
        clauses::REQUEST_ID,
        clauses::REQUEST_ID_FORM,
        clauses::REQUEST_ID_UNIQUE,
        clauses::ANSWER_FORMAT,
        clauses::ANSWER_ROBUST,
    ];
    match answer.code() {
        None => spoken.push(clauses::ANSWER_STATUS),
        Some(code) => {
            spoken.extend([clauses::ERROR_CODE, clauses::ERROR_STATUS]);
            spoken.extend(settled.refused_for.first());
            spoken.extend(clause_of_code(code, ClauseKind::Code, edition));
        }
    }
    spoken
}

/// The clause that a call is blamed on which may only be accepted and is not:
/// the one that its code stands for.
fn of_code(found: &Unexplained, edition: &Edition) -> Option<ClauseId> {
    match found.answer.code()? {
        code if edition.refusals.invalid_key.has(code) => Some(clauses::KEY_CHARACTERS),
        code if edition.refusals.invalid_value.has(code) => Some(clauses::VALUE_CHARACTERS),
        code => clause_of_code(code, ClauseKind::Request, edition),
    }
}

/// The clause of the code that should have come in place of another: where
/// only refusals are permitted, or the other one is none of the page's.
fn wrong_code(
    permitted: &[(Permit, Readings)],
    answer: &Answer,
    edition: &Edition,
) -> Option<ClauseId> {
    let code = answer.code().filter(|_| !answer.is_success())?;
    let may_accept = permitted.iter().any(|(permit, _)| permit.is_success());
    if may_accept && edition.product.page_error(code).is_some() {
        return None;
    }
    let mut listed = permitted.iter().filter_map(|(permit, _)| match permit {
        Permit::Refuse(refusal) => match refusal.codes {
            Codes::Listed(codes) => Some(codes),
            _ => None,
        },
        _ => None,
    });
    let first = listed.clone().next()?.first()?;
    // The right code with another status is another clause.
    let is_right = listed.any(|rows| rows.iter().any(|row| row.code == code));
    (!is_right)
        .then(|| clause_of_code(first.code, ClauseKind::Code, edition))
        .flatten()
}

fn clause_of_code(code: &str, kind: ClauseKind, edition: &Edition) -> Option<ClauseId> {
    clause_ids().find(|clause| clause.kind == kind && edition.refuses(clause, code))
}

/// The violation that a request id is which an earlier answer had.
fn repeated(seen: &Seen, ids: &mut BTreeSet<String>) -> Option<Violation> {
    let answer = seen.answer().ok();
    let answer = answer.filter(|answer| !answer.says_nothing())?;
    let id = answer.request_id().filter(|id| !id.is_empty())?;
    (!ids.insert(id.to_owned())).then(|| Violation {
        clause: clauses::REQUEST_ID_UNIQUE,
        step: seen.entry,
        exchange: 0,
        expected: "a RequestId of its own for every request".to_owned(),
        observed: "one that an earlier answer had".to_owned(),
    })
}
