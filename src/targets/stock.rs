//! Fixtures that are kept for the next case, where a target has few of them or
//! takes its time to make them.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::holdings::Holding;

/// The fixtures of a run that are used again. Until the first refusal of one
/// more, cases make their own side by side; from then on one attempt at a time
/// has all there are, so that none waits for what another holds.
#[derive(Debug, Default)]
pub struct Stock {
    is_thrifty: AtomicBool,
    deleted_stay: AtomicBool,
    numbers: AtomicUsize,
    kept: Mutex<Vec<Kept>>,
    turn: RwLock<()>,
}

/// A fixture of the stock.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    holding: Holding,
    /// Its parent.
    parent: Option<String>,
    /// What in its parent it is in, if that is known.
    inner: Option<String>,
    in_use: bool,
}

/// What a fixture lives in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Home<'a> {
    /// Its parent.
    pub parent: Option<&'a str>,
    /// What in its parent it is in.
    pub inner: Option<&'a str>,
}

/// The right to make an attempt.
#[derive(Debug)]
pub enum Turn<'a> {
    /// Beside others.
    Beside(RwLockReadGuard<'a, ()>),
    /// While no other is made.
    Alone(RwLockWriteGuard<'a, ()>),
}

impl Kept {
    /// What it lives in, as far as that is known.
    fn homes(&self) -> impl Iterator<Item = &String> {
        self.parent.iter().chain(&self.inner)
    }
}

impl Stock {
    /// An empty one, thrifty from the start or not.
    pub fn new(is_thrifty: bool) -> Self {
        Self {
            is_thrifty: AtomicBool::new(is_thrifty),
            ..Self::default()
        }
    }

    /// Whether fixtures are used again.
    pub fn is_thrifty(&self) -> bool {
        self.is_thrifty.load(Ordering::Acquire)
    }

    /// From now on fixtures are used again.
    pub fn be_thrifty(&self) {
        self.is_thrifty.store(true, Ordering::Release);
    }

    /// Waits for the right to make an attempt.
    pub fn turn(&self) -> Turn<'_> {
        if self.is_thrifty() {
            Turn::Alone(self.turn.write().unwrap_or_else(PoisonError::into_inner))
        } else {
            Turn::Beside(self.turn.read().unwrap_or_else(PoisonError::into_inner))
        }
    }

    /// Takes a fixture like `wanted` in every way but its id, in this parent; if
    /// it has to be empty, the newest in which nothing lives.
    pub fn take(&self, wanted: &Holding, parent: Option<&str>, is_empty: bool) -> Option<String> {
        let mut kept = self.kept();
        let homes: Vec<String> = kept.iter().flat_map(Kept::homes).cloned().collect();
        let is_anywhere = |there: &Kept| {
            let inner = there.holding.kind.lifecycle().inner;
            let may_be_there = inner.is_some_and(|(kind, _)| kind == wanted.kind);
            may_be_there && there.inner.is_none() && there.parent.as_deref() == parent
        };
        // One of which nobody knows where it is may be in any.
        if is_empty && kept.iter().any(is_anywhere) {
            return None;
        }
        let fits = |there: &&mut Kept| {
            let has_room = !is_empty || !homes.contains(&there.holding.id);
            has_room
                && !there.in_use
                && there.parent.as_deref() == parent
                && there.holding.kind == wanted.kind
                && there.holding.region == wanted.region
                && there.holding.account == wanted.account
        };
        let found = if is_empty {
            kept.iter_mut().rev().find(fits)
        } else {
            kept.iter_mut().find(fits)
        }?;
        found.in_use = true;
        Some(found.holding.id.clone())
    }

    /// How many could be taken.
    pub fn count(&self, wanted: &Holding, parent: Option<&str>) -> usize {
        let kept = self.kept();
        let alike = kept.iter().filter(|there| {
            !there.in_use
                && there.parent.as_deref() == parent
                && there.holding.kind == wanted.kind
                && there.holding.region == wanted.region
                && there.holding.account == wanted.account
        });
        alike.count()
    }

    /// Keeps a new fixture, which is in use or waits to be taken.
    pub fn keep(&self, holding: Holding, home: Home<'_>, in_use: bool) {
        self.kept().push(Kept {
            holding,
            parent: home.parent.map(str::to_owned),
            inner: home.inner.map(str::to_owned),
            in_use,
        });
    }

    /// Takes one back that has no tags, also one that was made before anything
    /// was kept.
    pub fn give_back(&self, holding: Holding, parent: Option<&str>) {
        let mut kept = self.kept();
        let known = kept.iter_mut().find(|it| it.holding.id == holding.id);
        match known {
            Some(there) => there.in_use = false,
            None => kept.push(Kept {
                holding,
                parent: parent.map(str::to_owned),
                inner: None,
                in_use: false,
            }),
        }
    }

    /// Forgets one that is gone or goes; what else lives in it comes back, to
    /// be deleted first.
    pub fn forget(&self, id: &str) -> Vec<Holding> {
        self.removed(|there| there.holding.id == id || there.homes().any(|home| home == id))
            .into_iter()
            .filter(|holding| holding.id != id)
            .collect()
    }

    /// Gives up all that nobody uses, children first, but for parents that
    /// something lives in which is used.
    pub fn spare(&self) -> Vec<Holding> {
        let homes: Vec<String> = {
            let kept = self.kept();
            let used = kept.iter().filter(|there| there.in_use);
            used.flat_map(Kept::homes).cloned().collect()
        };
        self.removed(|there| !there.in_use && !homes.contains(&there.holding.id))
    }

    /// A number that no other resource of this run has.
    pub fn number(&self) -> usize {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// Whether what is deleted goes at all: one that did not within the time
    /// that it had is enough not to wait for others.
    pub fn deleted_stay(&self) -> bool {
        self.deleted_stay.load(Ordering::Relaxed)
    }

    /// Says that something deleted stayed.
    pub fn one_stayed(&self) {
        self.deleted_stay.store(true, Ordering::Relaxed);
    }

    fn removed(&self, goes: impl Fn(&Kept) -> bool) -> Vec<Holding> {
        let mut kept = self.kept();
        let (gone, stay): (Vec<Kept>, Vec<Kept>) = kept.drain(..).partition(|it| goes(it));
        *kept = stay;
        let mut gone: Vec<Holding> = gone.into_iter().map(|there| there.holding).collect();
        gone.sort_by(|one, other| other.cmp(one));
        gone
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Kind, vpc};

    fn holding(kind: Kind, id: &str) -> Holding {
        Holding {
            kind,
            region: "cn-hangzhou".to_owned(),
            account: "own".to_owned(),
            id: id.to_owned(),
        }
    }

    fn in_vpc(inner: Option<&str>) -> Home<'_> {
        Home {
            parent: Some("vpc-1"),
            inner,
        }
    }

    #[test]
    fn what_something_lives_in_is_not_empty() {
        let stock = Stock::default();
        for vswitch in ["vsw-1", "vsw-2"] {
            stock.keep(holding(vpc::VSWITCH, vswitch), in_vpc(None), false);
        }
        let gateway = holding(vpc::NAT_GATEWAY, "ngw-1");
        stock.keep(gateway, in_vpc(Some("vsw-2")), true);
        let wanted = holding(vpc::VSWITCH, "");
        let taken = stock.take(&wanted, Some("vpc-1"), true);
        assert_eq!(taken.as_deref(), Some("vsw-1"));
        stock.give_back(holding(vpc::VSWITCH, "vsw-1"), Some("vpc-1"));
        // Nobody knows where this one is.
        stock.give_back(holding(vpc::NAT_GATEWAY, "ngw-2"), Some("vpc-1"));
        assert_eq!(stock.take(&wanted, Some("vpc-1"), true), None);
        assert!(stock.take(&wanted, Some("vpc-1"), false).is_some());
    }

    #[test]
    fn what_is_in_use_is_neither_taken_nor_given_up() {
        let stock = Stock::default();
        stock.keep(holding(vpc::VPC, "vpc-1"), Home::default(), false);
        stock.keep(holding(vpc::VSWITCH, "vsw-1"), in_vpc(None), true);
        let wanted = holding(vpc::VSWITCH, "");
        assert_eq!(stock.take(&wanted, Some("vpc-1"), false), None);
        assert_eq!(stock.spare(), []);
        stock.give_back(holding(vpc::VSWITCH, "vsw-1"), Some("vpc-1"));
        assert_eq!(stock.count(&wanted, Some("vpc-1")), 1);
        assert_eq!(stock.count(&wanted, Some("vpc-2")), 0);
        assert_eq!(
            stock.take(&wanted, Some("vpc-1"), false).as_deref(),
            Some("vsw-1")
        );
        assert_eq!(stock.forget("vpc-1"), [holding(vpc::VSWITCH, "vsw-1")]);
        assert_eq!(stock.take(&holding(vpc::VPC, ""), None, false), None);
    }

    #[test]
    fn children_are_given_up_before_parents() {
        let stock = Stock::default();
        stock.keep(holding(vpc::VPC, "vpc-1"), Home::default(), false);
        stock.keep(holding(vpc::VSWITCH, "vsw-1"), in_vpc(None), false);
        let spare = stock.spare();
        assert_eq!(spare.first().map(|it| it.kind), Some(vpc::VSWITCH));
        assert_eq!(spare.len(), 2);
    }
}
