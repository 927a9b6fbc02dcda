//! Takes out of a result what a narrower scope leaves out.

use std::collections::BTreeSet;

use crate::contract::Edition;

use super::tally::clause_results;
use crate::check::results::Run;
use crate::check::results::Scope;

impl Run {
    /// The same result with what `scope` leaves out taken out of it. Where cases
    /// are counted and not listed, the counts of clauses stay what they were.
    #[must_use]
    pub fn narrowed(mut self, scope: Scope, edition: &Edition) -> Self {
        self.cases.retain(|case| scope.holds(&case.needs));
        self.alike.retain(|alike, _| scope.holds(&alike.needs));
        let shown: BTreeSet<&String> = self.cases.iter().flat_map(|case| &case.failures).collect();
        self.failures.retain(|failure| shown.contains(&failure.id));
        self.missing
            .retain(|missing| !scope.leaves_out(missing.ability));
        if self.alike.is_empty() {
            self.clauses = clause_results(&self.cases, edition);
        }
        self.scope = scope;
        self
    }
}
