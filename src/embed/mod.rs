//! An implementation in the same process, judged from a `#[test]` or a fuzz target.
//!
//! [`Endpoint`] is what is judged. Whoever has a `tower::Service`, such as an
//! axum router, wraps it in [`endpoint::Service`](crate::endpoint::Service);
//! anybody else implements the trait's one method. [`assert_conforms`] runs the
//! whole suite, [`Conformance`] a part of it or another edition, and
//! [`fuzz_conformance!`](crate::fuzz_conformance) lets libFuzzer look for more.
//!
//! With `cli`, this is the edge of the house: what it needs of environment,
//! clock and chance it takes from `environment` itself.

mod conformance;
mod error;
mod fuzz;
mod plan;
mod report;

pub use conformance::Conformance;
pub use error::ConformanceError;
pub use fuzz::Fuzzer;

use crate::wire::Endpoint;

/// Runs the whole suite against an implementation, and panics if it does not
/// conform to the specification of record.
///
/// The panic says how many cases failed, the failures as `tagproof run` prints
/// them, and where the JSON report is: `tagproof/` in cargo's target folder, or
/// in the system's folder for temporary files. A run takes about a second in
/// release builds of an implementation that answers at once.
///
/// ```
/// use tagproof::contract::Edition;
/// use tagproof::endpoint::Reference;
///
/// # if false { // a whole run; `only` below shows the same in a moment
/// let edition = Edition::of_record();
/// let emulator = Reference::new(edition.clone(), edition.readings());
/// tagproof::assert_conforms(emulator);
/// # }
/// ```
///
/// # Panics
///
/// Unless the implementation conforms: it diverges, nothing can be said, or
/// nothing ran.
#[track_caller]
pub fn assert_conforms(endpoint: impl Endpoint + 'static) {
    Conformance::of(endpoint).assert();
}
