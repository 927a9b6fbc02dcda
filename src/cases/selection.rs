//! Which cases of the library run: patterns and a level.

use crate::contract::{Level, fnv1a, matches_glob};

use super::case::Case;

/// Which of the cases run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Patterns of which one must match; none matches all. `*` stands for any
    /// text; a pattern without it matches an id or a whole topic.
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
        let names = || case.aliases.iter().chain([&case.id]).map(String::as_str);
        self.names_one_of(names)
            && self.is_in_shard(&case.id)
            && self.level.is_none_or(|level| {
                case.clauses.is_empty() || case.clauses.iter().any(|clause| clause.level <= level)
            })
    }

    /// Whether a case with this id may be among them, as far as an id says it.
    pub(super) fn may_pick(&self, id: &str) -> bool {
        self.names_one_of(|| std::iter::once(id)) && self.is_in_shard(id)
    }

    /// Whether the id of a case alone decides.
    pub(super) fn is_of_ids(&self) -> bool {
        self.level.is_none()
    }

    fn names_one_of<'n, I: Iterator<Item = &'n str>>(&self, names: impl Fn() -> I) -> bool {
        let one_is = |pattern: &String| names().any(|name| is_named(pattern, name));
        (self.patterns.is_empty() || self.patterns.iter().any(one_is))
            && !self.skip.iter().any(one_is)
    }

    /// A function of the id alone, so that parts do not depend on each other.
    fn is_in_shard(&self, id: &str) -> bool {
        self.shard.is_none_or(|(part, of)| {
            let hash = fnv1a(id.as_bytes());
            (hash ^ (hash >> 32)) % of == part - 1
        })
    }
}

/// Whether a pattern matches the id of a case or an alias.
pub(super) fn matches(pattern: &str, case: &Case) -> bool {
    let mut names = case.aliases.iter().chain([&case.id]);
    names.any(|name| is_named(pattern, name))
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
}
