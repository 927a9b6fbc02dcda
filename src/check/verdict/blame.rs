//! Which clause a divergent exchange breaks: the one that is broken by it,
//! whatever the case is about in which it happened.

use crate::cases::{Action, Case};
use crate::contract::{Answer, ClauseId, ClauseKind, Edition, Refusals, Stated, clauses, params};
use crate::model::{Codes, Permit, Refusal};

use super::companion_blame::{own_clause, read_clause, untag_clause};
use super::effect_blame::{counted_clause, effect_clause, is_about_sharing, untag_before};
use super::listing_rules::broken;
use super::opinion::{Opinion, opinion};
use crate::check::belief::Divergent;
use crate::check::evidence::{Exchange, Role, Transcript};

/// The clause that an exchange breaks.
pub(super) fn clause_of(
    case: &Case,
    transcript: &Transcript,
    exchange: &Exchange,
    answer: &Answer,
    divergent: &Divergent,
    edition: &Edition,
) -> ClauseId {
    let action = exchange.call.action.as_str();
    if params::READS.contains(&action) {
        return clause_of_read(case, transcript, exchange, answer, divergent, edition);
    }
    match (exchange.role, action) {
        (_, action) if case.product.is_untag(action) => untag_clause(case, &exchange.call),
        (Role::ReadBack(_), params::TAG_RESOURCES) => {
            counted_clause(case, transcript, divergent, answer)
        }
        (_, params::TAG_RESOURCES) => clause_of_tagging(case, exchange, answer, divergent, edition),
        _ => case.clauses.first().copied().unwrap_or(clauses::ACTION),
    }
}

/// Who is wrong where a read shows what nothing explains: the operation that
/// shows it, the one that removed tags before, or the one that tags.
fn clause_of_read(
    case: &Case,
    transcript: &Transcript,
    exchange: &Exchange,
    answer: &Answer,
    divergent: &Divergent,
    edition: &Edition,
) -> ClauseId {
    let operation = exchange.made().action.as_str();
    if let Some((clause, ..)) = broken(transcript, exchange, edition) {
        return clause;
    }
    let must_show = divergent
        .permitted
        .iter()
        .all(|(permit, _)| permit.is_success());
    let is_refused = !answer.is_success() && must_show;
    let opinion = opinion(transcript, divergent, edition);
    let own = own_clause(case, operation);
    let is_basic = |clause: ClauseId| {
        [clauses::CO_LIST_SHOWS, clauses::CO_DESCRIBE_TAGS_SHOWS].contains(&clause)
    };
    // Where nothing else shows tags, what was seen to list them is only wrong
    // where it is asked for some of them.
    let by_default = own.filter(|clause| opinion == Opinion::None && !is_basic(*clause));
    let is_wrong = is_refused || matches!(opinion, Opinion::AsExpected(_)) || by_default.is_some();
    if is_wrong
        && !is_about_sharing(case, operation)
        && let Some(clause) = read_clause(case, exchange)
    {
        return clause;
    }
    if let Some(untag) = untag_before(case, transcript, divergent.event)
        && !is_about_sharing(case, operation)
    {
        return untag_clause(case, untag);
    }
    effect_clause(case, transcript, exchange, answer, divergent)
}

/// What a `TagResources` call breaks by its answer.
fn clause_of_tagging(
    case: &Case,
    exchange: &Exchange,
    answer: &Answer,
    divergent: &Divergent,
    edition: &Edition,
) -> ClauseId {
    let refusals = || {
        divergent
            .permitted
            .iter()
            .filter_map(|(permit, _)| match permit {
                Permit::Refuse(refusal) => Some(refusal),
                _ => None,
            })
    };
    let refused_for = || {
        let own = |refusal: &&Refusal| case.clauses.contains(&refusal.clause);
        let found = refusals().find(own).or_else(|| refusals().next());
        found.map(|refusal| refusal.clause)
    };
    if answer.is_success() {
        return refused_for().unwrap_or(clauses::ANSWER_STATUS);
    }
    let Some(code) = answer.code() else {
        return clauses::ERROR_CODE;
    };
    let is_right =
        |refusal: &Refusal| matches!(refusal.codes, Codes::Listed(_)) && refusal.codes.has(code);
    if refusals().any(is_right) {
        return clauses::ERROR_STATUS;
    }
    let may_accept = divergent
        .permitted
        .iter()
        .any(|(permit, _)| permit.is_success());
    if may_accept {
        refused_without_cause(case, exchange, code, edition)
    } else {
        refused_for().unwrap_or(clauses::ERROR_CODE)
    }
}

/// The clause of a valid call that is refused: what it was refused for. Only
/// the step that a case is about speaks for the clauses of the case.
fn refused_without_cause(
    case: &Case,
    exchange: &Exchange,
    code: &str,
    edition: &Edition,
) -> ClauseId {
    let about = case
        .steps
        .iter()
        .rposition(|step| step.action == Action::Tag);
    let is_its_step = about.is_some_and(|place| exchange.role == Role::Step(place + 1));
    let spoken = case.clauses.iter().copied();
    let mut spoken = spoken.filter(|clause| is_its_step && is_refused_by(*clause, code, edition));
    spoken
        .next()
        .unwrap_or_else(|| clause_of_code(exchange, code, edition.refusals))
}

/// Whether a code is one that refuses what a clause is about.
fn is_refused_by(clause: ClauseId, code: &str, edition: &Edition) -> bool {
    if [ClauseKind::Code, ClauseKind::Answer].contains(&clause.kind) {
        return false;
    }
    let refusals = edition.refusals;
    let is_one = |several: &[Stated]| several.iter().any(|stated| stated.has(code));
    let prefix = if is_one(&[
        refusals.invalid_key,
        refusals.missing_key,
        refusals.reserved_key,
    ]) {
        "TR-KEY-"
    } else if is_one(&[refusals.invalid_value, refusals.missing_value]) {
        "TR-VALUE-"
    } else if refusals.unknown_id.has(code) {
        "TR-ID-"
    } else if refusals.unknown_type.has(code) {
        "TR-TYPE-"
    } else {
        return edition.refuses(&clause, code);
    };
    let is_limit = [clauses::ID_LIMIT, clauses::ID_REQUIRED].contains(&clause);
    edition.refuses(&clause, code) || (clause.id.starts_with(prefix) && !is_limit)
}

/// The clause that a code stands for, of the texts of a call.
fn clause_of_code(exchange: &Exchange, code: &str, refusals: &Refusals) -> ClauseId {
    let has_empty_value = || has(exchange, params::VALUE, str::is_empty);
    let known = [
        (refusals.quota, clauses::TAG_QUOTA),
        (refusals.tag_limit, clauses::TAG_LIMIT),
        (refusals.id_limit, clauses::ID_LIMIT),
        (refusals.unknown_id, clauses::ID_EXISTS),
        (refusals.unknown_type, clauses::TYPE_VALUES),
        (refusals.forbidden, clauses::ID_ACCOUNT),
        (refusals.duplicate_key, clauses::KEY_DUPLICATE),
        (refusals.reserved_key, clauses::KEY_ALIYUN),
        (refusals.missing_key, clauses::KEY_REQUIRED),
    ];
    if let Some((_, clause)) = known.iter().find(|(stated, _)| stated.has(code)) {
        return *clause;
    }
    let of_key = refusals.invalid_key.has(code) || refusals.key_length.has(code);
    let of_value = refusals.invalid_value.has(code) || refusals.value_length.has(code);
    if refusals.missing_value.has(code) {
        if has_empty_value() {
            clauses::VALUE_EMPTY
        } else {
            clauses::VALUE_REQUIRED
        }
    } else if of_key && has(exchange, params::KEY, is_long) {
        clauses::KEY_LENGTH
    } else if of_key {
        clauses::KEY_CHARACTERS
    } else if of_value && has_empty_value() {
        clauses::VALUE_EMPTY
    } else if of_value && has(exchange, params::VALUE, is_long) {
        clauses::VALUE_LENGTH
    } else if of_value {
        clauses::VALUE_CHARACTERS
    } else {
        clauses::EFFECT_ALL
    }
}

/// Whether a text of some field of the tags of a call is such a one.
fn has(exchange: &Exchange, field: &str, such: fn(&str) -> bool) -> bool {
    let mut params = exchange.call.params.iter();
    params.any(|(name, text)| {
        name.strip_suffix(field)
            .is_some_and(|rest| rest.ends_with('.'))
            && such(text)
    })
}

/// Whether a text is so long that its length is what may be wrong with it.
fn is_long(text: &str) -> bool {
    const LONG: usize = 40;
    text.chars().count() > LONG
}
