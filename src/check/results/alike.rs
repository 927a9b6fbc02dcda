//! Cases that a run counts and does not list.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::contract::{Ability, ClauseId};

use super::verdict::Verdict;

/// What the verdict of a run needs to know of cases that are not listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// What they came to.
    pub verdict: Verdict,
    /// Whether they break a clause by intention.
    pub negative: bool,
    /// The clauses that they speak for.
    pub clauses: Arc<[ClauseId]>,
    /// The abilities that they need.
    pub needs: Arc<BTreeSet<Ability>>,
}
