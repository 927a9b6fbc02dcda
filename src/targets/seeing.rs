//! The ladder of what shows the tags of a type, climbed on a resource of it.

use std::time::Duration;

use crate::contract::{Answer, Kind, params};

use super::lack::Lack;
use super::ladders::{Ground, Late, TRIED_KEY};
use super::reply::Reply;
use super::supply::{Source, invented, is_answer, is_success};
use super::witness::Witness;

/// How long a listing may take to show a tag before it counts as showing none.
const LATE_WITHIN: Duration = Duration::from_secs(2);

/// The pause between two looks at a listing that may be late.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

impl Ground<'_> {
    /// Puts a tag on a fresh resource and looks who shows it.
    pub(super) fn witness(
        &self,
        kind: Kind,
        (id, source): (&str, Source),
        late: &mut Late,
    ) -> Result<Witness, Lack> {
        let listing = self.on_it_from(
            params::LIST_TAG_RESOURCES,
            kind,
            id,
            self.account,
            self.region,
        );
        let tagged = self.tag(kind, id, &[TRIED_KEY.to_owned()]);
        let begun = self.client.now();
        let mut first = None;
        for witness in Witness::ladder(kind) {
            loop {
                let reply = witness.look(self.client, kind, &listing, self.client.usual());
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
        let (id, there) = match source {
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
        let mut parts = keys.chunks(self.edition.tags);
        let is_filled = parts.all(|part| is_success(&self.tag(kind, id, part)));
        let overfilled = self.tag(kind, id, &["one-more".to_owned()]);
        is_filled
            && overfilled.answer().is_some_and(|answer| {
                (400..500).contains(&answer.status) && answer.code().is_some()
            })
    }
}

fn shows(reply: &Reply, id: &str) -> bool {
    let rows = reply.answer().and_then(Answer::tag_rows);
    // Which tags they are is for the cases to judge.
    rows.is_some_and(|rows| rows.iter().any(|row| row.resource == id))
}
