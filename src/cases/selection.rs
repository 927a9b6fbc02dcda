//! Which cases of the library run: patterns and a level.

use crate::contract::{Level, clause_ids, fnv1a, matches_glob};

use super::case::Case;

/// Which of the cases run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Patterns of which one must match; none matches all. `*` stands for any
    /// text; a pattern without it matches an id or a whole topic. One that begins
    /// with a capital letter also matches the clauses that a case speaks for.
    pub patterns: Vec<String>,
    /// Patterns of which none may match.
    pub skip: Vec<String>,
    /// The least strict level that is wanted.
    pub level: Option<Level>,
    /// Which part of how many equal parts; none is the whole.
    pub shard: Option<(u64, u64)>,
}

impl Selection {
    /// The same whatever the patterns say that pick.
    #[must_use]
    pub fn of_every_topic(&self) -> Self {
        Self {
            patterns: Vec::new(),
            ..self.clone()
        }
    }

    /// Whether a case is among them.
    pub fn picks(&self, case: &Case) -> bool {
        let one_is = |pattern: &String| matches(pattern, case);
        self.wants_if(one_is)
            && !self.skip.iter().any(one_is)
            && self.is_in_shard(&case.id)
            && self.level.is_none_or(|level| {
                case.clauses.is_empty() || case.clauses.iter().any(|clause| clause.level <= level)
            })
    }

    /// Whether a case with this id may be among them, as far as an id says it.
    pub(super) fn may_pick(&self, id: &str) -> bool {
        let one_is = |pattern: &String| is_named(pattern, id);
        self.wants_if(|pattern| one_is(pattern) || is_of_clauses(pattern))
            && !self.skip.iter().any(one_is)
            && self.is_in_shard(id)
    }

    /// Whether the id of a case alone decides.
    pub(super) fn is_of_ids(&self) -> bool {
        let mut patterns = self.patterns.iter().chain(&self.skip);
        self.level.is_none() && !patterns.any(|pattern| is_of_clauses(pattern))
    }

    fn wants_if(&self, one_is: impl Fn(&String) -> bool) -> bool {
        self.patterns.is_empty() || self.patterns.iter().any(one_is)
    }

    /// A function of the id alone, so that parts do not depend on each other.
    fn is_in_shard(&self, id: &str) -> bool {
        self.shard.is_none_or(|(part, of)| {
            let hash = fnv1a(id.as_bytes());
            (hash ^ (hash >> 32)) % of == part - 1
        })
    }
}

/// Whether a pattern matches the id of a case, an alias, or a clause of it.
pub(super) fn matches(pattern: &str, case: &Case) -> bool {
    let mut names = case.aliases.iter().chain([&case.id]);
    let mut clauses = case.clauses.iter();
    names.any(|name| is_named(pattern, name))
        || is_of_clauses(pattern) && clauses.any(|clause| matches_glob(pattern, clause.id))
}

/// Whether a pattern may match clauses: the id of a case tells nothing of it then.
pub fn is_of_clauses(pattern: &str) -> bool {
    let may_be = pattern.starts_with(|first: char| first.is_ascii_uppercase());
    may_be && clause_ids().any(|clause| matches_glob(pattern, clause.clause().id))
}

/// Whether a pattern matches an id.
pub(super) fn is_named(pattern: &str, id: &str) -> bool {
    matches_glob(pattern, id)
        || id
            .strip_prefix(pattern)
            .is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use crate::cases::Library;
    use crate::contract::{ClauseId, Edition};

    use super::*;

    #[test]
    fn patterns_match_ids_topics_and_globs() {
        for (pattern, id, expected) in [
            ("quota/21st-new-key", "quota/21st-new-key", true),
            ("quota", "quota/21st-new-key", true),
            ("quota", "quotas/x", false),
            ("*/21st-*", "quota/21st-new-key", true),
            ("q*y", "quota/21st-new-key", true),
            ("quota/21st", "quota/21st-new-key", false),
        ] {
            assert_eq!(is_named(pattern, id), expected, "{pattern} on {id}");
        }
    }

    #[test]
    fn patterns_match_the_clauses_that_a_case_speaks_for() {
        let library = Library::embedded(Edition::of_record()).unwrap();
        let library = library.with_drawn(0, 200).unwrap();
        let picked = |patterns: &[&str], skip: &[&str]| {
            let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
            let selection = Selection {
                patterns: texts(patterns),
                skip: texts(skip),
                ..Selection::default()
            };
            let picked = library.select(&selection).unwrap();
            let cases = picked.turns().filter_map(|turn| {
                let case = picked.case(&turn, Edition::of_record()).unwrap()?;
                Some((case.id.clone(), case.clauses.clone()))
            });
            let cases: Vec<_> = cases.collect();
            let counted = picked.count(Edition::of_record(), None).unwrap();
            assert_eq!(cases.len(), counted, "{patterns:?} without {skip:?}");
            cases
        };
        let all = picked(&[], &[]);
        let speaks = |(_, clauses): &(String, Vec<ClauseId>)| {
            clauses.iter().any(|clause| clause.id == "TR-TAG-QUOTA")
        };
        let speaking: Vec<_> = all.iter().filter(|case| speaks(case)).cloned().collect();
        let drawn = speaking.iter().filter(|(id, _)| id.starts_with("near"));
        assert!(drawn.count() > 0 && speaking.len() < all.len() / 4);
        assert_eq!(picked(&["TR-TAG-QUOTA"], &[]), speaking);
        assert_eq!(picked(&["TR-TAG-Q*"], &[]), speaking);
        let others = picked(&[], &["TR-TAG-QUOTA"]);
        assert_eq!(others.len() + speaking.len(), all.len());
        assert!(!others.iter().any(speaks));
        assert_eq!(
            picked(&["TR-TAG-QUOTA"], &["near-miss", "covering"])
                .iter()
                .filter(|case| !speaks(case))
                .count(),
            0
        );
    }
}
