//! Cases that a run counts and does not list.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::contract::Ability;

use super::verdict::Verdict;

/// What the verdict of a run needs to know of cases that are not listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// What they came to.
    pub verdict: Verdict,
    /// Whether they break a clause by intention.
    pub negative: bool,
    /// The abilities that they need; of those that passed, which lacked nothing,
    /// and of those that were not run it is not said.
    pub needs: Arc<BTreeSet<Ability>>,
}
