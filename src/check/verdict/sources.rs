//! The cases that a belief rests on: those that may have to be named.

use std::collections::BTreeMap;

use crate::check::belief::Explained;
use crate::contract::AxisId;

/// Cases that are named for what is known of an axis.
pub(super) const NAMED: usize = 2;

/// What was joined, by case: of what many cases show alike the first ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources {
    kept: Vec<(String, Explained)>,
    /// How many are kept by what they leave on an axis.
    shown: BTreeMap<(AxisId, Vec<&'static str>), usize>,
}

impl Sources {
    /// Takes the next case. One is kept that narrowed the belief, and one that
    /// leaves options on an axis which fewer than two before it left: whoever
    /// looks for the first to show something of an axis finds it here.
    pub(super) fn take(&mut self, id: &str, explained: &Explained, narrowed: bool) {
        let Some(hull) = explained.relation.hull() else {
            return;
        };
        let mut is_new = narrowed;
        for axis in hull.constrained() {
            let count = self.shown.entry((axis, hull.names(axis))).or_default();
            if *count < NAMED {
                *count += 1;
                is_new = true;
            }
        }
        if is_new {
            self.kept.push((id.to_owned(), explained.clone()));
        }
    }

    /// How many are kept.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// Those that are kept, in the order in which they were taken.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Explained)> {
        let kept = self.kept.iter();
        kept.map(|(id, explained)| (id.as_str(), explained))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::belief::Relation;
    use crate::contract::Readings;
    use crate::contract::axes::{EXISTING_KEY, KEY_SPACE};

    #[test]
    fn of_what_cases_show_alike_two_are_kept() {
        let explained = |readings: Readings| Explained {
            relation: Relation::new(vec![readings]),
            narrowings: Vec::new(),
            widest: 1,
        };
        let all = Readings::all();
        let one = explained(all.choosing(EXISTING_KEY.id(), 0));
        let other = explained(all.choosing(EXISTING_KEY.id(), 1));
        let both = explained(
            all.choosing(EXISTING_KEY.id(), 0)
                .choosing(KEY_SPACE.id(), 1),
        );
        let mut sources = Sources::default();
        for (id, explained, narrowed) in [
            ("a", &one, true),
            ("b", &explained(all), false),
            ("c", &one, false),
            ("d", &one, false),
            ("e", &other, false),
            ("f", &one, true),
            ("g", &both, false),
        ] {
            sources.take(id, explained, narrowed);
        }
        let ids: Vec<&str> = sources.iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["a", "c", "e", "f", "g"]);
    }
}
