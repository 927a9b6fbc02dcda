//! What the probes made goes again, which shows how long that takes.

use std::time::Duration;

use super::holdings::Holding;
use super::ladders::{Found, Ground};
use super::provision::{delete, is_shown, wait_until_gone};
use super::supply::{Source, is_success};

/// How long a deleted resource may be shown and count as gone at once.
const GOES_AT_ONCE: Duration = Duration::from_millis(50);

impl Ground<'_> {
    /// Gives everything back that was tried on; whether what is deleted takes
    /// its time to go.
    pub(super) fn left(&self, found: &Found) -> bool {
        for (kind, id) in &found.had {
            if let Some(shelf) = &self.provisioning.shelf
                && found.supplies[kind].source == Ok(Source::Shelf)
            {
                if self.cleared(*kind, id) {
                    shelf.give_back(id);
                } else {
                    shelf.take_worn(id);
                }
            }
        }
        let client = self.client;
        let mut held = client.holdings().list();
        held.reverse();
        let mut going: Vec<Holding> = Vec::new();
        for holding in held {
            let reply = delete(client, &holding);
            if !is_success(&reply) || client.now().is_zero() {
                continue;
            }
            if !going.is_empty() || is_shown(client, &holding) {
                client.pause(GOES_AT_ONCE);
                if !going.is_empty() || is_shown(client, &holding) {
                    going.push(holding);
                }
            }
        }
        // What could not go before what lives in it can now.
        if !client.holdings().list().is_empty()
            && going.iter().all(|it| wait_until_gone(client, it))
        {
            for holding in client.holdings().list().iter().rev() {
                delete(client, holding);
            }
        }
        !going.is_empty()
    }
}
