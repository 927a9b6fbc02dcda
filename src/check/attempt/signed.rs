//! Whether a call is refused that was accepted when it was signed.

use crate::cases::Side;
use crate::contract::{Answer, Call, ClauseId, clauses, params};
use crate::targets::{Forgery, How, Reply};

use super::send::exchange_of;
use super::under_way::Attempt;
use crate::check::evidence::{Ended, Event, Exchange, Role, Wrong};

/// What proves nothing, the clause that refuses it, and how it is told.
const FORGERIES: [(Forgery, ClauseId, &str); 9] = [
    (
        Forgery::Unsigned,
        clauses::CO_SIGNATURE,
        "without a signature",
    ),
    (
        Forgery::Wrong,
        clauses::CO_SIGNATURE,
        "with a wrong signature",
    ),
    (
        Forgery::Changed,
        clauses::CO_SIGNED_PARAMETERS,
        "with a value that was changed after it was signed",
    ),
    (
        Forgery::Added,
        clauses::CO_SIGNED_PARAMETERS,
        "with a parameter that was added after it was signed",
    ),
    (
        Forgery::WithoutNonce,
        clauses::CO_SIGNED_ENVELOPE,
        "without a nonce",
    ),
    (
        Forgery::WithoutTime,
        clauses::CO_SIGNED_ENVELOPE,
        "without a time",
    ),
    (
        Forgery::Stale,
        clauses::CO_TIMESTAMP,
        "that was signed two days ago",
    ),
    (
        Forgery::Future,
        clauses::CO_TIMESTAMP,
        "that is dated two days ahead",
    ),
    (
        Forgery::Stranger,
        clauses::CO_ACCESS_KEY,
        "by an access key that nobody has",
    ),
];

/// What came of a call that should be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Refused,
    Accepted,
    Neither,
}

impl Attempt<'_> {
    /// Whether the case asks for signatures.
    pub(super) fn is_about_signatures(&self) -> bool {
        let mut clauses = self.case.clauses.iter();
        clauses.any(|clause| clauses::OF_SIGNATURES.contains(clause))
    }

    /// Makes the accepted call of such a case once more with less proof; each time
    /// with another key, so that nothing else refuses it.
    pub(super) fn forge(&mut self) -> Result<(), Ended> {
        if !self.is_about_signatures() {
            return Ok(());
        }
        let mut exchanges = self
            .transcript
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Exchange(exchange) => Some(exchange),
                _ => None,
            });
        let accepted = exchanges.find(|exchange| {
            let answer = exchange.answer.as_ref();
            matches!(exchange.role, Role::Step(_))
                && exchange.call.action == params::TAG_RESOURCES
                && answer.is_ok_and(Answer::is_success)
        });
        let Some(Exchange { call, how, .. }) = accepted.cloned() else {
            let what = "no call was accepted that could be made with less proof";
            return Err(Ended::Inconclusive(what.to_owned()));
        };
        let key = params::field(params::TAG, 1, params::KEY);
        for (number, (forgery, clause, words)) in FORGERIES.into_iter().enumerate() {
            let client = self.setting.client;
            if self.case.clauses.contains(&clause) && client.can_forge(how, forgery) {
                let mut forged = call.clone();
                let mut params = forged.params.iter_mut();
                if let Some((_, text)) = params.find(|(name, _)| *name == key) {
                    *text = format!("forged-{number}");
                }
                let reply = client.forged(&forged, how, forgery);
                let came = match came_of(&reply) {
                    // Who finds nothing that a stranger has took the stranger for somebody.
                    Came::Refused if forgery == Forgery::Stranger && self.looked(&reply) => {
                        Came::Accepted
                    }
                    came => came,
                };
                self.is_refused(came, &forged, how, reply, (clause, words))?;
            }
        }
        if self.case.clauses.contains(&clauses::CO_NONCE) {
            self.replay(&call, how)?;
        }
        Ok(())
    }

    /// Sends a listing twice, byte for byte: a call that tags might be refused the
    /// second time for what the first one did.
    fn replay(&mut self, call: &Call, how: How) -> Result<(), Ended> {
        let kept = [params::REGION_ID, params::RESOURCE_TYPE];
        let first = params::element(params::RESOURCE_ID, 1);
        let mut listing = Call::new(params::LIST_TAG_RESOURCES, self.binding.account(Side::Own));
        let params = call.params.iter().cloned();
        listing.params = params
            .filter(|(name, _)| kept.contains(&name.as_str()) || *name == first)
            .collect();
        let [once, again] = self.setting.client.replayed(&listing, how);
        if !once.answer().is_some_and(Answer::is_success) {
            let what = format!("a listing was answered with {}", once.words());
            return Err(Ended::Inconclusive(what));
        }
        let words = "with a nonce that was used before";
        let came = came_of(&again);
        self.is_refused(came, &listing, how, again, (clauses::CO_NONCE, words))
    }

    /// Whether a call was refused as the resources that it names are not there. That
    /// it is forbidden may be said of the caller.
    fn looked(&self, reply: &Reply) -> bool {
        let unknown = self.setting.edition.refusals.unknown_id;
        let code = reply.answer().and_then(Answer::code);
        code.is_some_and(|code| unknown.has(code))
    }

    /// Nothing, if a call that proves nothing was refused.
    fn is_refused(
        &mut self,
        came: Came,
        call: &Call,
        how: How,
        reply: Reply,
        (clause, words): (ClauseId, &str),
    ) -> Result<(), Ended> {
        match came {
            Came::Refused => Ok(()),
            // No refusal was seen.
            Came::Neither => {
                let what = format!("a call {words} was answered with {}", reply.words());
                Err(Ended::Inconclusive(what))
            }
            Came::Accepted => {
                let exchange = exchange_of(call, how, reply);
                self.transcript.events.push(Event::Opinion(exchange));
                Err(Ended::Wrong(Wrong {
                    clause,
                    // Whatever is called, the gate before it is wrong.
                    operation: params::TAG_RESOURCES,
                    expected: "refused, as nothing proves who sends it",
                    what: format!("{} {words} was accepted", call.action),
                }))
            }
        }
    }
}

fn came_of(reply: &Reply) -> Came {
    let answer = reply.answer();
    let is_refused =
        answer.is_some_and(|it| (400..500).contains(&it.status) && it.code().is_some());
    if reply.weather().is_some() {
        Came::Neither
    } else if is_refused {
        Came::Refused
    } else if answer.is_some_and(Answer::is_success) {
        Came::Accepted
    } else {
        Came::Neither
    }
}
