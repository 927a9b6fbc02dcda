//! One fuzzer's input against an implementation in the same process.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use arbitrary::Unstructured;

use crate::cases::{Case, Library, LibraryError, from_bytes, print, probes, shrink};
use crate::check::{Failure, Session};
use crate::contract::{Edition, Kind, Readings};
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
    environment: Environment,
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
            Ok(Some(finding)) => panic!("{finding}"),
            Err(error) => panic!("{error}"),
        }
    }

    /// What is wrong by the case of some bytes, in words; nothing if it passes,
    /// or if nothing can be said.
    ///
    /// # Errors
    ///
    /// When the edition or a reading is none, or the implementation creates no
    /// VPC.
    pub fn finding(&self, bytes: &[u8]) -> Result<Option<String>, ConformanceError> {
        let known = self.known()?;
        let Ok(drawn) = from_bytes(known.edition, &mut Unstructured::new(bytes)) else {
            return Ok(None);
        };
        let case = Library::checked(drawn, known.edition)?;
        let Some(failure) = self.failures(known, &case).into_iter().next() else {
            return Ok(None);
        };
        Ok(Some(self.shrunk(known, &case, failure)))
    }

    /// What fails in a case on a fresh implementation.
    fn failures(&self, known: &Known, case: &Case) -> Vec<Failure> {
        let client = self.client(&known.environment);
        let plan = plan(&client, known.edition, known.readings);
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
        format!(
            "{NAME} diverges from {}\n\n{}{}",
            known.edition.name,
            report::failure(&shown, known.edition, report::Style::plain()),
            print(&[small])
        )
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
        let client = self.client(&environment);
        let plan = plan(&client, edition, readings);
        let capabilities = Session::open(&plan, &probes)?.capabilities().clone();
        let vpc = capabilities.source(Kind::Vpc).map(|_| ());
        vpc.map_err(|reason| ConformanceError::NoFixtures(reason.to_owned()))?;
        Ok(Known {
            edition,
            readings,
            probes,
            capabilities,
            environment,
        })
    }

    /// A client of a fresh implementation.
    fn client(&self, environment: &Environment) -> Client {
        Client::new(
            Target::InProcess((self.make)()),
            environment.accounts.clone(),
            Scheme::V1,
            Arc::clone(&environment.stamps),
        )
    }
}

/// A libFuzzer target in one line: judges the implementation that an
/// expression makes, such as `Emulator::new` or `|| Service::new(app())`, with
/// one case an input.
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
    ($make:expr) => {
        static FUZZER: ::std::sync::LazyLock<$crate::embed::Fuzzer> =
            ::std::sync::LazyLock::new(|| $crate::embed::Fuzzer::of($make));

        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| FUZZER.check(bytes));
    };
}
