//! One fuzzer's input against an implementation in the same process.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use arbitrary::Unstructured;

use crate::cases::{Case, Library, LibraryError, from_bytes, print, probes, shrink};
use crate::check::{Failure, Missing, Plan, Scope, Session, counted, needed};
use crate::contract::{Edition, Readings, printable};
use crate::environment::Environment;
use crate::report;
use crate::targets::{Capabilities, Client, Target};
use crate::wire::{Endpoint, Scheme};

use super::error::ConformanceError;
use super::plan::{NAME, Yardstick, plan};

/// Cases that are tried to make one that fails smaller, at most.
const SHRINKING: usize = 500;

/// How long that may take: whoever waits for a finding gets it, if not at its
/// smallest.
const SHRINKING_TIME: Duration = Duration::from_secs(10);

/// Cases that are drawn to see what inputs may need.
const SAMPLE: usize = 200;

/// Makes a fresh implementation.
type Make = Box<dyn Fn() -> Arc<dyn Endpoint> + Send + Sync>;

/// Judges an implementation by one case an input, for any fuzzer that hands
/// over bytes.
///
/// Every byte string gives a case, and equal ones give equal cases. Each is
/// tried on an implementation of its own and judged by itself, so an input that
/// fails does so again alone. A panic of the implementation is left to the
/// fuzzer, as is a hang: both are findings. For campaigns without a fuzzer there
/// is `tagproof fuzz`.
///
/// ```
/// use tagproof::contract::Edition;
/// use tagproof::embed::Fuzzer;
/// use tagproof::endpoint::Reference;
///
/// let edition = Edition::of_record();
/// let fuzzer = Fuzzer::of(|| Reference::new(edition.clone(), edition.readings()));
/// fuzzer.check(b"whatever a fuzzer hands over");
/// ```
pub struct Fuzzer {
    make: Make,
    yardstick: Yardstick,
    known: OnceLock<Known>,
}

/// What is found out once.
struct Known {
    edition: &'static Edition,
    readings: Readings,
    probes: Vec<Case>,
    capabilities: Capabilities,
    scope: Scope,
    environment: Environment,
    /// What is wrong with other operations, in words, and is not yet told.
    untold: Mutex<Vec<String>>,
}

impl Fuzzer {
    /// A fuzzer of the implementations that `make` makes.
    pub fn of<E: Endpoint + 'static>(make: impl Fn() -> E + Send + Sync + 'static) -> Self {
        Self {
            make: Box::new(move || Arc::new(make())),
            yardstick: Yardstick::default(),
            known: OnceLock::new(),
        }
    }

    /// By another edition than that of record.
    #[must_use]
    pub fn edition(mut self, name: &str) -> Self {
        self.yardstick.by(name);
        self
    }

    /// Saying nothing of what needs these abilities; see
    /// [`Conformance::without`](super::Conformance::without).
    #[must_use]
    pub fn without(mut self, abilities: &[&str]) -> Self {
        self.yardstick.leave_out(abilities);
        self
    }

    /// Assuming readings, as pairs of axis and option.
    #[must_use]
    pub fn readings(mut self, choices: &[(&str, &str)]) -> Self {
        self.yardstick.assume(choices);
        self
    }

    /// Tries the case of some bytes, and panics if it fails.
    ///
    /// # Panics
    ///
    /// With the failure, shrunk, as a report has it and as a case for a suite;
    /// also, in one line, if the edition or a reading is none, or if the
    /// implementation creates no VPC, so that no input could find anything.
    #[track_caller]
    pub fn check(&self, bytes: &[u8]) {
        match self.finding(bytes) {
            Ok(None) => {}
            Ok(Some(finding)) => panic!("{}", printable(&finding)),
            Err(error) => panic!("{}", printable(&error.to_string())),
        }
    }

    /// What is wrong by the case of some bytes, in words; nothing if it passes,
    /// or if nothing can be said. What is wrong with the operations that show and
    /// remove tags is told by the first inputs, and not relied on by later ones.
    ///
    /// # Errors
    ///
    /// When the edition or a reading is none, or the implementation creates no
    /// VPC.
    pub fn finding(&self, bytes: &[u8]) -> Result<Option<String>, ConformanceError> {
        let known = self.known()?;
        let mut untold = known.untold.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = untold.pop() {
            return Ok(Some(words));
        }
        drop(untold);
        let Ok(drawn) = from_bytes(known.edition, &mut Unstructured::new(bytes)) else {
            return Ok(None);
        };
        let case = Library::checked(drawn, known.edition).map_err(LibraryError::from)?;
        if !known.scope.holds(&needed(&case, known.edition)) {
            return Ok(None);
        }
        let Some(failure) = self.failures(known, &case).into_iter().next() else {
            return Ok(None);
        };
        Ok(Some(self.shrunk(known, &case, failure)))
    }

    /// What fails in a case on a fresh implementation.
    fn failures(&self, known: &Known, case: &Case) -> Vec<Failure> {
        let client = self.client(known.edition, &known.environment);
        let plan = Plan {
            scope: known.scope.clone(),
            ..plan(&client, known.edition, known.readings)
        };
        let session = Session::knowing(&plan, &known.probes, known.capabilities.clone());
        session.conclude_alone(&session.tried(case)).failures
    }

    /// The smallest case that shows a failure, and what it shows.
    fn shrunk(&self, known: &Known, case: &Case, failure: Failure) -> String {
        let elapsed = &known.environment.elapsed;
        let until = elapsed() + SHRINKING_TIME;
        let mut shown = failure;
        let small = shrink(case, known.edition, SHRINKING, &mut |smaller| {
            let again = (elapsed() < until).then(|| self.failures(known, smaller));
            let same = again
                .into_iter()
                .flatten()
                .find(|failure| failure.id == shown.id);
            same.map(|failure| shown = failure).is_some()
        });
        "with this input".clone_into(&mut shown.replay);
        words_of(&shown, &small, known.edition)
    }

    fn known(&self) -> Result<&Known, ConformanceError> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        let found = self.found_out()?;
        Ok(self.known.get_or_init(|| found))
    }

    fn found_out(&self) -> Result<Known, ConformanceError> {
        let (edition, readings) = self.yardstick.found()?;
        let probes = probes(edition).map_err(LibraryError::from)?;
        let environment = Environment::read();
        let client = self.client(edition, &environment);
        let scope = self.yardstick.scope(edition)?;
        let plan = Plan {
            scope: scope.clone(),
            ..plan(&client, edition, readings)
        };
        let session = Session::open(&plan, &probes)?;
        let sample = Library::drawn_alone(edition, 0, SAMPLE)?;
        let needs = sample.iter().map(|case| needed(case, edition));
        let missing = session.missing(counted(needs));
        if !missing.is_empty() {
            return Err(ConformanceError::Missing(told(&missing)));
        }
        let capabilities = session.capabilities().clone();
        let untold = session
            .companion_failures()
            .into_iter()
            .map(|(case, mut failure)| {
                "with any input".clone_into(&mut failure.replay);
                words_of(&failure, case, edition)
            })
            .collect();
        Ok(Known {
            edition,
            readings,
            probes,
            capabilities,
            scope,
            environment,
            untold: Mutex::new(untold),
        })
    }

    /// A client of a fresh implementation.
    fn client(&self, edition: &Edition, environment: &Environment) -> Client {
        Client::new(
            Target::InProcess((self.make)()),
            edition.product,
            environment.accounts.clone(),
            Scheme::V1,
            Arc::clone(&environment.stamps),
        )
    }
}

/// What is missing, a line each, and what leaves it out.
fn told(missing: &[Missing]) -> String {
    let mut text: String = missing.iter().fold(String::new(), |mut text, missing| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "missing   {}: {}", missing.ability, missing.why);
        text
    });
    let names = missing
        .iter()
        .map(|missing| format!("\"{}\"", missing.ability));
    let names: Vec<String> = names.collect();
    let _ = write!(
        text,
        "for a verdict about what is there: without = [{}]",
        names.join(", ")
    );
    text
}

/// A failure and the case that shows it.
fn words_of(failure: &Failure, case: &Case, edition: &Edition) -> String {
    format!(
        "{NAME} diverges from {}\n\n{}{}",
        edition.name,
        report::failure(failure, edition, report::Style::plain()),
        print(std::slice::from_ref(case))
    )
}

/// A libFuzzer target in one line: judges the implementation that an
/// expression makes, such as `Emulator::new` or `|| Service::new(app())`, with
/// one case an input.
///
/// What the implementation lacks is said once, before the first input is tried:
/// `fuzz_conformance!(Emulator::new, without = ["xml"])` says nothing of XML.
///
/// The crate of the target needs `libfuzzer-sys` and `#![no_main]`, as for
/// every target of cargo-fuzz:
///
/// ```ignore
/// #![no_main]
/// tagproof::fuzz_conformance!(my_emulator::Emulator::new);
/// ```
#[macro_export]
macro_rules! fuzz_conformance {
    ($make:expr $(, without = [$($ability:literal),* $(,)?])?) => {
        static FUZZER: ::std::sync::LazyLock<$crate::embed::Fuzzer> =
            ::std::sync::LazyLock::new(|| {
                $crate::embed::Fuzzer::of($make).without(&[$($($ability),*)?])
            });

        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| FUZZER.check(bytes));
    };
}
