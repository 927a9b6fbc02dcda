//! Which clause of a companion operation an exchange breaks.

use crate::cases::Case;
use crate::contract::{Call, ClauseId, Level, Product, clauses, params};

use crate::check::evidence::Exchange;

/// The operation that a clause of level COMPANION is about.
pub(in crate::check) fn operation_of(clause: ClauseId, product: &Product) -> Option<&'static str> {
    let of = [
        ("CO-LIST-", params::LIST_TAG_RESOURCES),
        ("CO-DESCRIBE-TAGS-", params::DESCRIBE_TAGS),
        ("CO-UNTAG-", product.untag),
    ];
    let found = of.iter().find(|(prefix, _)| clause.id.starts_with(prefix));
    found.map(|(_, operation)| *operation)
}

/// Whether a clause is one of a companion operation.
pub(in crate::check) fn is_companion(clause: ClauseId) -> bool {
    clause.level == Level::Companion
}

/// The identity of what is wrong with a companion operation: whatever it showed,
/// and wherever.
pub(super) fn identity(clause: ClauseId, product: &Product) -> String {
    match operation_of(clause, product) {
        Some(operation) => format!("{clause}/{operation}"),
        None => clause.to_string(),
    }
}

/// The clause of an operation that a case about companions speaks for.
pub(super) fn own_clause(case: &Case, operation: &str) -> Option<ClauseId> {
    let mut clauses = case.clauses.iter().copied();
    let own = clauses.find(|clause| operation_of(*clause, case.product) == Some(operation));
    own.filter(|_| case.is_about_companions())
}

/// The clause of an operation that shows tags which an exchange breaks: that of
/// its case, or that it shows what is there.
pub(super) fn read_clause(case: &Case, exchange: &Exchange) -> Option<ClauseId> {
    let operation = exchange.made().action.as_str();
    let has_pages = exchange.pages.count > 1;
    let usual = match operation {
        params::LIST_TAG_RESOURCES if has_pages => Some(clauses::CO_LIST_PAGES),
        params::LIST_TAG_RESOURCES => Some(clauses::CO_LIST_SHOWS),
        params::DESCRIBE_TAGS if has_pages => Some(clauses::CO_DESCRIBE_TAGS_PAGES),
        params::DESCRIBE_TAGS => Some(clauses::CO_DESCRIBE_TAGS_SHOWS),
        _ => None,
    };
    own_clause(case, operation).or(usual)
}

/// The clause of `UnTagResources` that a call breaks.
pub(super) fn untag_clause(case: &Case, call: &Call) -> ClauseId {
    let has_keys = !call.indexed(params::TAG_KEY).is_empty();
    let all = call.get(params::ALL);
    let usual = match all.map(|all| all.eq_ignore_ascii_case("true")) {
        Some(true) if !has_keys => clauses::CO_UNTAG_ALL,
        Some(false) if has_keys => clauses::CO_UNTAG_ALL_FALSE,
        _ if has_keys => clauses::CO_UNTAG_KEYS,
        _ => clauses::CO_UNTAG_NOTHING,
    };
    own_clause(case, case.product.untag).unwrap_or(usual)
}

/// The clause that an exchange breaks which got no answer that is one.
pub(super) fn unanswered_clause(case: &Case, exchange: &Exchange) -> Option<ClauseId> {
    if case.product.is_untag(&exchange.call.action) {
        return Some(untag_clause(case, &exchange.call));
    }
    read_clause(case, exchange)
}
