//! Whether a call is refused that was accepted when it was signed.

use crate::contract::{Answer, clauses, params};
use crate::targets::Forgery;

use super::send::exchange_of;
use super::under_way::Attempt;
use crate::check::evidence::{Ended, Event, Exchange, Wrong};

/// What proves nothing, and how it is told.
const FORGERIES: [(Forgery, &str); 2] = [
    (Forgery::Unsigned, "without a signature"),
    (Forgery::Wrong, "with a wrong signature"),
];

impl Attempt<'_> {
    /// Whether the case asks for signatures.
    pub(super) fn is_about_signatures(&self) -> bool {
        self.case.clauses.contains(&clauses::CO_SIGNATURE)
    }

    /// Makes the accepted calls of such a case once more with less proof.
    pub(super) fn forge(&mut self) -> Result<(), Ended> {
        if !self.is_about_signatures() {
            return Ok(());
        }
        let accepted: Vec<Exchange> = self
            .transcript
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Exchange(exchange) => Some(exchange),
                _ => None,
            })
            .filter(|exchange| exchange.call.action == params::TAG_RESOURCES)
            .filter(|exchange| exchange.answer.as_ref().is_ok_and(Answer::is_success))
            .cloned()
            .collect();
        if accepted.is_empty() {
            let what = "no call was accepted that could be made with less proof";
            return Err(Ended::Inconclusive(what.to_owned()));
        }
        for Exchange { call, how, .. } in accepted {
            for (forgery, words) in FORGERIES {
                let reply = self.setting.client.forged(&call, how, forgery);
                let answer = reply.answer();
                let is_refused =
                    answer.is_some_and(|it| (400..500).contains(&it.status) && it.code().is_some());
                let is_accepted = answer.is_some_and(Answer::is_success);
                if reply.weather().is_some() || !(is_refused || is_accepted) {
                    // No refusal was seen.
                    let what = format!("a call {words} was answered with {}", reply.words());
                    return Err(Ended::Inconclusive(what));
                }
                if is_accepted {
                    let exchange = exchange_of(&call, how, reply);
                    self.transcript.events.push(Event::Opinion(exchange));
                    return Err(Ended::Wrong(Wrong {
                        clause: clauses::CO_SIGNATURE,
                        operation: params::TAG_RESOURCES,
                        expected: "refused, as nothing proves who sends it",
                        what: format!("TagResources {words} was accepted"),
                    }));
                }
            }
        }
        Ok(())
    }
}
