//! Which effect is wrong, by what is shown too much or too little of the tags.

use crate::cases::{Case, ReadBack};
use crate::contract::{Answer, Call, ClauseId, ClauseKind, TagRow, clauses, params};
use crate::model::Permit;

use crate::check::belief::Divergent;
use crate::check::belief::own_keys;
use crate::check::evidence::{Event, Exchange, Role, Transcript};

/// What was done last before the tags were read.
enum Deed<'a> {
    /// A call was made.
    Call(&'a Exchange),
    /// A resource was deleted.
    Deleted,
    /// Nothing.
    Nothing,
}

/// The difference between what is shown and what is expected.
struct Difference {
    missing: Vec<TagRow>,
    extra: Vec<TagRow>,
    /// Whether a resource shows a key twice.
    doubled: bool,
}

/// Whether a case is about tag information that types share, which only these
/// operations show: then it is the page that says what they show.
pub(super) fn is_about_sharing(case: &Case, operation: &str) -> bool {
    let shows = [params::DESCRIBE_TAGS, params::DESCRIBE_TAG_KEYS];
    let shared = [
        clauses::SHARED_INFORMATION,
        clauses::REGION_ISOLATION,
        clauses::ACCOUNT_ISOLATION,
        clauses::NO_ORPHANS,
        clauses::NO_INHERITANCE,
        clauses::DELETE_TAGS,
    ];
    shows.contains(&operation) && case.clauses.iter().any(|clause| shared.contains(clause))
}

/// The call that was to remove tags and after which they were read, if that is
/// what was done last.
pub(super) fn untag_before<'a>(
    case: &Case,
    transcript: &'a Transcript,
    event: usize,
) -> Option<&'a Call> {
    match last_deed(case, transcript, event) {
        Deed::Call(exchange) if case.product.is_untag(&exchange.call.action) => {
            Some(&exchange.call)
        }
        _ => None,
    }
}

/// The clause that a call breaks which counts the tags that were there, as
/// nothing shows them.
pub(super) fn counted_clause(
    case: &Case,
    transcript: &Transcript,
    divergent: &Divergent,
    answer: &Answer,
) -> ClauseId {
    match last_deed(case, transcript, divergent.event) {
        Deed::Call(exchange) if !is_accepted(exchange) => clauses::REFUSED_UNCHANGED,
        Deed::Deleted => clauses::DELETE_TAGS,
        // There is more room than there should be.
        _ if answer.is_success() => clauses::EFFECT_ALL,
        _ => clauses::EFFECT_ONLY,
    }
}

/// The clause of the page that a read shows to be broken.
pub(super) fn effect_clause(
    case: &Case,
    transcript: &Transcript,
    exchange: &Exchange,
    answer: &Answer,
    divergent: &Divergent,
) -> ClauseId {
    let difference = difference(transcript, exchange, answer, divergent);
    let deed = last_deed(case, transcript, divergent.event);
    let found = found(case, transcript, &difference, &deed, divergent);
    if case.clauses.contains(&found) {
        return found;
    }
    // A case about another effect knows better, if that is what shows.
    let mut own = case.clauses.iter().copied();
    let own = own.find(|clause| {
        let is_effect = clause.kind == ClauseKind::Effect;
        is_effect && shows(*clause, case, transcript, exchange, &difference, &deed)
    });
    own.unwrap_or(found)
}

fn found(
    case: &Case,
    transcript: &Transcript,
    difference: &Difference,
    deed: &Deed<'_>,
    divergent: &Divergent,
) -> ClauseId {
    let Difference {
        missing,
        extra,
        doubled,
    } = difference;
    let call = match deed {
        _ if *doubled => return clauses::KEYS_UNIQUE,
        Deed::Call(call) if !is_accepted(call) => return clauses::REFUSED_UNCHANGED,
        Deed::Call(call) => Some(&call.call),
        Deed::Deleted | Deed::Nothing => None,
    };
    // Where the state is read at the end alone, any of the calls may be it.
    let keys: Vec<&str> = if case.read_back == ReadBack::End {
        let tagging = transcript
            .exchanges()
            .filter(|exchange| is_accepted(exchange));
        tagging
            .flat_map(|exchange| keys_of(&exchange.call))
            .collect()
    } else {
        call.map(keys_of).unwrap_or_default()
    };
    let was_there = |row: &TagRow| {
        let mut hypotheses = divergent.before.hypotheses().iter();
        hypotheses.any(|one| {
            let tags = one.world.get(&row.resource).map(|there| &there.tags);
            tags.is_some_and(|tags| tags.get(&row.key) == Some(&row.value))
        })
    };
    // A tag that nobody put there is one of those that are missing, changed; it
    // stands for one of them and no more.
    let altered = |row: &TagRow| {
        let is_beside = |other: &&TagRow| other.resource == row.resource;
        let strange = extra.iter().filter(|other| {
            is_beside(other)
                && !was_there(other)
                && !was_tagged(transcript, &other.key, &other.value)
        });
        strange.count() >= missing.iter().filter(is_beside).count()
    };
    let is_of_the_call = |row: &TagRow| keys.contains(&row.key.as_str());
    if !missing.is_empty()
        && missing
            .iter()
            .all(|row| is_of_the_call(row) && altered(row))
    {
        clauses::EFFECT_EXACT
    } else if missing.iter().any(is_of_the_call)
        || (matches!(deed, Deed::Nothing) && !missing.is_empty())
    {
        clauses::EFFECT_ALL
    } else {
        clauses::EFFECT_ONLY
    }
}

/// Whether a difference is one that an effect of the page speaks of, besides
/// those that every call has.
fn shows(
    clause: ClauseId,
    case: &Case,
    transcript: &Transcript,
    exchange: &Exchange,
    difference: &Difference,
    deed: &Deed<'_>,
) -> bool {
    let Difference { missing, extra, .. } = difference;
    let named: Vec<&str> = match deed {
        Deed::Call(call) => call.call.indexed(params::RESOURCE_ID),
        Deed::Deleted | Deed::Nothing => Vec::new(),
    };
    let resources = || transcript.resources.iter();
    let is_described = is_about(
        exchange,
        &[params::DESCRIBE_TAGS, params::DESCRIBE_TAG_KEYS],
    );
    match clause {
        clauses::DELETE_TAGS => transcript
            .events
            .iter()
            .any(|event| matches!(event, Event::Deleted(_))),
        clauses::NO_INHERITANCE => extra
            .iter()
            .any(|row| !named.contains(&row.resource.as_str())),
        clauses::REGION_ISOLATION => {
            !extra.is_empty() && resources().any(|it| it.region != transcript.resources[0].region)
        }
        clauses::ACCOUNT_ISOLATION => {
            let first = transcript.resources.first().map(|it| it.bound.account);
            !extra.is_empty() && resources().any(|it| Some(it.bound.account) != first)
        }
        clauses::SHARED_INFORMATION | clauses::NO_ORPHANS => is_described,
        clauses::TAG_REMOVE => extra.iter().any(|row| was_untagged(case, transcript, row)),
        clauses::VALUE_EMPTY => missing.iter().any(|row| row.value.is_empty()),
        clauses::KEY_CHARACTERS | clauses::VALUE_CHARACTERS => !missing.is_empty(),
        _ => false,
    }
}

fn writes_tags(case: &Case, call: &Call) -> bool {
    call.action == params::TAG_RESOURCES || case.product.is_untag(&call.action)
}

fn is_about(exchange: &Exchange, operations: &[&str]) -> bool {
    operations.contains(&exchange.call.action.as_str())
}

fn is_accepted(exchange: &Exchange) -> bool {
    exchange.answer.as_ref().is_ok_and(Answer::is_success)
}

fn keys_of(call: &Call) -> Vec<&str> {
    if call.action != params::TAG_RESOURCES {
        return Vec::new();
    }
    let params = call.params.iter();
    params
        .filter(|(name, _)| name.ends_with(params::KEY))
        .map(|(_, key)| key.as_str())
        .collect()
}

/// Whether some call of the case has this tag.
fn was_tagged(transcript: &Transcript, key: &str, value: &str) -> bool {
    transcript.exchanges().any(|exchange| {
        let call = &exchange.call;
        let mut said = call.params.iter();
        call.action == params::TAG_RESOURCES
            && said.any(|(name, there)| {
                let stem = name.strip_suffix(params::KEY).filter(|_| there == key);
                let its = stem.map(|stem| call.get(&format!("{stem}{}", params::VALUE)));
                its.is_some_and(|its| its.unwrap_or_default() == value)
            })
    })
}

fn was_untagged(case: &Case, transcript: &Transcript, row: &TagRow) -> bool {
    transcript.exchanges().any(|exchange| {
        let call = &exchange.call;
        case.product.is_untag(&call.action)
            && call
                .indexed(params::RESOURCE_ID)
                .contains(&row.resource.as_str())
            && (call.get(params::ALL).is_some()
                || call.indexed(params::TAG_KEY).contains(&row.key.as_str()))
    })
}

fn last_deed<'a>(case: &Case, transcript: &'a Transcript, event: usize) -> Deed<'a> {
    let before = transcript.events.iter().take(event).rev();
    for event in before {
        match event {
            Event::Deleted(_) => return Deed::Deleted,
            Event::Exchange(exchange)
                if !matches!(exchange.role, Role::Bystander | Role::Twin)
                    && writes_tags(case, &exchange.call)
                    && !matches!(exchange.role, Role::ReadBack(_)) =>
            {
                return Deed::Call(exchange);
            }
            _ => {}
        }
    }
    Deed::Nothing
}

/// The rows of a listing that one operation or another shows, those alone that
/// nobody else can have put there.
fn difference(
    transcript: &Transcript,
    exchange: &Exchange,
    answer: &Answer,
    divergent: &Divergent,
) -> Difference {
    let mine = own_keys(transcript);
    let row = |key: &str, value: &str| TagRow {
        resource: String::new(),
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let is_mine = |key: &str| mine.contains(key);
    let shown: Vec<TagRow> = match exchange.call.action.as_str() {
        params::DESCRIBE_TAGS => {
            let pairs = answer.tag_pairs().unwrap_or_default();
            let pairs = pairs.iter().filter(|(key, _)| is_mine(key));
            pairs.map(|(key, value)| row(key, value)).collect()
        }
        params::DESCRIBE_TAG_KEYS => {
            let keys = answer.tag_keys().unwrap_or_default();
            let keys = keys.iter().filter(|key| is_mine(key));
            keys.map(|key| row(key, "")).collect()
        }
        _ => answer.tag_rows().unwrap_or_default(),
    };
    let expected: Vec<TagRow> = divergent
        .permitted
        .iter()
        .find_map(|(permit, _)| match permit {
            Permit::Rows(rows) | Permit::RowsUnlessRefused(rows) => Some(rows.clone()),
            Permit::Pairs(pairs) => {
                let pairs = pairs.iter().filter(|(key, _)| is_mine(key));
                Some(pairs.map(|(key, value)| row(key, value)).collect())
            }
            Permit::Keys(keys) => {
                let keys = keys.iter().filter(|key| is_mine(key));
                Some(keys.map(|key| row(key, "")).collect())
            }
            _ => None,
        })
        .unwrap_or_default();
    let mut keys: Vec<(&str, &str)> = shown
        .iter()
        .filter(|row| !row.resource.is_empty())
        .map(|row| (row.resource.as_str(), row.key.as_str()))
        .collect();
    keys.sort_unstable();
    let doubled = keys.windows(2).any(|pair| pair[0] == pair[1]);
    let less = |rows: &[TagRow], others: &[TagRow]| -> Vec<TagRow> {
        let left = rows.iter().filter(|row| !others.contains(row));
        left.cloned().collect()
    };
    Difference {
        missing: less(&expected, &shown),
        extra: less(&shown, &expected),
        doubled,
    }
}
