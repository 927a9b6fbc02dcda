//! What the built-in suites of an edition kill, as `cargo test` last found it.

use crate::check::{Run, Verdict};
use crate::contract::{ClauseId, Edition, clause_named};

/// One mutant that dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kill {
    /// The mutant.
    pub mutant: &'static str,
    /// The clause that it breaks.
    pub clause: ClauseId,
    /// A case of that clause that fails on it.
    pub case: &'static str,
}

/// Every mutant that the built-in suites of an edition kill, from its kill
/// matrix: a line a mutant, with what became of it, its clause and the case that
/// killed it. A test holds it, and rewrites it with `INSTA_UPDATE=always`.
pub fn kills(edition: &Edition) -> impl Iterator<Item = Kill> {
    edition.kill_matrix.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let killed = words.next() == Some("killed");
        let (mutant, clause, case) = (words.next()?, clause_named(words.next()?)?, words.next()?);
        killed.then_some(Kill {
            mutant,
            clause,
            case,
        })
    })
}

/// Credits a run with the mutants that its cases are known to kill: those whose
/// killing case came to a verdict.
pub fn credit(run: &mut Run) {
    let decided = |id: &str| {
        run.cases
            .iter()
            .any(|case| case.id == id && matches!(case.verdict, Verdict::Pass | Verdict::Fail))
    };
    let credited: Vec<Kill> = kills(run.edition)
        .filter(|kill| decided(kill.case))
        .collect();
    for clause in &mut run.clauses {
        clause.killed = credited
            .iter()
            .filter(|kill| kill.clause == clause.id)
            .count();
    }
}
