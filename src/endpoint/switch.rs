//! An endpoint that changes its mind: one axis switches between two options.

use crate::contract::{AxisId, Call, Edition, Kind, LIFECYCLES, Readings, axes, params};
use crate::wire::{Endpoint, Format, Request, Response};

use super::reference::Reference;

/// When the option changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// With each call that consults the axis: each `TagResources`, or for an
    /// axis of listings each call of that listing. The first call takes the
    /// first option.
    EachRequest,
    /// Once, after so many requests of any kind.
    After(u64),
    /// By type: VPCs take the first option, all other types the second.
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

/// The reference with one axis switched by a rule (design §2 m): every single
/// answer of it is defensible, and all of them together are not.
pub struct Switcher(Reference);

impl Switcher {
    /// A switcher of `axis` between two options of it; all other axes follow
    /// `reading`, which is made complete. An option that the axis does not
    /// have counts as its last.
    pub fn new(
        edition: Edition,
        reading: Readings,
        axis: AxisId,
        options: (u8, u8),
        rule: Rule,
    ) -> Self {
        let last = u8::try_from(axis.axis().options.len()).map_or(0, |count| count - 1);
        let options = (options.0.min(last), options.1.min(last));
        let switch = Switch {
            axis,
            options,
            rule,
        };
        Self(Reference::new(edition, reading).with_switch(switch))
    }

    /// The same with another seed, see [`Reference::with_seed`].
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self(self.0.with_seed(seed))
    }
}

impl Endpoint for Switcher {
    fn answer(&self, request: &Request) -> Response {
        self.0.answer(request)
    }
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
        progress: Progress,
    ) -> Readings {
        let second = match self.rule {
            Rule::EachRequest => {
                // What does not count stays with the option of the last that did.
                let place = if self.counts(call) {
                    progress.counted
                } else {
                    progress.counted.saturating_sub(1)
                };
                place % 2 == 1
            }
            Rule::After(requests) => progress.requests >= requests,
            Rule::ByType => kind_of(call).is_some_and(|kind| kind != Kind::Vpc),
            Rule::ByFormat => format == Format::Xml,
        };
        let (one, other) = self.options;
        reading.choosing(self.axis, if second { other } else { one })
    }

    /// Whether a call counts for [`Rule::EachRequest`].
    pub(super) fn counts(&self, call: &Call) -> bool {
        let listing = [
            (axes::LIST_DELETED.id(), params::LIST_TAG_RESOURCES),
            (axes::DESCRIBE_TAGS_SCOPE.id(), params::DESCRIBE_TAGS),
            (
                axes::DESCRIBE_TAG_KEYS_SCOPE.id(),
                params::DESCRIBE_TAG_KEYS,
            ),
            (axes::LIST_TAG_FILTER.id(), params::LIST_TAG_RESOURCES),
            (axes::UNTAG_NOTHING.id(), params::UNTAG_RESOURCES),
        ]
        .into_iter()
        .find(|(axis, _)| *axis == self.axis)
        .map(|(_, action)| action);
        // Between two listings with a filter the state is read back without one.
        let is_filtered = self.axis != axes::LIST_TAG_FILTER.id()
            || call
                .get(&params::field(params::TAG, 1, params::KEY))
                .is_some();
        call.action == listing.unwrap_or(params::TAG_RESOURCES) && is_filtered
    }
}

/// The type that a call is about, in whatever spelling.
fn kind_of(call: &Call) -> Option<Kind> {
    if let Some(name) = call.get(params::RESOURCE_TYPE) {
        // Editions differ in spelling only; fixtures are called like the types.
        return Kind::of_fixture(&name.to_ascii_lowercase());
    }
    LIFECYCLES
        .iter()
        .find(|lifecycle| {
            [lifecycle.create, lifecycle.delete, lifecycle.describe].contains(&call.action.as_str())
        })
        .map(|lifecycle| lifecycle.kind)
}

#[cfg(test)]
mod tests {
    use super::super::client::{Client, HOME};
    use super::*;
    use crate::contract::axis_named;

    fn switcher(axis: &str, one: &str, other: &str, rule: Rule) -> Switcher {
        let axis = axis_named(axis).unwrap();
        let options = (
            axis.axis().option(one).unwrap(),
            axis.axis().option(other).unwrap(),
        );
        let edition = Edition::of_record().clone();
        let readings = edition.readings();
        Switcher::new(edition, readings, axis, options, rule)
    }

    /// Whether a key that is there may be tagged again.
    fn again(client: &Client<'_>, kind: &str, id: &str) -> bool {
        client.tag(kind, &[id], &[("k", "v")]).is_success()
    }

    #[test]
    fn each_tagging_call_takes_the_other_option() {
        let switcher = switcher("existing-key", "overwrite", "rejected", Rule::EachRequest);
        let client = Client::new(&switcher, "me");
        let vpc = client.vpc();
        client.tag("VPC", &[&vpc], &[("k", "v")]);
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push(again(&client, "VPC", &vpc));
            // Other calls between do not count.
            client.tags("VPC", &vpc);
            client.vpc();
        }
        assert_eq!(seen, [false, true, false, true]);
    }

    #[test]
    fn what_does_not_count_stays_with_the_option_of_the_last_that_did() {
        let switcher = switcher(
            "key-case",
            "sensitive",
            "insensitive-keeps-spelling",
            Rule::EachRequest,
        );
        let client = Client::new(&switcher, "me");
        let vpc = client.vpc();
        let untag = [
            ("ResourceType", "VPC"),
            ("ResourceId.1", vpc.as_str()),
            ("TagKey.1", "env"),
        ];
        for left in [1, 0] {
            client.tag("VPC", &[&vpc], &[("Env", "v")]);
            client.done("UnTagResources", &untag);
            assert_eq!(client.tags("VPC", &vpc).len(), left);
        }
    }

    #[test]
    fn each_listing_takes_the_other_option_of_its_axis() {
        let switcher = switcher("list-deleted", "empty", "not-found", Rule::EachRequest);
        let client = Client::new(&switcher, "me");
        let vpc = client.vpc();
        client.done("DeleteVpc", &[("VpcId", &vpc)]);
        let asked = [
            ("RegionId", HOME),
            ("ResourceType", "VPC"),
            ("ResourceId.1", vpc.as_str()),
        ];
        let seen: Vec<bool> = (0..4)
            .map(|_| client.call("ListTagResources", &asked).is_success())
            .collect();
        assert_eq!(seen, [true, false, true, false]);
    }

    #[test]
    fn after_some_requests_the_option_changes_for_good() {
        let switcher = switcher("existing-key", "overwrite", "rejected", Rule::After(4));
        let client = Client::new(&switcher, "me");
        let vpc = client.vpc();
        client.tag("VPC", &[&vpc], &[("k", "v")]);
        let seen: Vec<bool> = (0..4).map(|_| again(&client, "VPC", &vpc)).collect();
        assert_eq!(seen, [true, true, false, false]);
    }

    #[test]
    fn types_and_formats_have_an_option_each() {
        let by_type = switcher("existing-key", "overwrite", "rejected", Rule::ByType);
        let client = Client::new(&by_type, "me");
        let vpc = client.vpc();
        let made = client.done("AllocateEipAddress", &[]);
        let eip = made.text("AllocationId").unwrap();
        for (kind, id, fine) in [("VPC", vpc.as_str(), true), ("EIP", eip, false)] {
            client.tag(kind, &[id], &[("k", "v")]);
            assert_eq!(again(&client, kind, id), fine, "{kind}");
        }
        let by_format = switcher("existing-key", "overwrite", "rejected", Rule::ByFormat);
        let client = Client::new(&by_format, "me");
        let vpc = client.vpc();
        client.tag("VPC", &[&vpc], &[("k", "v")]);
        for _ in 0..2 {
            assert!(again(&client, "VPC", &vpc));
            assert!(!again(&client.in_xml(), "VPC", &vpc));
        }
    }

    #[test]
    fn types_are_known_in_every_spelling_of_every_edition() {
        for edition in crate::contract::EDITIONS {
            for known in edition.types {
                let call = Call::new("TagResources", "").with("ResourceType", known.name);
                assert_eq!(kind_of(&call), known.kind, "{}", known.name);
            }
        }
        assert_eq!(
            kind_of(&Call::new("CreateVSwitch", "")),
            Some(Kind::VSwitch)
        );
        assert_eq!(kind_of(&Call::new("DescribeRegions", "")), None);
    }
}
