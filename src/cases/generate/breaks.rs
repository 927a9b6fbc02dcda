//! The ways to break a valid call: one row for every clause that a call can break.

use crate::contract::{ClauseId, Edition, clauses};

use super::draft::Draft;
use super::draw::Draw;
use super::{call_breaks as call, resource_breaks as resource, text_breaks as text};

/// One way to break a valid call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Break {
    /// The clause that is then broken, and under some reading no other.
    pub(super) clause: ClauseId,
    /// What of the call is then wrong.
    pub(super) at: Offender,
    /// Breaks it.
    pub(super) apply: fn(&mut Draft, &mut Draw<'_, '_>, &Edition),
}

/// What of a call a break makes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offender {
    /// The call as a whole.
    Call,
    /// One of its ids.
    Id,
    /// One of its tags.
    Tag,
}

/// A row for every clause that a call can break, in the order of the page.
#[rustfmt::skip] // One line a clause reads as the table that it is.
pub(super) static BREAKS: &[Break] = &[
    Break { clause: clauses::ACTION, at: Offender::Call, apply: call::action },
    Break { clause: clauses::REGION_REQUIRED, at: Offender::Call, apply: call::no_region },
    Break { clause: clauses::TYPE_REQUIRED, at: Offender::Call, apply: call::no_type },
    Break { clause: clauses::ID_REQUIRED, at: Offender::Call, apply: call::no_ids },
    Break { clause: clauses::ID_LIMIT, at: Offender::Call, apply: call::too_many_ids },
    Break { clause: clauses::ID_EMPTY, at: Offender::Id, apply: resource::empty_id },
    Break { clause: clauses::ID_EXISTS, at: Offender::Id, apply: resource::unknown_id },
    Break { clause: clauses::ID_TYPE, at: Offender::Id, apply: resource::other_type },
    Break { clause: clauses::ID_REGION, at: Offender::Id, apply: resource::other_region },
    Break { clause: clauses::ID_ACCOUNT, at: Offender::Id, apply: resource::other_account },
    Break { clause: clauses::ID_DUPLICATE, at: Offender::Id, apply: call::id_twice },
    Break { clause: clauses::TYPE_VALUES, at: Offender::Call, apply: call::unknown_type },
    Break { clause: clauses::TAG_REQUIRED, at: Offender::Call, apply: call::no_tags },
    Break { clause: clauses::TAG_LIMIT, at: Offender::Call, apply: call::too_many_tags },
    Break { clause: clauses::TAG_QUOTA, at: Offender::Id, apply: resource::over_quota },
    Break { clause: clauses::KEY_REQUIRED, at: Offender::Tag, apply: text::no_key },
    Break { clause: clauses::KEY_EMPTY, at: Offender::Tag, apply: text::empty_key },
    Break { clause: clauses::KEY_LENGTH, at: Offender::Tag, apply: text::long_key },
    Break { clause: clauses::KEY_OTHER_CHARACTERS, at: Offender::Tag, apply: text::key_outside },
    Break { clause: clauses::KEY_FIRST, at: Offender::Tag, apply: text::key_first },
    Break { clause: clauses::KEY_ALIYUN, at: Offender::Tag, apply: text::key_aliyun },
    Break { clause: clauses::KEY_ACS, at: Offender::Tag, apply: text::key_acs },
    Break { clause: clauses::KEY_HTTP, at: Offender::Tag, apply: text::key_http },
    Break { clause: clauses::KEY_HTTPS, at: Offender::Tag, apply: text::key_https },
    Break { clause: clauses::KEY_DUPLICATE, at: Offender::Tag, apply: text::key_twice },
    Break { clause: clauses::KEY_EXISTING, at: Offender::Tag, apply: resource::existing_key },
    Break { clause: clauses::KEY_CASE, at: Offender::Tag, apply: resource::key_case },
    Break { clause: clauses::VALUE_REQUIRED, at: Offender::Tag, apply: text::no_value },
    Break { clause: clauses::VALUE_LENGTH, at: Offender::Tag, apply: text::long_value },
    Break { clause: clauses::VALUE_OTHER_CHARACTERS, at: Offender::Tag, apply: text::value_outside },
    Break { clause: clauses::VALUE_FIRST, at: Offender::Tag, apply: text::value_first },
    Break { clause: clauses::VALUE_ALIYUN, at: Offender::Tag, apply: text::value_aliyun },
    Break { clause: clauses::VALUE_ACS, at: Offender::Tag, apply: text::value_acs },
    Break { clause: clauses::VALUE_URL, at: Offender::Tag, apply: text::value_url },
    Break { clause: clauses::INDEX_GAPS, at: Offender::Call, apply: call::gap },
    Break { clause: clauses::INDEX_ODD, at: Offender::Call, apply: call::odd_index },
    Break { clause: clauses::PARAMETER_ODD, at: Offender::Call, apply: call::odd_parameter },
    Break { clause: clauses::PARAMETER_REPEATED, at: Offender::Call, apply: call::repeated_parameter },
    Break { clause: clauses::TEXT_UNJUDGED, at: Offender::Tag, apply: text::unjudged },
];

/// The rows for the clauses that an edition has.
pub(super) fn breaks_of(edition: &Edition) -> Vec<&'static Break> {
    BREAKS
        .iter()
        .filter(|row| !edition.without.contains(&row.clause))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{ClauseKind, clause_ids};

    #[test]
    fn every_clause_that_a_call_can_break_has_one_row() {
        let rows: Vec<ClauseId> = BREAKS.iter().map(|row| row.clause).collect();
        let clauses: Vec<ClauseId> = clause_ids()
            .filter(|clause| clause.kind == ClauseKind::Request)
            .collect();
        assert_eq!(rows, clauses);
    }
}
