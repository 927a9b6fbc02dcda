//! Deletes what a run made, and what it may have made.

use std::time::Duration;

use crate::contract::{Answer, Call, params};

use super::client::Client;
use super::holdings::Holding;
use super::leftovers::named;
use super::provision::{delete, may_go_later, says_gone};

/// Rounds over what refuses to be deleted; children of some types are gone
/// later than their deletion is answered.
const ROUNDS: u32 = 5;

/// The pause after the first round; each further one is twice as long. Together they
/// are what is waited for: after the first round nothing is waited for by itself.
const FIRST_PAUSE: Duration = Duration::from_millis(600);

/// Deletions in a row without an answer after which the target counts as gone.
const GONE_AFTER: usize = 2;

/// Deletes what is held, children before parents, and what a creation
/// without an answer may have left in `places`, pairs of account and region.
/// What could not be deleted is returned.
///
/// It takes no longer than a few rounds, and gives up when nothing answers.
pub fn release(client: &Client, places: &[(String, String)]) -> Vec<Holding> {
    let client = &client.clone().with_stop(std::sync::Arc::default());
    let holdings = client.holdings();
    if client.is_gone() {
        return holdings.list();
    }
    // Where nothing ever answered, one more try is enough.
    let mut unsure = holdings.was_unsure() && (client.answered() > 0 || answers(client, places));
    let mut pause = FIRST_PAUSE;
    for round in 0..ROUNDS {
        if round > 0 {
            client.pause(pause);
            pause *= 2;
        }
        unsure = unsure && !has_found_all(client, places);
        let deleted = delete_all(client, holdings.list());
        if deleted.is_gone || (!unsure && !deleted.is_worth_a_round) {
            break;
        }
    }
    // Whoever asks again looks again.
    if unsure {
        holdings.may_be_more();
    }
    holdings.list()
}

/// Takes what a creation without an answer may have left; whether every
/// place could be looked at.
fn has_found_all(client: &Client, places: &[(String, String)]) -> bool {
    for (account, region) in places {
        match named(client, account, region, client.holdings().name()) {
            Ok(found) => {
                for holding in found {
                    client.holdings().take(holding);
                }
            }
            Err(_) => return false,
        }
    }
    true
}

/// Whether a target answers anything now.
fn answers(client: &Client, places: &[(String, String)]) -> bool {
    places.first().is_some_and(|(account, region)| {
        let call = Call::new(client.kinds()[0].lifecycle().describe, account)
            .with(params::REGION_ID, region);
        client.call(&call, client.usual(), None).received.is_ok()
    })
}

/// What came of deleting several resources.
#[derive(Debug, Default)]
pub struct Deleted {
    /// How many are gone.
    pub gone: usize,
    /// Those that are left, each with what the target said of it.
    pub left: Vec<(Holding, String)>,
    /// Whether some of them may go when they are deleted once more.
    pub is_worth_a_round: bool,
    /// Whether nothing answers any more.
    pub is_gone: bool,
}

/// Deletes resources, children before parents.
pub fn delete_all(client: &Client, mut holdings: Vec<Holding>) -> Deleted {
    holdings.sort_by(|one, other| other.cmp(one));
    let mut deleted = Deleted::default();
    let mut unanswered = 0;
    for holding in holdings {
        let untried = if client.is_stopped() {
            Some("not tried, as it was interrupted")
        } else {
            (unanswered >= GONE_AFTER).then_some("not tried, as nothing answers")
        };
        if let Some(why) = untried {
            deleted.left.push((holding, why.to_owned()));
            continue;
        }
        let reply = delete(client, &holding);
        unanswered = if reply.received.is_err() {
            unanswered + 1
        } else {
            0
        };
        if reply.answer().is_some_and(Answer::is_success) || says_gone(&reply) {
            deleted.gone += 1;
        } else {
            deleted.is_worth_a_round |= may_go_later(&reply);
            deleted.left.push((holding, reply.words()));
        }
    }
    deleted.is_gone = unanswered >= GONE_AFTER;
    deleted
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::json;

    use super::*;
    use crate::contract::vpc;
    use crate::targets::{Account, Target};
    use crate::wire::{Credentials, Endpoint, Format, Request, Response, Scheme, Stamp, write};

    /// A made-up time that waiting moves on.
    type Time = Arc<Mutex<Duration>>;

    /// Deletes nothing before this time.
    struct Holds(Time, Duration);

    impl Endpoint for Holds {
        fn answer(&self, _: &Request) -> Response {
            let mut body = json!({"RequestId": "0A1B2C3D-0000-4000-8000-000000000000"});
            let mut status = 200;
            if *self.0.lock().unwrap() < self.1 {
                (status, body["Code"]) = (400, "DependencyViolation".into());
            }
            write(&Answer::new(status, body), "", Format::Json)
        }
    }

    /// What is left of three resources after how long, where nothing can be deleted
    /// before so many seconds.
    fn left(seconds: u64) -> (usize, Duration) {
        let time = Time::default();
        let endpoint = Arc::new(Holds(Arc::clone(&time), Duration::from_secs(seconds)));
        let account = |role: &str| Account {
            role: role.to_owned(),
            credentials: Credentials::new("id", "secret"),
        };
        let stamp = || Stamp {
            nonce: "0123456789abcdef".to_owned(),
            timestamp: "2026-11-25T00:00:00Z".to_owned(),
        };
        let goes_on = Arc::clone(&time);
        let client = Client::new(
            Target::InProcess(endpoint),
            &vpc::PRODUCT,
            [account("own"), account("other")],
            Scheme::V1,
            Arc::new(stamp),
        )
        .with_sleep(Arc::new(move |pause| *goes_on.lock().unwrap() += pause));
        for id in ["vpc-1", "vpc-2", "vpc-3"] {
            client.holdings().take(Holding {
                kind: vpc::VPC,
                region: "cn-hangzhou".to_owned(),
                account: "own".to_owned(),
                id: id.to_owned(),
            });
        }
        let left = release(&client, &[]).len();
        let took = *time.lock().unwrap();
        (left, took)
    }

    #[test]
    fn what_goes_within_ten_seconds_is_waited_for_and_what_never_goes_no_longer() {
        assert_eq!(left(10).0, 0);
        let (never, took) = left(1000);
        assert_eq!(never, 3);
        assert!(took < Duration::from_secs(12), "{took:?}");
    }
}
