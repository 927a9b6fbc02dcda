//! Which clause a divergent exchange breaks.

use crate::cases::Case;
use crate::contract::{Answer, ClauseKind, TagRow, clause_named, clauses, params};
use crate::model::{Codes, Permit};

use super::judge::Divergent;
use super::transcript::{Exchange, Role, Transcript};

/// The clause that an exchange breaks: the one that the case speaks for, if that
/// can be it.
pub(super) fn clause_of(
    case: &Case,
    transcript: &Transcript,
    exchange: &Exchange,
    answer: &Answer,
    divergent: &Divergent,
) -> &'static str {
    let refusals = || {
        divergent
            .permitted
            .iter()
            .filter_map(|(permit, _)| match permit {
                Permit::Refuse(refusal) => Some(refusal),
                _ => None,
            })
    };
    let may_accept = divergent
        .permitted
        .iter()
        .any(|(permit, _)| permit.is_success());
    let own = case.violates.first().or(case.clauses.first()).copied();
    match exchange.role {
        Role::ReadBack(step) => effect_clause(case, transcript, step, answer, divergent),
        _ if exchange.call.action != params::TAG_RESOURCES => own.unwrap_or(clauses::EFFECT_ALL),
        _ if answer.is_success() => refusals()
            .map(|refusal| refusal.clause)
            .find(|clause| case.clauses.contains(clause))
            .or_else(|| refusals().map(|refusal| refusal.clause).next())
            .unwrap_or(clauses::ANSWER_STATUS),
        _ if answer.code().is_none() => clauses::ERROR_CODE,
        _ => {
            let code = answer.code().unwrap_or_default();
            let right_code = refusals().any(
                |refusal| matches!(refusal.codes, Codes::Listed(codes) if codes.contains(&code)),
            );
            if right_code {
                clauses::ERROR_STATUS
            } else if may_accept {
                own.unwrap_or(clauses::EFFECT_ALL)
            } else {
                refusals()
                    .map(|refusal| refusal.clause)
                    .find(|clause| case.clauses.contains(clause))
                    .or_else(|| refusals().map(|refusal| refusal.clause).next())
                    .or(own)
                    .unwrap_or(clauses::ERROR_CODE)
            }
        }
    }
}

/// Which effect is wrong, by what a listing shows too much or too little.
fn effect_clause(
    case: &Case,
    transcript: &Transcript,
    step: usize,
    answer: &Answer,
    divergent: &Divergent,
) -> &'static str {
    let shown = answer.tag_rows().unwrap_or_default();
    let expected = divergent
        .permitted
        .iter()
        .find_map(|(permit, _)| match permit {
            Permit::Rows(rows) | Permit::RowsUnlessRefused(rows) => Some(rows.clone()),
            _ => None,
        })
        .unwrap_or_default();
    let keys_of_step: Vec<&str> = transcript
        .exchanges()
        .filter(|other| {
            other.role == Role::Step(step) && other.call.action == params::TAG_RESOURCES
        })
        .flat_map(|other| other.call.params.iter())
        .filter(|(name, _)| name.ends_with(params::KEY))
        .map(|(_, key)| key.as_str())
        .collect();
    let refused_before = transcript.exchanges().any(|other| {
        other.role == Role::Step(step)
            && other
                .answer
                .as_ref()
                .is_ok_and(|answer| !answer.is_success())
    });
    let missing: Vec<&TagRow> = expected.iter().filter(|row| !shown.contains(row)).collect();
    let extra: Vec<&TagRow> = shown.iter().filter(|row| !expected.contains(row)).collect();
    let mut keys: Vec<(&str, &str)> = shown
        .iter()
        .map(|row| (row.resource.as_str(), row.key.as_str()))
        .collect();
    keys.sort_unstable();
    let doubled = keys.windows(2).any(|pair| pair[0] == pair[1]);
    let found = if doubled {
        clauses::KEYS_UNIQUE
    } else if refused_before {
        clauses::REFUSED_UNCHANGED
    } else if !missing.is_empty()
        && !extra.is_empty()
        && missing
            .iter()
            .all(|row| extra.iter().any(|other| other.resource == row.resource))
    {
        clauses::EFFECT_EXACT
    } else if missing
        .iter()
        .any(|row| keys_of_step.contains(&row.key.as_str()))
    {
        clauses::EFFECT_ALL
    } else {
        clauses::EFFECT_ONLY
    };
    // A case about another effect (deletion, regions, inheritance …) knows better.
    case.clauses
        .iter()
        .copied()
        .find(|clause| *clause == found)
        .or_else(|| {
            case.clauses
                .iter()
                .copied()
                .find(|id| clause_named(id).is_some_and(|clause| clause.kind == ClauseKind::Effect))
        })
        .unwrap_or(found)
}
