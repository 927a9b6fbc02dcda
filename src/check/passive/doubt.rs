//! What is known no longer after an exchange that shows nothing.

use crate::contract::params;

use super::follow::{Follower, Step};
use super::known::Known;
use super::seen::{Deed, Seen};
use crate::check::belief::Belief;

impl Follower<'_> {
    /// Takes an exchange as no evidence, since nothing explains it: what is
    /// known of its resources is so no longer.
    pub(super) fn distrust(&mut self, seen: &Seen, tangled: bool) {
        self.bring(seen);
        self.pages.forget();
        self.weaken_all(seen);
        if tangled && !matches!(seen.deed, Deed::List) {
            self.unsee_all(seen);
        }
        let lists_all = seen.call.indexed(params::RESOURCE_ID).is_empty();
        if matches!(seen.deed, Deed::List) && lists_all {
            let first = self.belief.hypotheses().first();
            let world = first.map(|first| first.world.clone()).unwrap_or_default();
            for (id, _) in world.iter() {
                self.belief = self.known.weaken(id, &self.belief);
            }
        }
    }

    fn each(&mut self, seen: &Seen, change: fn(&mut Known, &str, &Belief) -> Belief) {
        for id in &seen.touched {
            self.belief = change(&mut self.known, id, &self.belief);
        }
    }

    /// The tags of what an exchange touched are known no longer.
    pub(super) fn weaken_all(&mut self, seen: &Seen) {
        match seen.deed {
            Deed::Create(_) | Deed::Delete(_) => self.unsee_all(seen),
            Deed::Unknown => self.belief = self.known.forget_all(&self.belief),
            _ => self.each(seen, Known::weaken),
        }
    }

    /// Nothing is known of what an exchange touched any more, for now.
    pub(super) fn unsee_all(&mut self, seen: &Seen) {
        self.each(seen, Known::unsee);
    }

    /// Takes a call that is over, and shows no more than that.
    pub(super) fn pass(&mut self, seen: &Seen, why: &str) -> Step {
        if !matches!(seen.deed, Deed::List) {
            self.weaken_all(seen);
        }
        Step::Followed(Some(why.to_owned()))
    }

    /// Takes a call that may still be done, at any time.
    pub(super) fn lose(&mut self, seen: &Seen) {
        match seen.deed {
            // A creation makes something that nobody has seen yet.
            Deed::List | Deed::Create(_) => {}
            Deed::Tag | Deed::Untag => self.each(seen, Known::lose),
            Deed::Delete(_) => {
                self.each(seen, Known::lose);
                self.unsee_all(seen);
            }
            Deed::Unknown => self.belief = self.known.lose_all(&self.belief),
        }
    }
}
