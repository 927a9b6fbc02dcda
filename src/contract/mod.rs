//! The contract: the products, their editions, clauses, axes and words, as data.
//!
//! Nothing but the folder of a product knows a number, a name or a code of its
//! API. A second edition is a new value in that folder, an ambiguity is a row of
//! [`AXES`], a sentence of the page is a row of [`CLAUSES`].

mod abilities;
mod ambiguities;
mod answer;
pub mod axes;
pub mod axis;
mod call;
mod clause;
pub mod clauses;
mod edition;
mod edition_file;
pub mod errors;
mod hash;
mod kind;
pub mod params;
mod product;
pub mod products;
mod reading;
mod refusals;
mod regions;
mod stream;
mod text;
mod visible;

pub use abilities::{Ability, UnknownAbility, ability_names, matches_glob};
pub use ambiguities::{AMBIGUITIES, NOT_JUDGED, NotJudged, treatment};
pub use answer::{Answer, TagRow, elements};
pub use axes::{AXES, AXIS_COUNT, axis_ids, axis_named};
pub use axis::{Axis, AxisId, Binding, Choice, Of, Options};
pub use call::Call;
pub use clause::{Clause, Kind as ClauseKind, Level};
pub use clauses::{CLAUSES, ClauseId, clause_ids, clause_named};
pub use edition::{Characters, Edition, EditionFile, ResourceType, TextRule};
pub use edition_file::{EDITION_SCHEMA, EditionFileError, edition_from};
pub use errors::{
    ErrorRow, GATEWAY_ERRORS, THROTTLING, WEATHER, Weather, is_conflict, is_not_ready,
    is_of_a_quota, is_of_the_caller, unstated_code, weather,
};
pub use hash::{fnv1a, fnv1a_of};
pub use kind::{Given, Kind, Lifecycle, Lodging, Naming, Single, Trait};
pub use product::{ListPage, Product};
pub use products::{cbn, ecs, edition_named, editions, vpc};
pub use reading::{AxisSet, ReadingError, Readings};
pub use refusals::{Refusals, Stated};
pub use regions::{REGIONS, Region, region_named, third_region, usual_regions};
pub use stream::SplitMix64;
pub use text::{
    Class, FirstRule, KEY_AXES, Reserved, TextAxes, URL_SCHEMES, VALUE_AXES, cut, length,
};
pub use visible::{is_hidden, printable, visible, visible_json, visible_lines};

/// How many times as long as what was meant a misspelt name may be.
const LONGER: usize = 3;

/// The known name that was probably meant by `name`, if one is near enough.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    known
        .into_iter()
        // What is so much longer is no misspelling, and takes its length to compare.
        .filter(|candidate| name.len() <= candidate.len() * LONGER)
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_misspelt_and_endless() {
        let known = ["quota", "values"];
        let near = |name: &str| nearest(name, known.into_iter().cycle().take(3000));
        assert_eq!(near("qouta").as_deref(), Some("quota"));
        assert_eq!(near("zzz"), None);
        // By its letters this would take minutes.
        assert_eq!(near(&"quota".repeat(100_000)), None);
    }
}
