//! The two ladders of design §9, climbed once for each type before anything is
//! judged: where fixtures come from, and what shows their tags.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::contract::{Answer, Call, Edition, Kind, params};

use super::client::{Client, How, Reply};
use super::holdings::Holding;
use super::lack::Lack;
use super::provision::{ProvisionError, Wanted, create, delete, is_coming, wait_until_ready};
use super::supply::{
    Provision, Provisioning, Source, Supply, invented, is_answer, is_success, on_it, untag_all,
};
use super::witness::Witness;

/// How long a listing may take to show a tag before it counts as showing none.
const LATE_WITHIN: Duration = Duration::from_secs(2);

/// The pause between two looks at a listing that may be late.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// The key that is put on a resource to see what shows it.
pub(super) const TRIED_KEY: &str = "tagproof";

/// What climbing the ladders found.
pub(super) struct Found {
    /// Of each type.
    pub(super) supplies: BTreeMap<Kind, Supply>,
    /// A resource of each type that can be had.
    pub(super) had: BTreeMap<Kind, String>,
    /// How late tags showed in listings.
    pub(super) late: Late,
}

/// How late tags show in listings.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Late {
    /// The shortest time that one took, if any was late.
    pub(super) seen: Option<Duration>,
    /// Whether one did not show at all.
    given_up: bool,
}

/// Where the ladders are climbed.
pub(super) struct Ground<'a> {
    pub(super) client: &'a Client,
    pub(super) edition: &'a Edition,
    pub(super) account: &'a str,
    pub(super) region: &'a str,
    pub(super) provisioning: &'a Provisioning,
    pub(super) how: How,
}

/// A resource to try things on.
struct Guinea {
    id: String,
    source: Source,
}

/// Why there is no resource to try things on.
enum Nothing {
    /// The target has none, and says why.
    ToBeHad(Lack),
    /// Weather, or somebody asked for an end.
    Known,
}

impl From<ProvisionError> for Nothing {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Lost { .. } => Self::Known,
            ProvisionError::Refused(lack) => Self::ToBeHad(lack),
            late @ ProvisionError::NotReady { .. } => Self::ToBeHad(Lack::told(late.to_string())),
        }
    }
}

impl Ground<'_> {
    /// Climbs both ladders for every type. `vpc` is what came of creating the
    /// first VPC.
    pub(super) fn climb(&self, vpc: Result<String, ProvisionError>) -> Found {
        let mut found = Found {
            supplies: BTreeMap::new(),
            had: BTreeMap::new(),
            late: Late::default(),
        };
        let mut first = Some(vpc);
        for kind in Kind::all() {
            let created = first.take();
            let (creation, source) = self.source(kind, created, &found.had);
            let supply = match source {
                Err(Nothing::ToBeHad(lack)) => Supply {
                    witness: Err(lack.saying(format!("no {} to tag", kind.lifecycle().fixture))),
                    creation,
                    source: Err(lack),
                },
                // That says nothing of the target: cases may have better luck.
                Err(Nothing::Known) => Supply {
                    source: Ok(Source::Api { waits: false }),
                    creation,
                    witness: Ok(Witness::List),
                },
                Ok(guinea) => {
                    let witness = self.witness(kind, &guinea, &mut found.late);
                    found.had.insert(kind, guinea.id);
                    Supply {
                        source: Ok(guinea.source),
                        creation,
                        witness,
                    }
                }
            };
            found.supplies.insert(kind, supply);
        }
        // Who lists the tags of one type lists those of all: what it does not
        // show is not there, and its cases say so.
        let mut supplies = found.supplies.values();
        if supplies.any(|supply| supply.witness == Ok(Witness::List)) {
            for supply in found.supplies.values_mut() {
                if supply.source.is_ok() && matches!(supply.witness, Err(_) | Ok(Witness::Quota)) {
                    supply.witness = Ok(Witness::List);
                }
            }
        }
        found
    }

    /// Gives everything back that was tried on.
    pub(super) fn left(&self, found: &Found) {
        for (kind, id) in &found.had {
            if let Some(shelf) = &self.provisioning.shelf
                && found.supplies[kind].source == Ok(Source::Shelf)
                && self.cleared(*kind, id)
            {
                shelf.give_back(id);
            }
        }
        let mut held = self.client.holdings().list();
        held.reverse();
        for holding in held {
            delete(self.client, &holding);
        }
    }

    /// Whether a type can be created, and a resource of it from the first step
    /// of the ladder that has one.
    fn source(
        &self,
        kind: Kind,
        created: Option<Result<String, ProvisionError>>,
        had: &BTreeMap<Kind, String>,
    ) -> (Result<(), Lack>, Result<Guinea, Nothing>) {
        if self.client.is_stopped() {
            return (Ok(()), Err(Nothing::Known));
        }
        let allowed = self.provisioning.provision;
        let may = |step: Provision| allowed == Provision::Auto || allowed == step;
        let mut lacks: Vec<Lack> = Vec::new();
        let mut creation = Ok(());
        let mut is_lost = false;
        if may(Provision::Api) {
            match self.by_api(kind, created, had) {
                Ok(guinea) => return (creation, Ok(guinea)),
                Err(Nothing::ToBeHad(lack)) => {
                    creation = Err(lack.clone());
                    lacks.push(lack);
                }
                // A target may answer no operation but the one that is judged.
                Err(Nothing::Known) => is_lost = true,
            }
        } else {
            creation = Err(Lack::told("it was told not to create"));
        }
        if may(Provision::Fixtures) {
            match &self.provisioning.shelf {
                Some(lender) => match lender.lend(kind, false, self.region, self.region) {
                    Some(lent) => {
                        self.cleared(kind, &lent.id);
                        let guinea = Guinea {
                            id: lent.id.clone(),
                            source: Source::Shelf,
                        };
                        return (creation, Ok(guinea));
                    }
                    None => lacks.push(Lack::told("the file of fixtures has none")),
                },
                None if allowed == Provision::Fixtures => {
                    lacks.push(Lack::told("there is no file of fixtures"));
                }
                None => {}
            }
        }
        if may(Provision::Invented) {
            match self.takes_invented(kind) {
                Ok(id) => {
                    let guinea = Guinea {
                        id,
                        source: Source::Invented,
                    };
                    return (creation, Ok(guinea));
                }
                Err(lack) => lacks.push(lack),
            }
        }
        let nothing = if is_lost {
            Nothing::Known
        } else {
            Nothing::ToBeHad(joined(&lacks))
        };
        (creation, Err(nothing))
    }

    /// An id that was never issued and is taken all the same.
    fn takes_invented(&self, kind: Kind) -> Result<String, Lack> {
        let id = invented(self.client, kind, self.region);
        let reply = self.tag(kind, &id, &["invented".to_owned()]);
        if is_success(&reply) {
            Ok(id)
        } else {
            let why = format!("an invented id was answered with {}", reply.words());
            Err(Lack::shown(why, &reply))
        }
    }

    fn by_api(
        &self,
        kind: Kind,
        created: Option<Result<String, ProvisionError>>,
        had: &BTreeMap<Kind, String>,
    ) -> Result<Guinea, Nothing> {
        let life = kind.lifecycle();
        if life.billable && self.provisioning.free_only {
            let why = "it costs money, which --billable allows";
            return Err(Nothing::ToBeHad(Lack::told(why)));
        }
        let wanted = Wanted {
            kind,
            account: self.account,
            region: self.region,
            vpc: had.get(&Kind::Vpc).map(String::as_str),
            vswitch: had.get(&Kind::VSwitch).map(String::as_str),
            subnet: 0,
        };
        let again = || create(self.client, &wanted);
        let id = match created {
            Some(created) => created?,
            None => again()?,
        };
        let holding = Holding {
            kind,
            region: self.region.to_owned(),
            account: self.account.to_owned(),
            id: id.clone(),
        };
        let waits = is_coming(self.client, &holding);
        if waits {
            wait_until_ready(self.client, &holding)?;
        }
        // Two VPCs are as many as this takes to see that ids do not differ.
        if kind == Kind::Vpc && again().is_ok_and(|second| second == id) {
            let why = format!("{} answers the same id again", life.create);
            return Err(Nothing::ToBeHad(Lack::told(why)));
        }
        Ok(Guinea {
            id,
            source: Source::Api { waits },
        })
    }

    /// Puts a tag on a fresh resource and looks who shows it.
    fn witness(&self, kind: Kind, guinea: &Guinea, late: &mut Late) -> Result<Witness, Lack> {
        let id = guinea.id.as_str();
        let listing = self.listing(kind, id);
        let tagged = self.tag(kind, id, &[TRIED_KEY.to_owned()]);
        let begun = self.client.now();
        let mut first = None;
        for witness in Witness::ladder(kind) {
            loop {
                let reply = witness.look(self.client, kind, &listing, self.how);
                // A target that refuses this plain call is judged by its cases,
                // and weather says nothing.
                if !is_success(&tagged) {
                    let is_heard = is_answer(&reply) || reply.weather().is_some();
                    if witness == Witness::List && is_heard {
                        return Ok(witness);
                    }
                    break;
                }
                if shows(&reply, id) {
                    if witness == Witness::List && first.is_some() {
                        let seen = self.client.now().saturating_sub(begun);
                        // What else took time makes it no shorter.
                        late.seen = late.seen.map_or(Some(seen), |least| Some(seen.min(least)));
                    }
                    return Ok(witness);
                }
                let shows_nothing = is_success(&reply);
                first.get_or_insert_with(|| {
                    let why = if shows_nothing {
                        format!("{} shows no tag that was just put on", witness.name())
                    } else {
                        format!("{} was answered with {}", witness.name(), reply.words())
                    };
                    Lack::shown(why, &reply)
                });
                let waited = self.client.now().saturating_sub(begun);
                let may_wait = !late.given_up && waited < LATE_WITHIN;
                let has_clock = !self.client.now().is_zero();
                if !(witness == Witness::List && shows_nothing && may_wait && has_clock) {
                    // A listing that shows nothing of one type is not waited
                    // for with the next.
                    late.given_up |= witness == Witness::List && shows_nothing;
                    break;
                }
                self.client.pause(LOOK_AGAIN);
            }
        }
        let (id, there) = match guinea.source {
            // It got a tag when it was tried whether it is taken.
            Source::Invented => (invented(self.client, kind, self.region), 0),
            Source::Api { .. } | Source::Shelf => (id.to_owned(), 1),
        };
        if is_success(&tagged) && self.quota_holds(kind, &id, there) {
            return Ok(Witness::Quota);
        }
        Err(first.unwrap_or_else(|| {
            let name = Witness::List.name();
            Lack::told(format!("{name} gives no answer that can be read"))
        }))
    }

    /// Whether a resource that has some tags takes as many as the edition allows
    /// and no more.
    fn quota_holds(&self, kind: Kind, id: &str, there: usize) -> bool {
        let keys: Vec<String> = (there + 1..=self.edition.quota)
            .map(|n| format!("fill{n}"))
            .collect();
        let filled = self.tag(kind, id, &keys);
        let overfilled = self.tag(kind, id, &["one-more".to_owned()]);
        is_success(&filled)
            && overfilled.answer().is_some_and(|answer| {
                (400..500).contains(&answer.status) && answer.code().is_some()
            })
    }

    /// Takes every tag off a fixture that is not ours, if the target can.
    fn cleared(&self, kind: Kind, id: &str) -> bool {
        let call = untag_all(self.edition, kind, id, self.account, self.region);
        is_success(&self.client.patiently(&call, How::usual()))
    }

    fn listing(&self, kind: Kind, id: &str) -> Call {
        on_it(
            params::LIST_TAG_RESOURCES,
            self.edition,
            kind,
            id,
            self.account,
            self.region,
        )
    }

    fn tag(&self, kind: Kind, id: &str, keys: &[String]) -> Reply {
        let mut call = on_it(
            params::TAG_RESOURCES,
            self.edition,
            kind,
            id,
            self.account,
            self.region,
        );
        for (place, key) in keys.iter().enumerate() {
            call = call
                .with(params::field(params::TAG, place + 1, params::KEY), key)
                .with(
                    params::field(params::TAG, place + 1, params::VALUE),
                    "probe",
                );
        }
        // Putting the same tag on again is neutral for a listing, and a
        // resource that is only tried on is in nobody's way.
        self.client.patiently(&call, self.how)
    }
}

/// All reasons, with the evidence of the first that has any.
fn joined(lacks: &[Lack]) -> Lack {
    let reasons: Vec<&str> = lacks.iter().map(|lack| lack.why.as_str()).collect();
    let evidence = lacks.iter().find(|lack| lack.request.is_some());
    let told = Lack::told(reasons.join(", "));
    evidence.map_or(told.clone(), |lack| lack.saying(told.why))
}

fn shows(reply: &Reply, id: &str) -> bool {
    let rows = reply.answer().and_then(Answer::tag_rows);
    // Which tags they are is for the cases to judge.
    rows.is_some_and(|rows| rows.iter().any(|row| row.resource == id))
}
