//! One run of the suite against an implementation in the same process.

use std::sync::Arc;
use std::time::Duration;

use crate::cases::{Case, DRAWN, Library, LibraryError, Selection, places, probes};
use crate::check::{Demands, Plan, Run, Standing, Strictness, WAITING, needed, run};
use crate::contract::printable;
use crate::environment::{Environment, caller, report_folder};
use crate::proof::credit;
use crate::targets::{Client, Target, Watched, release};
use crate::wire::{Endpoint, Scheme};

use super::error::ConformanceError;
use super::plan::{Yardstick, plan};
use super::report::{again, message, write};

/// How long an answer may take unless said.
const PATIENCE: Duration = Duration::from_secs(10);

/// A run of the suite that is being put together: what is judged, by what, and
/// with which cases. Everything left unsaid is as in `tagproof run`.
///
/// ```
/// use tagproof::Conformance;
/// use tagproof::contract::Edition;
/// use tagproof::endpoint::Reference;
///
/// let edition = Edition::of_record();
/// let emulator = Reference::new(edition.clone(), edition.readings());
/// Conformance::of(emulator)
///     .readings(&[("existing-key", "overwrite")])
///     .only(&["quota", "responses/*"])
///     .skip(&["responses/*xml"])
///     .assert();
/// ```
#[must_use = "nothing runs before `assert` or `run`"]
pub struct Conformance {
    endpoint: Arc<dyn Endpoint>,
    yardstick: Yardstick,
    selection: Selection,
    seed: u64,
    cases: usize,
    strict: bool,
    timeout: Duration,
    demands: Demands,
}

impl Conformance {
    /// A run of the whole suite against an implementation.
    pub fn of(endpoint: impl Endpoint + 'static) -> Self {
        Self {
            endpoint: Arc::new(endpoint),
            yardstick: Yardstick::default(),
            selection: Selection::default(),
            seed: 0,
            cases: DRAWN as usize,
            strict: false,
            timeout: PATIENCE,
            demands: Demands::default(),
        }
    }

    /// By another edition than that of record; `tagproof list editions` names
    /// them.
    pub fn edition(mut self, name: &str) -> Self {
        self.yardstick.by(name);
        self
    }

    /// Assuming readings, as pairs of axis and option: whoever documents how an
    /// ambiguity is settled is held to it. `tagproof list axes` names them.
    pub fn readings(mut self, choices: &[(&str, &str)]) -> Self {
        self.yardstick.assume(choices);
        self
    }

    /// Only with cases that one of some patterns matches: an id, a topic, a clause, or a
    /// text with `*`.
    pub fn only(mut self, patterns: &[&str]) -> Self {
        let patterns = patterns.iter().map(|pattern| (*pattern).to_owned());
        self.selection.patterns.extend(patterns);
        self
    }

    /// Without the cases that one of some patterns matches.
    pub fn skip(mut self, patterns: &[&str]) -> Self {
        let patterns = patterns.iter().map(|pattern| (*pattern).to_owned());
        self.selection.skip.extend(patterns);
        self
    }

    /// Saying nothing of what needs these abilities, such as `xml` or `type:*`:
    /// the implementation lacks them, and that is all right. `tagproof list
    /// abilities` names them.
    pub fn without(mut self, abilities: &[&str]) -> Self {
        self.yardstick.leave_out(abilities);
        self
    }

    /// With another share of the cases, in percent, that must be decided than 90.
    pub fn min_coverage(mut self, percent: u8) -> Self {
        self.demands.min_coverage = percent.min(100);
        self
    }

    /// With cases drawn from another seed than 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// With another number of drawn cases than 200; the cases of suites and
    /// limits come anyway.
    pub fn cases(mut self, drawn: usize) -> Self {
        self.cases = drawn;
        self
    }

    /// Failing for broken clauses of level SHOULD as well.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// With another time that an answer may take than ten seconds. What takes
    /// longer three times is a failure of the request that it took.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Runs, writes the JSON report, and panics unless the implementation
    /// conforms; see [`assert_conforms`](super::assert_conforms).
    ///
    /// # Panics
    ///
    /// Unless the implementation conforms; also, in one line, if the edition, a
    /// reading or a pattern is none.
    #[track_caller]
    pub fn assert(self) {
        let demands = self.demands.clone();
        let result = match self.run() {
            Ok(result) => result,
            Err(error) => panic!("{}", printable(&error.to_string())),
        };
        let judgement = result.judged(&demands);
        let written = write(&result, judgement.standing, &report_folder(), &caller());
        assert!(
            judgement.standing == Standing::Conforms,
            "{}",
            message(&result, &judgement, &written)
        );
    }

    /// Runs, and hands over all that was found.
    ///
    /// # Errors
    ///
    /// When the edition, a reading or a pattern is none, or nothing answers.
    pub fn run(self) -> Result<Run, ConformanceError> {
        let (edition, readings) = self.yardstick.found()?;
        let mut scope = self.yardstick.scope(edition)?;
        let library = Library::embedded(edition)?.within(&scope.left_out());
        let library = library.with_drawn(self.seed, self.cases as u64)?;
        let cases = library.select(&self.selection)?;
        let Selection { patterns, skip, .. } = &self.selection;
        scope.by_flags.extend(patterns.iter().cloned());
        scope
            .by_flags
            .extend(skip.iter().map(|pattern| format!("without {pattern}")));
        let probes = probes(edition).map_err(LibraryError::from)?;
        let environment = Environment::read();
        let client = Client::new(
            Target::Watched(Arc::new(Watched::new(self.endpoint, self.timeout))),
            edition.product,
            environment.accounts,
            Scheme::V1,
            environment.stamps,
        )
        .with_clock(Arc::clone(&environment.elapsed));
        let every_topic = self.selection.of_every_topic();
        let in_scope = scope.clone();
        let tells = |case: &Case| in_scope.holds(&needed(case, edition)) && every_topic.picks(case);
        let plan = Plan {
            scope,
            tells: &tells,
            jobs: environment.cores,
            waiting: WAITING,
            strictness: Strictness {
                strict: self.strict,
            },
            seed: self.seed,
            drawn: self.cases,
            ..plan(&client, edition, readings)
        };
        let begun = (environment.elapsed)();
        let ran = run(&plan, &probes, &cases);
        // What was kept for the next case has no next one.
        release(&client, &places(&plan.regions));
        let mut result = ran?;
        credit(&mut result);
        let taken = (environment.elapsed)().saturating_sub(begun);
        result.seconds = (taken.as_secs_f64() * 1000.0).round() / 1000.0;
        for failure in &mut result.failures {
            let drawn = cases.drawn_from(&failure.case);
            again(failure, drawn);
        }
        Ok(result)
    }
}
