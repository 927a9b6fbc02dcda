//! What may have been there: the worlds that a call of unseen resources may have met.

use crate::contract::{Call, Edition, Kind, REGIONS, params};
use crate::model::{Resource, World, kind_of};

use super::known::{Knowledge, Known, is_kindless, named};

/// A world that a call may have met, and the call as it is judged there.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    /// The world.
    pub(super) world: World,
    /// The call.
    pub(super) call: Call,
}

/// The worlds that a tag call may have met, as far as they differ in what they
/// permit.
///
/// The first forbids least: every resource is there, is the caller's, and has
/// the tags that it is known to have and no more. An acceptance that is not
/// permitted there is permitted nowhere. Each other world gives one reason for
/// a refusal to every resource of which that may be true; since a refusal needs
/// one reason only, a mixture of them permits no code that none of them does.
pub(super) fn guesses(known: &Known, edition: &Edition, world: &World, call: &Call) -> Vec<Guess> {
    let place = Place {
        kind: kind_of(edition, call).unwrap_or(edition.product.usual()),
        region: call.get(params::REGION_ID).unwrap_or_default(),
        account: &call.account,
    };
    let unseen: Vec<(String, Knowledge)> = named(call)
        .into_iter()
        .map(|id| (known.of(&id, call, world), id))
        .filter(|(knowledge, _)| *knowledge != Knowledge::Whole)
        .map(|(knowledge, id)| (id, knowledge))
        .collect();
    let build = |alter: &dyn Fn(&mut World, &str, Knowledge)| {
        let mut guess = world.clone();
        for (id, knowledge) in &unseen {
            alter(&mut guess, id, *knowledge);
        }
        guess
    };
    let there = |world: &mut World, id: &str, knowledge| place.there(world, id, knowledge);
    let elsewhere = |place: Place<'_>| {
        build(&move |world, id, knowledge| {
            if knowledge == Knowledge::Nothing {
                place.there(world, id, knowledge);
            }
        })
    };
    let other_region = REGIONS.iter().find(|other| other.id != place.region);
    let mut kinds = edition.product.kinds.iter().copied();
    let other_kind = kinds.find(|kind| *kind != place.kind);
    let other_account = format!("another than {}", place.account);
    let same_keys = tags_of(call, edition.quota);
    let other_keys = fillers(call, edition.quota);
    let filled = |tags: &[(String, String)]| {
        build(&|world, id, knowledge| {
            there(world, id, knowledge);
            let may_have_more = knowledge == Knowledge::Nothing || known.open.contains(id);
            if may_have_more && let Some(mut resource) = world.get(id).cloned() {
                resource.tags.extend(tags.iter().cloned());
                world.put(id, resource);
            }
        })
    };
    let worlds = [
        build(&there),
        world.clone(),
        elsewhere(Place {
            account: &other_account,
            ..place
        }),
        elsewhere(Place {
            region: other_region.map_or("", |other| other.id),
            ..place
        }),
        elsewhere(Place {
            kind: other_kind.unwrap_or(place.kind),
            ..place
        }),
        filled(&same_keys),
        filled(&other_keys),
    ];
    let mut guesses: Vec<Guess> = Vec::new();
    if is_kindless(edition, call) {
        // Resources of that type cannot be followed, so another stands for it.
        let name = edition.type_name(place.kind).to_owned();
        guesses.push(Guess {
            world: worlds[0].clone(),
            call: with_type(call, &name),
        });
    }
    guesses.extend(worlds.into_iter().map(|world| Guess {
        world,
        call: call.clone(),
    }));
    guesses
}

/// Where a call looks for its resources.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    kind: Kind,
    region: &'a str,
    account: &'a str,
}

impl Place<'_> {
    fn there(&self, world: &mut World, id: &str, knowledge: Knowledge) {
        match (knowledge, world.get(id).cloned()) {
            (Knowledge::Foreign, Some(mut resource)) => {
                self.account.clone_into(&mut resource.account);
                world.put(id, resource);
            }
            (Knowledge::Nothing, _) => {
                let resource = Resource::new(self.kind, self.account, self.region, None);
                world.put(id, resource);
            }
            _ => {}
        }
    }
}

/// The keys of a call with values that differ from those it sends.
fn tags_of(call: &Call, most: usize) -> Vec<(String, String)> {
    call.params
        .iter()
        .filter(|(name, _)| name.ends_with(params::KEY))
        .map(|(name, key)| {
            let value = name
                .strip_suffix(params::KEY)
                .and_then(|stem| call.get(&format!("{stem}{}", params::VALUE)));
            (key.clone(), format!("{}-before", value.unwrap_or_default()))
        })
        .take(most)
        .collect()
}

/// As many tags as a resource may have, none with a key of the call.
fn fillers(call: &Call, most: usize) -> Vec<(String, String)> {
    let mut stem = "unseen".to_owned();
    let is_taken = |stem: &str| {
        let keys = call.params.iter().map(|(_, value)| value.to_lowercase());
        keys.into_iter().any(|key| key.starts_with(stem))
    };
    while is_taken(&stem) {
        stem.push('x');
    }
    (0..most)
        .map(|number| (format!("{stem}-{number}"), String::new()))
        .collect()
}

fn with_type(call: &Call, name: &str) -> Call {
    let mut call = call.clone();
    for (parameter, value) in &mut call.params {
        if parameter == params::RESOURCE_TYPE {
            name.clone_into(value);
        }
    }
    call
}
