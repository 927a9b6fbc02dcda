//! Whether a target keeps regions and accounts apart, by what each sees of the
//! other's.

use crate::contract::{Answer, Call, Kind, Trait, is_of_the_caller, params};

use super::lack::Lack;
use super::ladders::{Found, Ground, TRIED_KEY};
use super::leftovers::rows;
use super::reply::Reply;
use super::shelf::Asked;
use super::supply::{Source, is_success};

/// A resource of the run's own, which the other side is asked about.
pub(super) struct Sides<'a> {
    ground: &'a Ground<'a>,
    of: Option<(Kind, &'a str)>,
    regional: Option<(Kind, &'a str)>,
    is_invented: bool,
    is_lent: bool,
}

/// What one way to get at a resource shows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// It is there: shown, or the call was done to it.
    There,
    /// It is not: another's, or nothing of it is shown.
    Apart,
    /// The caller is not known, or there is no such region.
    Refused,
    /// The call says nothing.
    Nothing,
}

impl<'a> Sides<'a> {
    /// About the first resource that could be had.
    pub(super) fn of(ground: &'a Ground<'a>, found: &'a Found) -> Self {
        let of = found.had.iter().next();
        let is_global = |kind: Kind| kind.lifecycle().has(Trait::Global);
        let mut all = found.had.iter();
        let regional = all.find(|(kind, _)| !is_global(**kind));
        Self {
            ground,
            is_invented: of
                .is_some_and(|(kind, _)| found.supplies[kind].source == Ok(Source::Invented)),
            is_lent: of.is_some_and(|(kind, _)| found.supplies[kind].source == Ok(Source::Shelf)),
            of: of.map(|(kind, id)| (*kind, id.as_str())),
            regional: regional.map(|(kind, id)| (*kind, id.as_str())),
        }
    }

    /// Whether the file of fixtures has a resource of an account in a region.
    fn has_one(&self, kind: Kind, account: &str, region: &str) -> bool {
        let is_others = account != self.ground.account;
        let Some(lender) = &self.ground.provisioning.shelf else {
            return false;
        };
        let lent = lender.lend(Asked {
            kind,
            is_others,
            region,
            own_region: self.ground.region,
        });
        if let Some(fixture) = lent {
            lender.give_back(&fixture.id);
        }
        lent.is_some()
    }

    /// Whether an account in a region, one of which is not the run's own, is
    /// kept apart from the run's own. It is not only where it gets at a resource
    /// in every way that its owner does, or where it is refused itself.
    pub(super) fn apart(&self, account: &str, region: &str) -> Result<(), Lack> {
        // What is in no region says nothing of regions.
        let of = if region == self.ground.region {
            self.of
        } else {
            self.regional
        };
        let Some((kind, id)) = of else {
            return Ok(());
        };
        if self.is_invented {
            // The target learns of an invented id by the call that uses it.
            return Err(Lack::told("an invented id is nobody's and nowhere"));
        }
        if self.is_lent && !self.has_one(kind, account, region) {
            return Err(Lack::told("the file of fixtures has none there"));
        }
        let mut leak = None;
        let mut refusal = None;
        let ways = [
            params::LIST_TAG_RESOURCES,
            kind.lifecycle().describe,
            params::TAG_RESOURCES,
        ];
        for way in ways {
            let of = (kind, id);
            let owners = self.asked(way, of, self.ground.account, self.ground.region);
            if owners.0 != Seen::There {
                continue;
            }
            match self.asked(way, of, account, region) {
                (Seen::Apart, _) => return Ok(()),
                (Seen::There, reply) => leak = Some(reply),
                (Seen::Refused, reply) => refusal = Some(reply),
                (Seen::Nothing, reply) if reply.weather().is_some() => return Ok(()),
                (Seen::Nothing, _) => {}
            }
        }
        match (refusal, leak) {
            (Some(reply), _) => {
                let why = format!("in {region}: answered with {}", reply.words());
                Err(Lack::shown(why, &reply))
            }
            (None, Some(reply)) => {
                let why = format!(
                    "in {region}: not kept apart, the other sees and tags what its owner does"
                );
                Err(Lack::shown(why, &reply))
            }
            (None, None) => Ok(()),
        }
    }

    fn asked(
        &self,
        operation: &str,
        (kind, id): (Kind, &str),
        account: &str,
        region: &str,
    ) -> (Seen, Reply) {
        let client = self.ground.client;
        let call = match operation {
            params::TAG_RESOURCES => self
                .ground
                .on_it_from(operation, kind, id, account, region)
                .with(params::field(params::TAG, 1, params::KEY), TRIED_KEY)
                .with(params::field(params::TAG, 1, params::VALUE), "probe"),
            params::LIST_TAG_RESOURCES => {
                self.ground.on_it_from(operation, kind, id, account, region)
            }
            describe => {
                let asked = kind.lifecycle().asked_for(describe, id);
                let call = Call::new(describe, account).with(params::REGION_ID, region);
                call.with_all(asked)
            }
        };
        let reply = client.patiently(&call, client.usual());
        (seen(&call, kind, id, &reply), reply)
    }
}

fn seen(call: &Call, kind: Kind, id: &str, reply: &Reply) -> Seen {
    let Some(answer) = reply.answer() else {
        return Seen::Nothing;
    };
    if reply.weather().is_some() {
        return Seen::Nothing;
    }
    if let Some(code) = answer.code().filter(|_| !is_success(reply)) {
        let refused = is_of_the_caller(code) || code.starts_with("InvalidRegion");
        return match answer.status {
            _ if refused => Seen::Refused,
            400..500 if !code.starts_with("InvalidAction") => Seen::Apart,
            _ => Seen::Nothing,
        };
    }
    let shows = match call.action.as_str() {
        params::TAG_RESOURCES => return Seen::There,
        params::LIST_TAG_RESOURCES => answer
            .tag_rows()
            .map(|rows| rows.iter().any(|row| row.resource == id)),
        _ => Some(is_described(answer, kind, id)),
    };
    match shows {
        Some(true) => Seen::There,
        Some(false) => Seen::Apart,
        None => Seen::Nothing,
    }
}

fn is_described(answer: &Answer, kind: Kind, id: &str) -> bool {
    let life = kind.lifecycle();
    rows(answer, life)
        .iter()
        .any(|row| row.get(life.id).and_then(|it| it.as_str()) == Some(id))
}
