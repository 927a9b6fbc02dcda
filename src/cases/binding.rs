//! Binds a case to real ids, regions and accounts, and writes its calls.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::contract::{Call, Edition, Kind, params, third_region, usual_regions};
use crate::model::{Change, Resource, World};

use super::case::{Action, Case, Need, Side, Step};

/// What the names in a case stand for.
#[derive(Debug, Clone)]
pub struct Binding<'a> {
    /// The edition, for spellings and limits.
    pub edition: &'a Edition,
    /// The run's region, the other one, and a third.
    pub regions: [String; 3],
    /// The run's account and the other one.
    pub accounts: [String; 2],
    /// Two types that stand for each other, where one cannot be had.
    pub exchanged: Option<(Kind, Kind)>,
    resources: BTreeMap<String, Bound>,
}

/// A fixture that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The id that the target issued.
    pub id: String,
    /// Its type.
    pub kind: Kind,
    /// Its region.
    pub region: Side,
    /// Its account.
    pub account: Side,
    /// Id of the VPC that it lives in.
    pub parent: Option<String>,
}

/// The two account names of cases, in the order of [`Side`].
pub const ACCOUNTS: [&str; 2] = ["own", "other"];

/// Every account in every region.
pub fn places(regions: &[String; 2]) -> Vec<(String, String)> {
    let of = |account: &str| {
        let account = account.to_owned();
        all_regions(regions).map(|region| (account.clone(), region))
    };
    ACCOUNTS.into_iter().flat_map(of).collect()
}

/// A run's two regions and a third.
fn all_regions(regions: &[String; 2]) -> [String; 3] {
    let [own, other] = regions.clone();
    [own, other, third_region(regions).to_owned()]
}

impl<'a> Binding<'a> {
    /// A binding without resources yet.
    pub fn new(edition: &'a Edition, regions: &[String; 2]) -> Self {
        Self {
            edition,
            regions: all_regions(regions),
            accounts: ACCOUNTS.map(str::to_owned),
            exchanged: None,
            resources: BTreeMap::new(),
        }
    }

    /// A binding of all that a case needs to made-up ids, for looking at the
    /// case without a target.
    pub fn symbolic(edition: &'a Edition, case: &Case) -> Self {
        let mut binding = Self::new(edition, &usual_regions());
        for need in &case.needs {
            binding.bind_symbolically(need);
        }
        binding
    }

    /// Binds one more fixture to a made-up id.
    pub fn bind_symbolically(&mut self, need: &Need) -> Bound {
        let id = format!(
            "{}fixture{}",
            need.kind.lifecycle().prefix,
            self.resources.len() + 1
        );
        let bound = Bound {
            id,
            kind: need.kind,
            region: need.region,
            account: need.account,
            parent: None,
        };
        self.bind(&need.name, bound.clone());
        bound
    }

    /// Binds a name.
    pub fn bind(&mut self, name: &str, bound: Bound) {
        self.resources.insert(name.to_owned(), bound);
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&Bound> {
        self.resources.get(name)
    }

    /// Every binding by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Bound)> {
        self.resources
            .iter()
            .map(|(name, bound)| (name.as_str(), bound))
    }

    /// The same for a target that has no third region: the run's own stands for
    /// it.
    #[must_use]
    pub fn without_third_region(mut self) -> Self {
        let [own, _, third] = &mut self.regions;
        third.clone_from(own);
        self
    }

    /// The region of a side.
    pub fn region(&self, side: Side) -> &str {
        &self.regions[side as usize]
    }

    /// The account of a side.
    pub fn account(&self, side: Side) -> &str {
        &self.accounts[side as usize]
    }

    /// The world in which every bound resource is there, without tags.
    pub fn world(&self) -> World {
        let mut world = World::default();
        for bound in self.resources.values() {
            world.apply(&self.creation(bound));
        }
        world
    }

    /// The change that a bound resource is there.
    pub fn creation(&self, bound: &Bound) -> Change {
        let resource = Resource::new(
            bound.kind,
            self.account(bound.account),
            self.region(bound.region),
            bound.parent.as_deref(),
        );
        Change::Create(bound.id.clone(), resource)
    }

    /// The call of a step. Create and delete steps have none, as they are the
    /// target's affair, nor have those that wait.
    pub fn call(&self, step: &Step) -> Call {
        let action = match step.action {
            Action::Tag | Action::Create | Action::Delete | Action::Rest => params::TAG_RESOURCES,
            Action::Untag => self.edition.product.untag,
            Action::List => params::LIST_TAG_RESOURCES,
            Action::DescribeTags => params::DESCRIBE_TAGS,
            Action::DescribeTagKeys => params::DESCRIBE_TAG_KEYS,
        };
        let mut call = Call::new(action, self.account(step.account));
        if let Some(raw) = &step.raw {
            call.params = parse_query(&self.expand(raw));
            return call;
        }
        call = call.with(params::REGION_ID, self.step_region(step));
        if let Some(name) = self.step_type(step) {
            call = call.with(params::RESOURCE_TYPE, name);
        }
        for (place, id) in step.ids.iter().enumerate() {
            call = call.with(params::element(params::RESOURCE_ID, place + 1), self.id(id));
        }
        for (place, (key, value)) in step.tags.iter().enumerate() {
            let fields = [(params::KEY, key), (params::VALUE, value)];
            for (name, text) in fields {
                if let Some(text) = text {
                    call = call.with(
                        params::field(params::TAG, place + 1, name),
                        self.expand(text),
                    );
                }
            }
        }
        for (place, key) in step.keys.iter().enumerate() {
            call = call.with(
                params::element(params::TAG_KEY, place + 1),
                self.expand(key),
            );
        }
        if step.all {
            call = call.with(params::ALL, "true");
        }
        if let Some(keyword) = &step.keyword {
            call = call.with(params::KEYWORD, self.expand(keyword));
        }
        call.params.retain(|(name, _)| !step.omit.contains(name));
        for (name, value) in &step.set {
            let value = self.expand(value);
            if name == "Action" {
                call.action = value;
                continue;
            }
            match call.params.iter_mut().find(|(there, _)| there == name) {
                Some((_, there)) => *there = value,
                None => call.params.push((name.clone(), value)),
            }
        }
        for (name, value) in &step.add {
            call.params.push((name.clone(), self.expand(value)));
        }
        call
    }

    /// The literal query of a step, if it has one.
    pub fn raw(&self, step: &Step) -> Option<String> {
        step.raw.as_ref().map(|raw| self.expand(raw))
    }

    /// The id that a name in a step stands for.
    pub fn id(&self, name: &str) -> String {
        match name.strip_prefix('=') {
            Some(literal) => self.expand(literal),
            None => self
                .get(name)
                .map_or_else(|| name.to_owned(), |bound| bound.id.clone()),
        }
    }

    fn step_region(&self, step: &Step) -> String {
        let named = step.region.as_deref();
        match (named.and_then(Side::region_named), named) {
            (Some(side), _) => self.region(side).to_owned(),
            (None, Some(literal)) => literal.to_owned(),
            (None, None) => {
                let side = step
                    .ids
                    .iter()
                    .find_map(|id| self.get(id))
                    .map_or(Side::Own, |bound| bound.region);
                self.region(side).to_owned()
            }
        }
    }

    fn step_type(&self, step: &Step) -> Option<String> {
        if let Some(name) = &step.resource_type {
            return Some(self.type_spelling(name));
        }
        let kind = step
            .ids
            .iter()
            .find_map(|id| self.get(id))
            .map(|bound| bound.kind);
        match step.action {
            // These two have an optional type, so it is sent when asked for.
            Action::DescribeTags | Action::DescribeTagKeys if step.ids.is_empty() => None,
            _ => Some(
                self.edition
                    .type_name(kind.unwrap_or_else(|| self.kind(self.edition.product.usual())))
                    .to_owned(),
            ),
        }
    }

    /// A type as it is written: `@vpc` is the edition's spelling of the
    /// fixture's type, `@vpc:odd-case` the same in a letter case that is not
    /// the edition's, and anything else is literal.
    fn type_spelling(&self, name: &str) -> String {
        let Some(fixture) = name.strip_prefix('@') else {
            return self.exchanged_name(name);
        };
        let (fixture, odd_case) = match fixture.strip_suffix(":odd-case") {
            Some(fixture) => (fixture, true),
            None => (fixture, false),
        };
        let Some(kind) = self.edition.product.kind_named(fixture) else {
            return name.to_owned();
        };
        let spelt = self.edition.type_name(self.kind(kind));
        if !odd_case {
            return spelt.to_owned();
        }
        let lower = spelt.to_lowercase();
        if lower == spelt {
            spelt.to_uppercase()
        } else {
            lower
        }
    }

    /// The type that stands for one.
    pub fn kind(&self, kind: Kind) -> Kind {
        match self.exchanged {
            Some((one, other)) if kind == one => other,
            Some((one, other)) if kind == other => one,
            _ => kind,
        }
    }

    /// A literal type, that of what stands for it where it is of one.
    fn exchanged_name(&self, name: &str) -> String {
        let kinds = self
            .exchanged
            .into_iter()
            .flat_map(|(one, other)| [one, other]);
        for kind in kinds {
            let (own, instead) = (
                self.edition.type_name(kind),
                self.edition.type_name(self.kind(kind)),
            );
            if name == own {
                return instead.to_owned();
            }
            if name == own.to_lowercase() {
                return instead.to_lowercase();
            }
        }
        name.to_owned()
    }
}

fn parse_query(raw: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    raw.split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding() -> Binding<'static> {
        let mut binding = Binding::new(Edition::of_record(), &["r1".to_owned(), "r2".to_owned()]);
        binding
            .bind_symbolically(&Need::parse("vpc", Edition::of_record().product).expect("a name"));
        binding
    }

    #[test]
    fn a_step_becomes_the_call_that_it_says() {
        let mut step = Step::tag(&["vpc", "=vpc-none"], &[("k", "v")]);
        step.omit = vec!["RegionId".to_owned()];
        step.set = vec![("Tag.3.Key".to_owned(), "x".to_owned())];
        let call = binding().call(&step);
        let expected = [
            ("ResourceType", "VPC"),
            ("ResourceId.1", "vpc-fixture1"),
            ("ResourceId.2", "vpc-none"),
            ("Tag.1.Key", "k"),
            ("Tag.1.Value", "v"),
            ("Tag.3.Key", "x"),
        ];
        assert_eq!(
            call.params,
            expected.map(|(n, v)| (n.to_owned(), v.to_owned()))
        );
    }
}
