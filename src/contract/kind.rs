//! Resource types that can be created, and the operations of their life, as rows.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::errors::ErrorRow;

/// A resource type that fixtures can be created of: a row of the table of its
/// product. The order is that of the table, parents before children.
#[derive(Clone, Copy)]
pub struct Kind(&'static Lifecycle);

/// The operations of one type.
#[derive(Debug)]
pub struct Lifecycle {
    /// Its place in the table of its product, from 0.
    pub place: u8,
    /// Name of the type in fixture names.
    pub fixture: &'static str,
    /// Create operation.
    pub create: &'static str,
    /// Field of the create answer that holds the id.
    pub id_field: &'static str,
    /// Delete operation.
    pub delete: &'static str,
    /// Parameter that holds the id in delete and describe operations.
    pub id_param: &'static str,
    /// Describe operation that lists resources.
    pub describe: &'static str,
    /// Operation that shows one resource, if there is one.
    pub single: Option<Single>,
    /// Path of the list in the describe answer: outer and inner field.
    pub list: (&'static str, &'static str),
    /// Status that means ready.
    pub ready: &'static str,
    /// Prefix of its ids.
    pub prefix: &'static str,
    /// The type that it lives in.
    pub parent: Option<Kind>,
    /// A type in the same parent that it may live in as well.
    pub inner: Option<(Kind, Lodging)>,
    /// What sets it apart.
    pub traits: &'static [Trait],
    /// Code of the operations above for an unknown id.
    pub not_found: &'static ErrorRow,
    /// Parameters of the create operation besides region, parents and name.
    pub create_params: &'static [(&'static str, Given)],
    /// Parameter of the create operation that names the resource.
    pub name_param: &'static str,
}

/// What sets a type apart from a plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trait {
    /// Having one costs money.
    Billable,
    /// A deleted one can still be seen for some time.
    GoesSlowly,
    /// Its create operation takes tags.
    BornTagged,
    /// Its create operation finds the region by the parent.
    RegionOfParent,
}

/// An operation that shows one resource; real clients poll with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Single {
    /// Its name.
    pub operation: &'static str,
    /// Whether it shows tags.
    pub shows_tags: bool,
}

/// What a parameter of a create operation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// The same of every resource.
    Text(&'static str),
    /// A zone of the region.
    Zone,
    /// A range of 256 addresses that no other resource of the parent has: its
    /// beginning and its end, with two numbers between.
    Subnet(&'static str, &'static str),
}

/// Whether a type lives in another. What create operations ask for changed over
/// the years, so that a refusal is answered by the other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lodging {
    /// Only where creation asks for one.
    IfAsked,
    /// Unless creation refuses one.
    Usually,
}

impl Kind {
    /// The type of a row.
    pub const fn of(row: &'static Lifecycle) -> Self {
        Self(row)
    }

    /// The operations of the type.
    pub const fn lifecycle(self) -> &'static Lifecycle {
        self.0
    }

    /// Whether it is created in resources of another type.
    pub fn lives_in(self, other: Self) -> bool {
        let usually = self.0.inner.filter(|(_, asked)| *asked == Lodging::Usually);
        self.0.parent == Some(other) || usually.is_some_and(|(inner, _)| inner == other)
    }
}

impl Given {
    /// The value for a resource with a number of its own among the children of
    /// its parent.
    pub fn value(self, zone: impl FnOnce() -> String, number: usize) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Zone => zone(),
            Self::Subnet(from, to) => {
                format!("{from}{}.{}{to}", 16 + number / 256 % 16, number % 256)
            }
        }
    }
}

impl Lifecycle {
    /// Whether something sets the type apart.
    pub fn has(&self, what: Trait) -> bool {
        self.traits.contains(&what)
    }

    /// The operation that shows one resource with its tags, if there is one.
    pub fn shows_tags(&self) -> Option<&'static str> {
        let single = self.single.filter(|single| single.shows_tags)?;
        Some(single.operation)
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Kind {}

impl Ord for Kind {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |kind: &Self| (kind.0.place, kind.0.fixture);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Kind {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Kind {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.place.hash(state);
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0.fixture)
    }
}
