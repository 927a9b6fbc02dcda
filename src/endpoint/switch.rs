//! When one axis switches between two options.

use crate::contract::{AxisId, Call, Kind, Product, Readings, axes, params};
use crate::wire::Format;

/// When the option changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// With each call that consults the axis: each `TagResources`, or for an
    /// axis of listings each call of that listing. The first call takes the
    /// first option.
    EachRequest,
    /// Once, after so many requests of any kind.
    After(u64),
    /// By type: the first type takes the first option, all others the second.
    ByType,
    /// By format: JSON takes the first option, XML the second.
    ByFormat,
}

/// One axis with two options and the rule that picks one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Switch {
    /// The axis.
    pub(super) axis: AxisId,
    /// The two options, as places in the axis's row.
    pub(super) options: (u8, u8),
    /// When which of them counts.
    pub(super) rule: Rule,
}

/// How far a switch has come: requests in all, and those that count for
/// [`Rule::EachRequest`], the present one left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    /// Requests before this one.
    pub(super) requests: u64,
    /// Counted calls before this one.
    pub(super) counted: u64,
}

impl Switch {
    /// The reading that this call is answered under.
    pub(super) fn reading(
        &self,
        reading: &Readings,
        call: &Call,
        format: Format,
        product: &Product,
        progress: Progress,
    ) -> Readings {
        let second = match self.rule {
            Rule::EachRequest => {
                // What does not count stays with the option of the last that did.
                let place = if self.counts(call, product) {
                    progress.counted
                } else {
                    progress.counted.saturating_sub(1)
                };
                place % 2 == 1
            }
            Rule::After(requests) => progress.requests >= requests,
            Rule::ByType => kind_of(call, product).is_some_and(|kind| kind != product.usual()),
            Rule::ByFormat => format == Format::Xml,
        };
        let (one, other) = self.options;
        reading.choosing(self.axis, if second { other } else { one })
    }

    /// Whether a call counts for [`Rule::EachRequest`].
    pub(super) fn counts(&self, call: &Call, product: &Product) -> bool {
        let listing = [
            (axes::LIST_DELETED.id(), params::LIST_TAG_RESOURCES),
            (axes::DESCRIBE_TAGS_SCOPE.id(), params::DESCRIBE_TAGS),
            (
                axes::DESCRIBE_TAG_KEYS_SCOPE.id(),
                params::DESCRIBE_TAG_KEYS,
            ),
            (axes::LIST_TAG_FILTER.id(), params::LIST_TAG_RESOURCES),
        ]
        .into_iter()
        .find(|(axis, _)| *axis == self.axis)
        .map(|(_, action)| action);
        // Between two listings with a filter the state is read back without one.
        let is_filtered = self.axis != axes::LIST_TAG_FILTER.id()
            || call
                .get(&params::field(params::TAG, 1, params::KEY))
                .is_some();
        if self.axis == axes::UNTAG_NOTHING.id() {
            return product.is_untag(&call.action);
        }
        call.action == listing.unwrap_or(params::TAG_RESOURCES) && is_filtered
    }
}

/// The type that a call is about, in whatever spelling.
pub(super) fn kind_of(call: &Call, product: &Product) -> Option<Kind> {
    if let Some(name) = call.get(params::RESOURCE_TYPE) {
        // Editions differ in spelling only; fixtures are called like the types.
        return product.kind_named(&name.to_ascii_lowercase());
    }
    product.find(|lifecycle| {
        [lifecycle.create, lifecycle.delete, lifecycle.describe].contains(&call.action.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{editions, vpc};

    #[test]
    fn types_are_known_in_every_spelling_of_every_edition() {
        for edition in editions() {
            for known in edition.types {
                let call = Call::new("TagResources", "").with("ResourceType", known.name);
                assert_eq!(
                    kind_of(&call, edition.product),
                    known.kind,
                    "{}",
                    known.name
                );
            }
        }
        assert_eq!(
            kind_of(&Call::new("CreateVSwitch", ""), &vpc::PRODUCT),
            Some(vpc::VSWITCH)
        );
        assert_eq!(
            kind_of(&Call::new("DescribeRegions", ""), &vpc::PRODUCT),
            None
        );
    }
}
