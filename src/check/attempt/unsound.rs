//! Fixtures that are none: an id that comes twice, or one that is not there any
//! more though nobody deleted it.

use crate::cases::Action;
use crate::contract::clauses;
use crate::targets::{Holding, ProvisionError, Reply, deletion};

use super::send::exchange_of;
use super::under_way::Attempt;
use crate::check::evidence::{Ended, Event, Exchange, Wrong};

impl Attempt<'_> {
    /// Whether a resource of the attempt goes by an id.
    pub(super) fn has(&self, id: &str) -> bool {
        let mut resources = self.transcript.resources.iter();
        resources.any(|there| there.bound.id == id)
    }

    /// Ends an attempt whose fixture has the id of another.
    pub(super) fn repeated(&mut self, error: &ProvisionError) -> Ended {
        if let ProvisionError::Repeated {
            operation,
            call,
            reply,
            ..
        } = error
        {
            let how = self.setting.client.usual();
            let exchange = exchange_of(call, how, (**reply).clone());
            self.transcript.events.push(Event::Opinion(exchange));
            return Ended::Wrong(Wrong {
                clause: clauses::CO_CREATE_ID,
                operation,
                expected: "an id that no other resource has",
                what: error.to_string(),
            });
        }
        Ended::Inconclusive(error.to_string())
    }

    /// What is wrong if a fixture could not be deleted as it was gone, in a case
    /// that deletes nothing itself.
    pub(super) fn vanished(
        &self,
        holding: &Holding,
        reply: &Reply,
    ) -> Option<(Wrong, Box<Exchange>)> {
        let operation = holding.kind.lifecycle().delete;
        let mut steps = self.case.steps.iter();
        let is_deleted = steps.any(|step| step.action == Action::Delete);
        let is_known = self.setting.capabilities.wrong.contains_key(operation);
        if is_deleted || is_known {
            return None;
        }
        let wrong = Wrong {
            clause: clauses::CO_GONE,
            operation,
            expected: "a resource that is there until it is deleted",
            what: format!(
                "{operation} was answered with {}, and nobody had deleted {}",
                reply.words(),
                holding.id
            ),
        };
        let how = self.setting.client.usual();
        let exchange = exchange_of(&deletion(holding), how, reply.clone());
        Some((wrong, Box::new(exchange)))
    }
}
