//! The 74 ambiguities of the page, and what becomes of each.

use super::axes::AXES;
use super::clauses::CLAUSES;

/// An ambiguity that no clause and no axis takes up, with the reason.
#[derive(Debug)]
pub struct NotJudged {
    /// Its number, as in `A18`.
    pub id: &'static str,
    /// Why nobody is judged by it.
    pub reason: &'static str,
}

/// How many there are.
pub const AMBIGUITIES: usize = 74;

/// Ambiguities outside every clause and axis.
pub static NOT_JUDGED: &[NotJudged] = &[
    NotJudged {
        id: "A58",
        reason: "Tagging a resource that is still being created or deleted: fixtures are waited for until they are ready.",
    },
    NotJudged {
        id: "A67",
        reason: "The sample id ends in ****, which masks it; it is never sent.",
    },
];

/// What stands for an ambiguity: ids of clauses and axes, or the reason why
/// nothing does.
pub fn treatment(ambiguity: &str) -> Result<Vec<&'static str>, Option<&'static str>> {
    let clauses = CLAUSES
        .iter()
        .filter(|clause| clause.sources.contains(&ambiguity))
        .map(|clause| clause.id);
    let axes = AXES
        .iter()
        .filter(|axis| axis.sources.contains(&ambiguity))
        .map(|axis| axis.id);
    let found: Vec<_> = clauses.chain(axes).collect();
    if found.is_empty() {
        return Err(NOT_JUDGED
            .iter()
            .find(|entry| entry.id == ambiguity)
            .map(|entry| entry.reason));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_ambiguity_of_the_facts_is_missing() {
        for number in 1..=AMBIGUITIES {
            let id = format!("A{number}");
            let treated = treatment(&id);
            assert!(
                matches!(treated, Ok(_) | Err(Some(_))),
                "{id} is neither a clause nor an axis nor listed as not judged"
            );
        }
    }

    #[test]
    fn what_is_listed_as_not_judged_is_judged_nowhere() {
        for entry in NOT_JUDGED {
            assert!(treatment(entry.id).is_err(), "{}", entry.id);
        }
    }
}
