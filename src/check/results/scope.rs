//! The scope of a verdict: what it is about, what is left out, what is missing.

use std::collections::BTreeSet;

use crate::contract::{Ability, AxisId, ability_names};

/// What a verdict leaves out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// What `--without` takes out.
    pub without: BTreeSet<Ability>,
    /// What other flags take out, such as XML by `--wire json`.
    pub flagged: BTreeSet<Ability>,
    /// Those flags, and others that narrow the selection, as they were given.
    pub by_flags: Vec<String>,
    /// What weakens what is found without leaving a case out, in words.
    pub noted: Vec<String>,
    /// Abilities that are in scope only because a flag demands them.
    pub demanded: BTreeSet<Ability>,
}

/// An ability in scope that the target lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The ability.
    pub ability: Ability,
    /// Why the target is said to lack it.
    pub why: String,
    /// Cases in scope that need it.
    pub cases: usize,
    /// The request that showed it, if one did.
    pub request: Option<String>,
    /// The answer to it.
    pub answer: Option<String>,
    /// Axes that no probe shows for want of it.
    pub axes: Vec<AxisId>,
}

impl Scope {
    /// Whether an ability is left out. Signatures are where nothing demands them.
    pub fn leaves_out(&self, ability: Ability) -> bool {
        self.without.contains(&ability)
            || self.flagged.contains(&ability)
            || (ability == Ability::Signatures && !self.demanded.contains(&ability))
    }

    /// Everything that is left out by what was said.
    pub fn left_out(&self) -> BTreeSet<Ability> {
        self.without.union(&self.flagged).copied().collect()
    }

    /// Whether a case is in scope, by what it needs.
    pub fn holds(&self, needs: &BTreeSet<Ability>) -> bool {
        !needs.iter().any(|ability| self.leaves_out(*ability))
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        self.without.is_empty()
            && self.flagged.is_empty()
            && self.by_flags.is_empty()
            && self.demanded.is_empty()
    }

    /// What is left out, as the end of a sentence; nothing if nothing is.
    pub fn words(&self) -> String {
        let mut words = String::new();
        if !self.without.is_empty() {
            words.push_str(" without ");
            words.push_str(&ability_names(&self.without).replace(',', ", "));
        }
        if !self.by_flags.is_empty() {
            words.push_str(if words.is_empty() {
                ", narrowed by "
            } else {
                "; narrowed by "
            });
            words.push_str(&self.by_flags.join(", "));
        }
        for note in &self.noted {
            words.push_str("; ");
            words.push_str(note);
        }
        words
    }
}
