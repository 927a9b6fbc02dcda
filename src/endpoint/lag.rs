//! Listings that show what is written only some time later.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::inventory::{Inventory, Written};

/// Tells the time since some moment; it never goes back.
pub type Elapsed = Arc<dyn Fn() -> Duration + Send + Sync>;

/// Changes that wait, at most. Past this the oldest ones show early, so that a
/// long lag under load costs bounded memory.
const MAX_WAITING: usize = 10_000;

/// How late writes show, and by what clock.
#[derive(Clone)]
pub(super) struct Lag {
    /// How late.
    pub(super) by: Duration,
    /// The clock.
    pub(super) elapsed: Elapsed,
}

/// What listings see where they lag behind.
pub(super) struct Lagging {
    lag: Lag,
    shown: Inventory,
    /// What does not show yet and when it is due, the oldest first.
    waiting: VecDeque<(Duration, Written)>,
    /// Changes in all that waits.
    changes: usize,
}

impl Lagging {
    /// Nothing shown, nothing waiting.
    pub(super) fn new(lag: Lag) -> Self {
        Self {
            lag,
            shown: Inventory::default(),
            waiting: VecDeque::new(),
            changes: 0,
        }
    }

    /// Takes in what is written now.
    pub(super) fn write(&mut self, written: Written) {
        let due = (self.lag.elapsed)().saturating_add(self.lag.by);
        self.changes += written.changes.len();
        self.waiting.push_back((due, written));
        while self.changes > MAX_WAITING {
            self.show(1);
        }
    }

    /// What shows by now.
    pub(super) fn shown(&mut self) -> &Inventory {
        let now = (self.lag.elapsed)();
        let due = self.waiting.partition_point(|(due, _)| *due <= now);
        self.show(due);
        &self.shown
    }

    fn show(&mut self, writes: usize) {
        for (_, written) in self.waiting.drain(..writes) {
            self.changes -= written.changes.len();
            self.shown.apply(written);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::super::client::{Client, reference};
    use super::super::reference::Reference;
    use super::*;

    const LAG: Duration = Duration::from_millis(50);

    /// A reference whose listings lag, and the hands of its clock.
    fn lagging() -> (Reference, Arc<Mutex<Duration>>) {
        let hands = Arc::new(Mutex::new(Duration::ZERO));
        let read = Arc::clone(&hands);
        let reference = reference(&[]).with_lag(LAG, Arc::new(move || *read.lock().unwrap()));
        (reference, hands)
    }

    #[test]
    fn writes_show_in_every_listing_when_they_are_due_and_not_before() {
        let (reference, hands) = lagging();
        let client = Client::new(&reference, "me");
        let vpc = client.vpc();
        let id = [("VpcId", vpc.as_str())];
        let keys = || client.done("DescribeTagKeys", &[]).tag_keys().unwrap();
        let pairs = || client.done("DescribeTags", &[]).tag_pairs().unwrap().len();
        let count = || client.done("DescribeVpcs", &[]).body["TotalCount"].clone();
        assert_eq!(count(), 0);
        assert_eq!(
            client.refused("DescribeVpcAttribute", &id),
            (404, "InvalidVpcId.NotFound".to_owned())
        );
        *hands.lock().unwrap() += LAG;
        assert_eq!(count(), 1);
        let shown = client.done("DescribeVpcAttribute", &id);
        assert_eq!(shown.body["CidrBlock"], "172.16.0.0/12");
        assert_eq!(client.tag("VPC", &[&vpc], &[("k", "v")]).status, 200);
        *hands.lock().unwrap() += LAG.saturating_sub(Duration::from_millis(1));
        assert_eq!(
            (client.tags("VPC", &vpc).len(), keys().len(), pairs()),
            (0, 0, 0)
        );
        *hands.lock().unwrap() += Duration::from_millis(1);
        assert_eq!(
            (client.tags("VPC", &vpc).len(), keys().len(), pairs()),
            (1, 1, 1)
        );
        client.done("DeleteVpc", &id);
        let shown = client.done("DescribeVpcAttribute", &id);
        assert_eq!(shown.body["Tags"]["Tag"][0]["Key"], "k");
        assert_eq!((client.tags("VPC", &vpc).len(), pairs()), (1, 1));
        *hands.lock().unwrap() += LAG;
        assert_eq!(
            (count(), client.tags("VPC", &vpc).len(), pairs()),
            (0.into(), 0, 0)
        );
    }

    #[test]
    fn writes_see_the_truth_at_once() {
        let (reference, _) = lagging();
        let client = Client::new(&reference, "me");
        let vpc = client.vpc();
        client.done("CreateVSwitch", &[("VpcId", &vpc)]);
        let id = [("VpcId", vpc.as_str())];
        let held = (400, "DependencyViolation".to_owned());
        assert_eq!(client.refused("DeleteVpc", &id), held);
        for n in 0..20 {
            let key = format!("k{n}");
            assert_eq!(client.tag("VPC", &[&vpc], &[(&key, "v")]).status, 200);
        }
        let full = client.tag("VPC", &[&vpc], &[("one-more", "v")]);
        assert_eq!(full.code(), Some("QuotaExceeded.TagNum"));
        let untag = [
            ("ResourceType", "VPC"),
            ("ResourceId.1", vpc.as_str()),
            ("TagKey.1", "k0"),
        ];
        client.done("UnTagResources", &untag);
        assert_eq!(client.tag("VPC", &[&vpc], &[("one-more", "v")]).status, 200);
    }

    #[test]
    fn what_waits_is_bounded_by_what_it_changes() {
        let (reference, _) = lagging();
        let client = Client::new(&reference, "me");
        // With its route table each is two changes.
        let (first, second) = (client.vpc(), client.vpc());
        let tag = |value: &str| {
            let tagged = client.tag("VPC", &[&first, &second], &[("k", value)]);
            assert_eq!(tagged.status, 200);
        };
        for n in 1..MAX_WAITING / 2 {
            tag(&n.to_string());
        }
        // The oldest was pushed out and shows; its tags still wait.
        let shown = client.done("DescribeVpcAttribute", &[("VpcId", &first)]);
        assert_eq!(shown.body["Tags"]["Tag"], serde_json::json!([]));
        let missing = client.refused("DescribeVpcAttribute", &[("VpcId", &second)]);
        assert_eq!(missing.0, 404);
        // One more pushes out the second VPC, and another one the first tags.
        tag("a");
        tag("b");
        for vpc in [&first, &second] {
            assert_eq!(client.tags("VPC", vpc), [("k".to_owned(), "1".to_owned())]);
        }
    }
}
