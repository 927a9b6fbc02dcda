//! Runs the suite against every mutant, guarded by the reference and a canary.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cases::Case;
use crate::check::{self, Plan, RunError, Session, Tried, Verdict, in_parallel, needed};
use crate::contract::{Ability, ClauseId, Edition, Readings};
use crate::endpoint::{CANARY, Fault, Mutant, Reference, Rule};
use crate::targets::{Account, Client, Stamps, Target};
use crate::wire::{Scheme, parse_timestamp};

use super::one::{Fate, Row, Trial, answers};

/// What the mutants are tried with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every case, hand-written and enumerated from the edition.
    Whole,
    /// The cases of suite files alone, with all mutants but the narrow ones.
    SuiteOnly,
    /// So many drawn cases alone.
    Drawn(usize),
}

/// What proving takes from outside.
pub struct Bench<'a> {
    /// The edition.
    pub edition: &'static Edition,
    /// The mutants that are tried.
    pub mutants: Vec<&'static Mutant>,
    /// The probes of the fingerprint.
    pub probes: &'a [Case],
    /// The two accounts.
    pub accounts: [Account; 2],
    /// Nonces and timestamps.
    pub stamps: Stamps,
    /// Mutants at a time.
    pub jobs: usize,
    /// The seed of the references.
    pub seed: u64,
    /// Set once somebody asks for an end.
    pub stop: Arc<AtomicBool>,
}

/// What became of every mutant.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// What they were tried with.
    pub scope: Scope,
    /// How many cases that was.
    pub cases: usize,
    /// The mutants, in the order of their list; after an interruption those that
    /// were done.
    pub rows: Vec<Row>,
}

/// A clause whose proof is not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproved {
    /// The clause.
    pub clause: ClauseId,
    /// Mutants of it that no case of it kills; none if it has no mutant.
    pub alive: Vec<&'static str>,
}

/// Why a matrix says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Void {
    /// The reference fails.
    #[error("void: the reference fails {case}: {reason}")]
    ReferenceFails {
        /// The case.
        case: String,
        /// Why.
        reason: String,
    },
    /// The canary lives.
    #[error("void: the canary, which accepts every call, survives {cases} cases")]
    CanarySurvives {
        /// How many cases there were.
        cases: usize,
    },
    /// Somebody asked for an end before the first mutant was tried.
    #[error("interrupted, no mutant was tried")]
    Interrupted,
    /// An endpoint in this process did not answer.
    #[error("void: {0}")]
    Unanswered(#[from] RunError),
}

/// Tries the mutants with some cases, in the order given.
pub fn prove(bench: &Bench<'_>, cases: &[&Case], scope: Scope) -> Result<Matrix, Void> {
    // What a verdict is only about where a flag demands it shows nowhere else.
    let in_scope = check::Scope::default();
    let (cases, signed): (Vec<&Case>, Vec<&Case>) = cases
        .iter()
        .filter(|case| !case.is_of_a_whole_run())
        .partition(|case| in_scope.holds(&needed(case, bench.edition)));
    bench.unless_stopped(bench.reference_passes(&cases, Gate::Open))?;
    bench.unless_stopped(bench.reference_passes(&signed, Gate::Closed))?;
    bench.unless_stopped(bench.canary_dies(&cases))?;
    // Narrow paths are what the enumerated cases are for.
    let is_tried = |mutant: &&&Mutant| scope != Scope::SuiteOnly || !mutant.is_narrow();
    let all: Vec<&'static Mutant> = bench.mutants.iter().filter(is_tried).copied().collect();
    let rows = in_parallel(bench.jobs, all.len(), |place| {
        let mutant = all[place];
        let cases = if Gate::of(mutant) == Gate::Closed {
            &signed
        } else {
            &cases
        };
        let row = bench.row(mutant, cases, scope);
        // One that was stopped over it was not tried.
        (!bench.is_stopped()).then_some(row)
    });
    let rows = rows.into_iter().collect::<Result<_, _>>()?;
    Ok(Matrix {
        scope,
        cases: cases.len(),
        rows,
    })
}

/// Whether a reference asks who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gate {
    Open,
    Closed,
}

impl Gate {
    fn of(mutant: &Mutant) -> Self {
        match mutant.fault {
            Fault::Gate(_) => Self::Closed,
            _ => Self::Open,
        }
    }
}

impl Bench<'_> {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// What came of something that is worth nothing if it was stopped over.
    fn unless_stopped(&self, done: Result<(), Void>) -> Result<(), Void> {
        if self.is_stopped() {
            Err(Void::Interrupted)
        } else {
            done
        }
    }

    fn reference_passes(&self, cases: &[&Case], gate: Gate) -> Result<(), Void> {
        let reference = Reference::new(self.edition.clone(), self.edition.readings());
        let client = self.client(reference, gate);
        let plan = self.plan(&client, gate);
        let session = Session::open(&plan, self.probes)?;
        let tried = tried(&session, cases);
        let conclusion = session.conclude(&tried);
        let not_passed = conclusion
            .cases
            .into_iter()
            .find(|case| case.verdict != Verdict::Pass);
        match not_passed {
            None => Ok(()),
            Some(case) => Err(Void::ReferenceFails {
                case: case.id,
                reason: case.reason.unwrap_or_default(),
            }),
        }
    }

    fn canary_dies(&self, cases: &[&Case]) -> Result<(), Void> {
        let row = self.fate(&CANARY, cases, None)?;
        match row {
            Fate::Killed { .. } => Ok(()),
            _ => Err(Void::CanarySurvives { cases: cases.len() }),
        }
    }

    fn row(&self, mutant: &'static Mutant, cases: &[&Case], scope: Scope) -> Result<Row, RunError> {
        let clause = match scope {
            Scope::Whole | Scope::SuiteOnly => Some(mutant.clause),
            Scope::Drawn(_) => None,
        };
        Ok(Row {
            mutant: mutant.name,
            clause: mutant.clause,
            fate: self.fate(mutant, cases, clause)?,
        })
    }

    fn fate(
        &self,
        mutant: &'static Mutant,
        cases: &[&Case],
        clause: Option<ClauseId>,
    ) -> Result<Fate, RunError> {
        let edition = self.edition;
        let made_from = edition.complete(&mutant.reading(&edition.readings()));
        let endpoint = Reference::new(edition.clone(), edition.readings()).with_mutant(mutant);
        let gate = Gate::of(mutant);
        let client = self.client(endpoint, gate);
        let mut plan = self.plan(&client, gate);
        // A clause of level SHOULD is proved by what fails under --strict.
        plan.strictness.strict = true;
        let trial = Trial {
            plan: &plan,
            probes: self.probes,
            clause,
            made_from,
            races: matches!(mutant.fault, Fault::Race(_)),
            forgets: matches!(
                mutant.fault,
                Fault::Switch {
                    rule: Rule::After(_),
                    ..
                }
            ),
        };
        trial.fate(cases, |reading| self.answers_under(reading, cases))
    }

    /// What the reference answers under a reading.
    fn answers_under(&self, reading: Readings, cases: &[&Case]) -> Result<Vec<String>, RunError> {
        let client = self.client(Reference::new(self.edition.clone(), reading), Gate::Open);
        let plan = self.plan(&client, Gate::Open);
        let session = Session::open(&plan, self.probes)?;
        let tried = tried(&session, cases);
        Ok(answers(&tried))
    }

    fn client(&self, endpoint: Reference, gate: Gate) -> Client {
        let endpoint = endpoint.with_seed(self.seed);
        let endpoint = Arc::new(match gate {
            Gate::Open => endpoint,
            Gate::Closed => {
                let keys = self.accounts.each_ref().map(|it| it.credentials.clone());
                let stamps = Arc::clone(&self.stamps);
                let now = move || parse_timestamp(&stamps().timestamp).unwrap_or_default();
                endpoint
                    .with_access_keys(keys.into())
                    .with_clock(Arc::new(now))
            }
        });
        Client::new(
            Target::InProcess(endpoint),
            self.edition.product,
            self.accounts.clone(),
            Scheme::V1,
            Arc::clone(&self.stamps),
        )
        // A mutant has no clock either, and changes nothing while it is waited for.
        .with_sleep(Arc::new(|_| {}))
        .with_stop(Arc::clone(&self.stop))
    }

    fn plan<'p>(&self, client: &'p Client, gate: Gate) -> Plan<'p> {
        let mut scope = check::Scope::default();
        if gate == Gate::Closed {
            scope.demanded.insert(Ability::Signatures);
        }
        Plan {
            scope,
            address: Some("http://localhost"),
            seed: self.seed,
            ..Plan::plain(client, "in process", self.edition)
        }
    }
}

/// Cases tried, in the order of their ids.
fn tried<'c>(session: &Session<'_>, cases: &[&'c Case]) -> Vec<Tried<'c>> {
    let mut tried: Vec<_> = cases.iter().map(|case| session.tried(case)).collect();
    tried.sort_by(|a, b| a.case.id.cmp(&b.case.id));
    tried
}

impl Matrix {
    /// Mutants with a fate.
    pub fn count(&self, such: impl Fn(&Fate) -> bool) -> usize {
        self.rows.iter().filter(|row| such(&row.fate)).count()
    }

    /// Killed mutants, in percent of those that are no other reading.
    pub fn score(&self) -> f64 {
        let killed = self.count(|fate| matches!(fate, Fate::Killed { .. }));
        let survived = self.count(|fate| matches!(fate, Fate::Survived { .. }));
        #[expect(clippy::cast_precision_loss, reason = "there are some hundred mutants")]
        let percent = 100.0 * killed as f64 / (killed + survived).max(1) as f64;
        percent
    }

    /// Cases to the first kill, in the middle of all killed mutants; none if
    /// nothing was killed.
    pub fn median_to_kill(&self) -> Option<usize> {
        let mut counts: Vec<usize> = self
            .rows
            .iter()
            .filter_map(|row| match row.fate {
                Fate::Killed { after, .. } => Some(after),
                _ => None,
            })
            .collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied()
    }

    /// The clauses whose proof is not whole, in the order of the mutants:
    /// demanded ones without any mutant that dies, and any with one that lives.
    pub fn unproved(&self, edition: &Edition) -> Vec<Unproved> {
        edition
            .clauses()
            .filter_map(|clause| {
                let of = || self.rows.iter().filter(|row| row.clause == clause);
                let alive: Vec<&'static str> = of()
                    .filter(|row| matches!(row.fate, Fate::Survived { .. }))
                    .map(|row| row.mutant)
                    .collect();
                let killed = of().any(|row| matches!(row.fate, Fate::Killed { .. }));
                (!alive.is_empty() || (clause.is_demanded() && !killed))
                    .then_some(Unproved { clause, alive })
            })
            .collect()
    }
}
