//! The ladder of where fixtures come from, climbed once for each type before
//! anything is judged.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::contract::{Answer, Call, Edition, Kind, Lodging, Trait, params};

use super::client::Client;
use super::holdings::Holding;
use super::lack::Lack;
use super::provision::{ProvisionError, Wanted, create, is_coming, wait_until_ready};
use super::reply::Reply;
use super::shelf::Asked;
use super::supply::{
    Provision, Provisioning, Source, Supply, invented, is_success, on_it, untag_all,
};
use super::witness::Witness;

/// A resource that takes longer to come is one to use again, a VPC sooner than
/// others, of which most cases have one.
const COMES_SLOWLY: (Duration, Duration) = (Duration::from_millis(300), Duration::from_secs(1));

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
    /// Whether resources take their time to come.
    pub(super) comes_slowly: bool,
}

/// How late tags show in listings.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Late {
    /// The shortest time that one took, if any was late.
    pub(super) seen: Option<Duration>,
    /// Whether one did not show at all.
    pub(super) given_up: bool,
}

/// Where the ladders are climbed.
pub(super) struct Ground<'a> {
    pub(super) client: &'a Client,
    pub(super) edition: &'a Edition,
    pub(super) account: &'a str,
    pub(super) region: &'a str,
    pub(super) provisioning: &'a Provisioning,
}

/// A resource to try things on.
struct Guinea {
    id: String,
    source: Source,
    in_inner: bool,
    comes_slowly: bool,
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
            ref again @ ProvisionError::Repeated { ref reply, .. } => {
                Self::ToBeHad(Lack::shown(again.to_string(), reply))
            }
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
            comes_slowly: false,
        };
        let mut first = Some(vpc);
        for kind in self.edition.product.kinds.iter().copied() {
            let created = first.take();
            let (creation, source) = self.source(kind, created, &found.had);
            let supply = match source {
                Err(Nothing::ToBeHad(lack)) => Supply {
                    witness: Err(lack.saying(format!("no {} to tag", kind.lifecycle().fixture))),
                    creation,
                    in_inner: false,
                    source: Err(lack),
                    refuses_unknown: self.refuses_unknown(kind),
                },
                // That says nothing of the target: cases may have better luck.
                Err(Nothing::Known) => Supply {
                    source: Ok(Source::Api { waits: false }),
                    creation,
                    in_inner: is_in_inner(kind),
                    witness: Ok(Witness::List),
                    refuses_unknown: false,
                },
                Ok(guinea) => {
                    let witness = self.witness(kind, (&guinea.id, guinea.source), &mut found.late);
                    found.comes_slowly |= guinea.comes_slowly;
                    found.had.insert(kind, guinea.id);
                    Supply {
                        source: Ok(guinea.source),
                        creation,
                        in_inner: guinea.in_inner,
                        witness,
                        refuses_unknown: false,
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
                Some(lender) => match lender.lend(Asked::own(kind, self.region)) {
                    Some(lent) => {
                        self.cleared(kind, &lent.id);
                        let guinea = Guinea {
                            id: lent.id.clone(),
                            source: Source::Shelf,
                            in_inner: false,
                            comes_slowly: false,
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
                        in_inner: false,
                        comes_slowly: false,
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

    /// Whether a plain call on an id that no resource has is refused for it.
    fn refuses_unknown(&self, kind: Kind) -> bool {
        let id = invented(self.client, kind, self.region);
        let reply = self.tag(kind, &id, &[TRIED_KEY.to_owned()]);
        let code = reply.answer().and_then(Answer::code);
        code.is_some_and(|code| self.edition.refusals.unknown_id.has(code))
    }

    fn by_api(
        &self,
        kind: Kind,
        created: Option<Result<String, ProvisionError>>,
        had: &BTreeMap<Kind, String>,
    ) -> Result<Guinea, Nothing> {
        let life = kind.lifecycle();
        if life.has(Trait::Billable) && self.provisioning.free_only {
            let why = "it costs money, which --billable allows";
            return Err(Nothing::ToBeHad(Lack::told(why)));
        }
        let had = |kind: Option<Kind>| kind.and_then(|kind| had.get(&kind)).map(String::as_str);
        let inner = had(life.inner.map(|(inner, _)| inner));
        let made = |in_inner: bool| {
            let wanted = Wanted {
                kind,
                account: self.account,
                region: self.region,
                parent: had(life.parent),
                inner: inner.filter(|_| in_inner),
                number: 0,
            };
            create(self.client, &wanted)
        };
        let mut in_inner = is_in_inner(kind) && inner.is_some();
        let begun = || (self.client.now(), self.client.met_weather());
        let mut since = begun();
        let mut first = match created {
            Some(created) => created,
            None => made(in_inner),
        };
        if matches!(first, Err(ProvisionError::Refused(_)))
            && inner.is_some()
            && let Ok(other) = made(!in_inner)
        {
            in_inner = !in_inner;
            first = Ok(other);
        }
        let id = first?;
        let holding = |id: &str| Holding {
            kind,
            region: self.region.to_owned(),
            account: self.account.to_owned(),
            id: id.to_owned(),
        };
        let waits = is_coming(self.client, &holding(&id));
        if waits {
            wait_until_ready(self.client, &holding(&id))?;
        }
        let mut limit = COMES_SLOWLY.1;
        // The second comes after whatever the first one had to wait for.
        if kind == self.edition.product.usual() {
            since = begun();
            limit = COMES_SLOWLY.0;
            if let Ok(second) = made(false)
                && waits
            {
                wait_until_ready(self.client, &holding(&second))?;
            }
        }
        Ok(Guinea {
            id,
            source: Source::Api { waits },
            in_inner,
            // An answer that never came was waited for by chance.
            comes_slowly: self.client.now().saturating_sub(since.0) > limit
                && self.client.met_weather() == since.1,
        })
    }

    /// Takes every tag off a fixture that is not ours, if the target can.
    pub(super) fn cleared(&self, kind: Kind, id: &str) -> bool {
        let call = untag_all(self.edition, kind, id, self.account, self.region);
        is_success(&self.client.patiently(&call, self.client.usual()))
    }

    pub(super) fn tag(&self, kind: Kind, id: &str, keys: &[String]) -> Reply {
        let call = self.tagging(kind, id, keys);
        // Putting the same tag on again is neutral for a listing, and a
        // resource that is only tried on is in nobody's way.
        self.client.patiently(&call, self.client.usual())
    }

    /// The call that puts tags with some keys on a resource.
    pub(super) fn tagging(&self, kind: Kind, id: &str, keys: &[String]) -> Call {
        let on_it = self.on_it_from(params::TAG_RESOURCES, kind, id, self.account, self.region);
        keys.iter().enumerate().fold(on_it, |call, (place, key)| {
            call.with(params::field(params::TAG, place + 1, params::KEY), key)
                .with(
                    params::field(params::TAG, place + 1, params::VALUE),
                    "probe",
                )
        })
    }

    /// A call on one resource by somebody somewhere.
    pub(super) fn on_it_from(
        &self,
        operation: &str,
        kind: Kind,
        id: &str,
        account: &str,
        region: &str,
    ) -> Call {
        on_it(operation, self.edition, kind, id, account, region)
    }
}

/// Whether a type is created in something besides its parent, unless a target
/// refuses that.
fn is_in_inner(kind: Kind) -> bool {
    let inner = kind.lifecycle().inner;
    inner.is_some_and(|(_, asked)| asked == Lodging::Usually)
}

/// All reasons, with the evidence of the first that has any.
fn joined(lacks: &[Lack]) -> Lack {
    let reasons: Vec<&str> = lacks.iter().map(|lack| lack.why.as_str()).collect();
    let evidence = lacks.iter().find(|lack| lack.request.is_some());
    let told = Lack::told(reasons.join(", "));
    evidence.map_or(told.clone(), |lack| lack.saying(told.why))
}
