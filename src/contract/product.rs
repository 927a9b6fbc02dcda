//! What a product is: one API with a `TagResources` operation, as data.

use std::fmt;

use super::errors::ErrorRow;
use super::kind::{Kind, Lifecycle};

/// One API with a `TagResources` operation.
pub struct Product {
    /// Its name, as editions begin.
    pub name: &'static str,
    /// Its name as the service writes it.
    pub title: &'static str,
    /// The version that every request names (A66).
    pub version: &'static str,
    /// The host that stands for all others.
    pub host: &'static str,
    /// The host of a region, with `{region}` in it.
    pub regional_host: &'static str,
    /// The error tables of its pages.
    pub errors: &'static [&'static [&'static ErrorRow]],
    /// The code of a creation of what is there already.
    pub exists: &'static ErrorRow,
    /// The code of a deletion of what something lives in.
    pub in_use: &'static ErrorRow,
    /// The code of a deletion of what comes and goes with its parent.
    pub comes_with_parent: &'static ErrorRow,
    /// Its resource types, parents before children. The first is the one that
    /// cases tag which do not speak of types, the second stands beside it.
    pub kinds: &'static [Kind],
    /// The operation that removes tags; its spelling differs from product to
    /// product.
    pub untag: &'static str,
    /// The pages of `ListTagResources`.
    pub list_page: ListPage,
    /// The operations of tags besides `TagResources`, those first that need a
    /// tag to be there.
    pub companions: &'static [&'static str],
    /// The suites that say what only it does, beside those that all share: path
    /// and text of each.
    pub suites: &'static [(&'static str, &'static str)],
    /// The same of the probes, for axes that no other product leaves open.
    pub probes: &'static [(&'static str, &'static str)],
}

/// How many rows a page of a listing has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListPage {
    /// The parameter that asks for a number, if there is one.
    pub parameter: Option<&'static str>,
    /// Rows if nothing is said.
    pub usual: usize,
    /// Rows that may be asked for, at most.
    pub most: usize,
}

impl Product {
    /// The type that cases tag which do not speak of types.
    pub fn usual(&self) -> Kind {
        self.kinds[0]
    }

    /// The type that stands beside the usual one.
    pub fn second(&self) -> Kind {
        self.kinds[self.kinds.len().min(2) - 1]
    }

    /// The type with this name in fixture names.
    pub fn kind_named(&self, fixture: &str) -> Option<Kind> {
        self.find(|life| life.fixture == fixture)
    }

    /// Whether an operation is the one that removes tags; clients differ in the
    /// letter case of its name.
    pub fn is_untag(&self, operation: &str) -> bool {
        operation.eq_ignore_ascii_case(self.untag)
    }

    /// The row of a code of its pages.
    pub fn page_error(&self, code: &str) -> Option<&'static ErrorRow> {
        let mut rows = self.errors.iter().copied().flatten().copied();
        rows.find(|row| row.code == code)
    }

    /// The types that resources may live in besides a parent of this type.
    pub fn inner_kinds(&self, parent: Kind) -> impl Iterator<Item = Kind> {
        let rows = self.kinds.iter().map(|kind| kind.lifecycle());
        rows.filter(move |life| life.parent == Some(parent))
            .filter_map(|life| life.inner.map(|(inner, _)| inner))
    }

    /// Whether something may live in resources of a type.
    pub fn may_hold(&self, kind: Kind) -> bool {
        let is_inner = |inner: Option<(Kind, _)>| inner.is_some_and(|(inner, _)| inner == kind);
        self.find(|life| life.parent == Some(kind) || is_inner(life.inner))
            .is_some()
    }

    /// The first type whose row is such a one.
    pub fn find(&self, is_it: impl Fn(&Lifecycle) -> bool) -> Option<Kind> {
        let mut kinds = self.kinds.iter().copied();
        kinds.find(|kind| is_it(kind.lifecycle()))
    }
}

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Product {}

impl fmt::Debug for Product {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}
