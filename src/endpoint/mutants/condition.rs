//! Conditions of a call, under which alone a fault shows.

use crate::contract::{Call, Edition, Kind, REGIONS, Readings, params};
use crate::model::{Check, Model, World};
use crate::wire::{Format, Incoming, Method, Proof, Request};

use super::super::switch::kind_of;

/// One condition of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It is about a type, by its place among those of the product, counted
    /// round where there are fewer.
    Type(usize),
    /// It is about a region, by its place in [`REGIONS`].
    Region(usize),
    /// There are resources of an account whose name comes later.
    Account,
    /// It is a GET.
    Get,
    /// It is a POST with a query.
    Post,
    /// It is a POST with a form.
    Form,
    /// It is a POST with a query and a form.
    Split,
    /// It is signed by RPC-V1, or not at all.
    V1,
    /// It is signed by ACS3.
    Acs3,
    /// A space in it is written as `+`.
    Plus,
    /// One of `*()!'` stands in it as it is.
    Bare,
    /// It is to be answered in JSON.
    Json,
    /// It is to be answered in XML.
    Xml,
    /// The first of its ids or tags that breaks the rule is at this place, from 0.
    At(usize),
    /// So many of its ids or tags come before the first that breaks the rule, or
    /// more.
    Behind(usize),
}

/// A call and what it is answered from.
pub(in crate::endpoint) struct Asked<'a> {
    /// The call.
    pub(in crate::endpoint) incoming: &'a Incoming,
    /// The request that it came in.
    pub(in crate::endpoint) request: &'a Request,
    /// The format of its answer.
    pub(in crate::endpoint) format: Format,
    /// The world before it.
    pub(in crate::endpoint) world: &'a World,
    /// The edition that is followed.
    pub(in crate::endpoint) edition: &'a Edition,
    /// The reading that is followed.
    pub(in crate::endpoint) reading: &'a Readings,
}

impl Condition {
    /// Whether it holds for a call, of which these checks are left out.
    pub(in crate::endpoint) fn holds(self, asked: &Asked<'_>, left_out: &'static [Check]) -> bool {
        let (call, request) = (&asked.incoming.call, asked.request);
        let is_posted = request.method == Method::Post;
        let (has_query, has_form) = (!request.query.is_empty(), !request.body.is_empty());
        let written = |such: &[u8]| {
            let mut bytes = request.query.bytes().chain(request.body.iter().copied());
            bytes.any(|byte| such.contains(&byte))
        };
        let is_acs3 = matches!(asked.incoming.proof, Proof::Acs3 { .. });
        match self {
            Self::Type(place) => {
                let kinds = asked.edition.product.kinds;
                asked.kind() == Some(kinds[place % kinds.len()])
            }
            Self::Region(place) => asked.region() == REGIONS.get(place).map(|region| region.id),
            Self::Account => {
                let mut others = asked.world.iter();
                others.any(|(_, resource)| resource.account > call.account)
            }
            Self::Get => request.method == Method::Get,
            Self::Post => is_posted && !has_form,
            Self::Form => is_posted && has_form && !has_query,
            Self::Split => is_posted && has_form && has_query,
            Self::V1 => !is_acs3,
            Self::Acs3 => is_acs3,
            Self::Plus => written(b"+"),
            Self::Bare => written(b"*()!'"),
            Self::Json => asked.format == Format::Json,
            Self::Xml => asked.format == Format::Xml,
            Self::At(place) => {
                asked.is_broken_by(place + 1, left_out) && !asked.is_broken_by(place, left_out)
            }
            Self::Behind(count) => !asked.is_broken_by(count, left_out),
        }
    }
}

impl Asked<'_> {
    /// The type that the call is about, or else that of what it names.
    fn kind(&self) -> Option<Kind> {
        let named = kind_of(&self.incoming.call, self.edition.product);
        named.or_else(|| Some(self.named()?.kind))
    }

    fn region(&self) -> Option<&str> {
        let said = self.incoming.call.given(params::REGION_ID);
        said.or_else(|| Some(self.named()?.region.as_str()))
    }

    /// The first resource that the call names.
    fn named(&self) -> Option<&crate::model::Resource> {
        let ids = self.incoming.call.indexed(params::RESOURCE_ID);
        ids.into_iter().find_map(|id| self.world.get(id))
    }

    /// Whether the first `count` of the ids or tags that some checks are about
    /// fail one of them.
    fn is_broken_by(&self, count: usize, checks: &'static [Check]) -> bool {
        let list = if checks.iter().any(|check| is_of_ids(*check)) {
            params::RESOURCE_ID
        } else {
            params::TAG
        };
        let first = first(&self.incoming.call, list, count);
        let model = Model::new(self.edition);
        let without = Model {
            skipped: checks,
            ..Model::new(self.edition)
        };
        let [with, without] = [model, without].map(|model| {
            let decision = model.decide(self.world, &first, self.reading);
            decision.permit
        });
        with != without
    }
}

/// A call with the first elements of a list alone.
fn first(call: &Call, list: &str, count: usize) -> Call {
    let is_left = |name: &str| {
        let index = name
            .strip_prefix(list)
            .and_then(|rest| rest.strip_prefix('.'));
        let digits = index.and_then(|index| index.split('.').next());
        let number = digits.and_then(|digits| digits.parse::<usize>().ok());
        number.is_none_or(|number| number <= count)
    };
    let mut first = call.clone();
    first.params.retain(|(name, _)| is_left(name));
    first
}

/// Whether a check looks at ids, and at what they stand for.
fn is_of_ids(check: Check) -> bool {
    matches!(
        check,
        Check::Ids
            | Check::EmptyId
            | Check::IdLimit
            | Check::DuplicateIds
            | Check::IdExists
            | Check::IdAccount
            | Check::IdRegion
            | Check::IdType
            | Check::Quota
    )
}
