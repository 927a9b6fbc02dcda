//! Resource types that can be created, and the operations of their life, as rows.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::call::Call;
use super::errors::ErrorRow;
use super::params;

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
    /// How the delete operation names one.
    pub delete_by: Naming,
    /// Field that holds the id where one is shown, and parameter by which the
    /// create operations of its children name it.
    pub id: &'static str,
    /// Describe operation that lists resources.
    pub describe: &'static str,
    /// How the describe operation is asked for one.
    pub describe_by: Naming,
    /// Operation that shows one resource, if there is one.
    pub single: Option<Single>,
    /// Path of the list in the describe answer: outer field, and inner one if the
    /// outer is no list itself.
    pub list: (&'static str, &'static str),
    /// The same of the tags of a resource in that list.
    pub tags: (&'static str, &'static str),
    /// The fields of a tag there.
    pub tag: (&'static str, &'static str),
    /// Field that holds the status where one is shown.
    pub status: &'static str,
    /// Status that means ready, if the describe operation tells any.
    pub ready: Option<&'static str>,
    /// Prefix of its ids.
    pub prefix: &'static str,
    /// The type that it lives in.
    pub parent: Option<Kind>,
    /// A type in the same parent that it may live in as well.
    pub inner: Option<(Kind, Lodging)>,
    /// What sets it apart.
    pub traits: &'static [Trait],
    /// Code of the operations above for an unknown id; none where they make
    /// nothing of one.
    pub not_found: Option<&'static ErrorRow>,
    /// Parameters of the create operation besides region, parents and name.
    pub create_params: &'static [(&'static str, Given)],
    /// Parameter of the create operation that names the resource.
    pub name_param: &'static str,
    /// Field that holds the name where one is shown.
    pub name_field: &'static str,
    /// Parameter of the create and delete operations for the region.
    pub region: &'static str,
}

/// The filter that `Naming::Filter` is made of.
const FILTER_KEY: &str = "Filter.1.Key";
const FILTER_VALUE: &str = "Filter.1.Value.1";

/// How an operation names a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// By a parameter that holds the id.
    Plain(&'static str),
    /// By a parameter that holds a JSON array of ids.
    Json(&'static str),
    /// By the first of a numbered list of parameters.
    Indexed(&'static str),
    /// By the first value of the first of a numbered list of filters, whose key
    /// this is.
    Filter(&'static str),
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
    /// No two may have one name.
    NamedUniquely,
    /// Its name is its id.
    IdIsName,
    /// It is in no region.
    Global,
    /// A parent has one in a region, and no more.
    OnlyChild,
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

impl Naming {
    /// The parameters that name a resource, with their values.
    pub fn of(self, id: &str) -> Vec<(String, String)> {
        match self {
            Self::Plain(name) => vec![(name.to_owned(), id.to_owned())],
            Self::Json(name) => vec![(name.to_owned(), serde_json::json!([id]).to_string())],
            Self::Indexed(name) => vec![(params::element(name, 1), id.to_owned())],
            Self::Filter(key) => vec![
                (FILTER_KEY.to_owned(), key.to_owned()),
                (FILTER_VALUE.to_owned(), id.to_owned()),
            ],
        }
    }

    /// The ids that a call names, if it names any: with commas between them
    /// where one is named plainly.
    pub fn named(self, call: &Call) -> Option<Vec<String>> {
        let split = |ids: &str| ids.split(',').map(|id| id.trim().to_owned()).collect();
        match self {
            Self::Plain(name) => call.given(name).map(split),
            Self::Json(name) => {
                let ids = call.given(name)?;
                Some(serde_json::from_str(ids).unwrap_or_default())
            }
            Self::Filter(key) => {
                let is_asked = call.given(FILTER_KEY) == Some(key);
                is_asked.then(|| call.given(FILTER_VALUE).map(split))?
            }
            Self::Indexed(name) => {
                let ids = call.indexed(name);
                (!ids.is_empty()).then(|| ids.into_iter().map(str::to_owned).collect())
            }
        }
    }

    /// The name of the parameter.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Plain(name) | Self::Json(name) | Self::Indexed(name) | Self::Filter(name) => name,
        }
    }
}

impl Lifecycle {
    /// What most types have in common, for their rows to begin from.
    pub const PLAIN: Self = Self {
        place: 0,
        fixture: "",
        create: "",
        id_field: "",
        delete: "",
        delete_by: Naming::Plain(""),
        id: "",
        describe: "",
        describe_by: Naming::Plain(""),
        single: None,
        list: ("", ""),
        tags: ("Tags", "Tag"),
        tag: (params::KEY, params::VALUE),
        status: "Status",
        ready: None,
        prefix: "",
        parent: None,
        inner: None,
        traits: &[],
        not_found: None,
        create_params: &[],
        name_param: "",
        name_field: "",
        region: params::REGION_ID,
    };

    /// The parameters that ask an operation that shows resources for one.
    pub fn asked_for(&self, operation: &str, id: &str) -> Vec<(String, String)> {
        if operation == self.describe {
            self.describe_by.of(id)
        } else {
            Naming::Plain(self.id).of(id)
        }
    }

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
