//! Abilities by name: which of them a target has, and which are not to be used.

use crate::contract::{Ability, Kind};

use super::capabilities::Capabilities;
use super::lack::Lack;
use super::supply::Supply;

/// Why something is not used that the target may well be able to do.
const LEFT_OUT: &str = "it is left out of the verdict";

impl Capabilities {
    /// What shows that the target lacks an ability, if it does.
    pub fn lack(&self, ability: Ability) -> Option<Lack> {
        let of = |able: &Result<(), Lack>| able.as_ref().err().cloned();
        match ability {
            Ability::Json => of(&self.json),
            Ability::Xml => of(&self.xml),
            Ability::Get => of(&self.get),
            Ability::Post => of(&self.post),
            Ability::Form => of(&self.form),
            Ability::Regions => of(&self.other_region),
            Ability::Accounts => of(&self.other_account),
            Ability::Signatures => self.signatures.as_ref().and_then(of),
            Ability::AtOnce => of(&self.at_once),
            Ability::Create => self.lacks_creation(),
            Ability::Type(kind) => self.lacks_type(kind),
            Ability::Operation(name) => self.companions.get(name).and_then(of),
        }
    }

    /// A type that is there and that cannot be created, or any if none can be.
    fn lacks_creation(&self) -> Option<Lack> {
        let lack = |supply: &Supply| supply.creation.as_ref().err().cloned();
        let lent = self.supplies.values().find_map(|supply| {
            let is_there = supply.source.is_ok();
            lack(supply).filter(|_| is_there)
        });
        let mut supplies = self.supplies.values();
        let is_one_made = supplies.any(|supply| supply.creation.is_ok());
        lent.or_else(|| {
            let first = self.supplies.values().find_map(lack);
            first.filter(|_| !is_one_made)
        })
    }

    fn lacks_type(&self, kind: Kind) -> Option<Lack> {
        match self.supplies.get(&kind).map(|supply| &supply.source) {
            Some(Ok(_)) => None,
            Some(Err(lack)) => Some(lack.clone()),
            None => Some(Lack::told("it was not tried")),
        }
    }

    /// The same without using some abilities.
    #[must_use]
    pub fn leaving_out(mut self, abilities: impl IntoIterator<Item = Ability>) -> Self {
        let left_out = || Err(Lack::told(LEFT_OUT));
        for ability in abilities {
            match ability {
                Ability::Json => self.json = left_out(),
                Ability::Xml => self.xml = left_out(),
                Ability::Get => self.get = left_out(),
                Ability::Post => self.post = left_out(),
                Ability::Form => self.form = left_out(),
                Ability::Regions => {
                    self.other_region = left_out();
                    self.third_region = left_out();
                }
                Ability::Accounts => self.other_account = left_out(),
                Ability::AtOnce => self.at_once = left_out(),
                // Only cases that need them use them, and those are left out; a
                // vSwitch may still be the parent of something else, and a
                // listing shows what there is.
                Ability::Type(_)
                | Ability::Signatures
                | Ability::Create
                | Ability::Operation(_) => {}
            }
        }
        self
    }
}
