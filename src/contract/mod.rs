//! The contract: one API, its editions, clauses, axes and words, as data.
//!
//! Nothing but this room knows a number, a name or a code of the API. A second
//! edition is a new value in [`EDITIONS`], an ambiguity is a row of [`AXES`], a
//! sentence of the page is a row of [`CLAUSES`].

mod abilities;
mod ambiguities;
mod answer;
pub mod axes;
pub mod axis;
mod call;
pub mod clauses;
mod editions;
pub mod errors;
mod hash;
pub mod params;
mod reading;
mod resources;
mod stream;
mod text;

pub use abilities::{Ability, COMPANIONS, UnknownAbility, ability_names, matches_glob};
pub use ambiguities::{AMBIGUITIES, NOT_JUDGED, NotJudged, treatment};
pub use answer::{Answer, TagRow, elements};
pub use axes::{AXES, AXIS_COUNT, axis_ids, axis_named};
pub use axis::{Axis, AxisId, Binding, Choice, Of, Options};
pub use call::Call;
pub use clauses::{CLAUSES, Clause, Kind as ClauseKind, Level, clause_named};
pub use editions::{EDITIONS, Edition, REGIONS, ResourceType, TextRule, edition_named};
pub use errors::{
    ErrorRow, GATEWAY_ERRORS, LATER_ERRORS, PAGE_ERRORS, Weather, error_row, is_conflict,
    is_not_ready, is_of_a_quota, is_of_the_caller, page_status, unstated_code, weather,
};
pub use hash::{fnv1a, fnv1a_of};
pub use reading::{AxisSet, ReadingError, Readings};
pub use resources::{InVSwitch, Kind, LIFECYCLES, Lifecycle};
pub use stream::SplitMix64;
pub use text::{
    Class, FirstRule, KEY_AXES, Reserved, TextAxes, URL_SCHEMES, VALUE_AXES, cut, length,
};

/// The version of the API that every edition describes (A66).
pub const API_VERSION: &str = "2016-04-28";

/// The known name that was probably meant by `name`, if one is near enough.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}
