//! An endpoint that changes its mind: one axis switches between two options.

use crate::contract::{AxisId, Edition, Readings};
use crate::wire::{Endpoint, Request, Response};

use super::reference::Reference;
use super::switch::{Rule, Switch};

/// The reference with one axis switched by a rule: every single
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
}
