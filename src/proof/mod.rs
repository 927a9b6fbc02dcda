//! The suite against the mutants: which case kills which, and what is proved.
//!
//! A suite that passes everything proves nothing. [`prove`] runs it against the
//! reference with one clause broken at a time ([`Matrix`]): a mutant is killed
//! by a case that speaks for the broken clause, or it behaves like another
//! defensible reading, or it survives, and its clause is without proof. The
//! reference, which must pass, and a canary, which must die, guard every run of
//! it. [`kills()`] is what came of it for the built-in suites.

mod kills;
mod matrix;
mod one;

pub use kills::{Kill, credit, kills};
pub use matrix::{Bench, Matrix, Scope, Unproved, Void, prove};
pub use one::{Fate, Row};
