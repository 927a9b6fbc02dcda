//! Which resources an exchange may have to do with.

use std::collections::BTreeSet;

use crate::contract::{Answer, Kind};

use super::follow::Follower;
use super::parked::Parked;
use super::seen::{Deed, Seen};

impl Follower<'_> {
    /// Puts all that an exchange may have to do with into the worlds.
    pub(super) fn bring(&mut self, seen: &Seen) {
        if matches!(seen.deed, Deed::Unknown) {
            // Whatever it was, nothing stays known.
            self.parked = Parked::default();
            return;
        }
        self.belief = self.parked.park(&self.belief);
        let needed = self.needed(seen);
        self.belief = self.parked.fetch(&needed, &self.belief);
    }

    fn needed(&self, seen: &Seen) -> BTreeSet<String> {
        let mut needed = seen.touched.clone();
        match seen.deed {
            Deed::Create(kind) => needed.extend(parent(kind, seen)),
            Deed::Delete(_) => {
                let children = seen.touched.iter().flat_map(|id| self.parked.children(id));
                needed.extend(children.cloned());
            }
            Deed::List if seen.touched.is_empty() => {
                needed.extend(self.parked.there().cloned());
                needed.extend(self.pages.ids().map(str::to_owned));
                let rows = seen.answer().ok().as_ref().and_then(Answer::tag_rows);
                needed.extend(rows.into_iter().flatten().map(|row| row.resource));
            }
            Deed::Tag | Deed::Untag | Deed::List | Deed::Unknown => {}
        }
        needed
    }
}

fn parent(kind: Kind, seen: &Seen) -> Option<String> {
    let parent = kind.lifecycle().parent?;
    seen.call.get(parent.lifecycle().id).map(str::to_owned)
}
