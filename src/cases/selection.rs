//! Which cases of the library run: patterns and a level.

use crate::contract::{Level, matches_glob};

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
        (self.patterns.is_empty() || self.patterns.iter().any(|pattern| matches(pattern, case)))
            && !self.skip.iter().any(|pattern| matches(pattern, case))
            && self.level.is_none_or(|level| {
                case.clauses.is_empty() || case.clauses.iter().any(|clause| clause.level <= level)
            })
    }
}

/// Whether a pattern matches the id of a case or an alias.
pub(super) fn matches(pattern: &str, case: &Case) -> bool {
    case.aliases.iter().chain([&case.id]).any(|id| {
        matches_glob(pattern, id)
            || id
                .strip_prefix(pattern)
                .is_some_and(|rest| rest.starts_with('/'))
    })
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
            let found = matches_glob(pattern, id)
                || id
                    .strip_prefix(pattern)
                    .is_some_and(|rest| rest.starts_with('/'));
            assert_eq!(found, expected, "{pattern} on {id}");
        }
    }
}
