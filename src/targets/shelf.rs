//! Fixtures that somebody else made: read from a file, lent to one case at a time.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;

use crate::contract::{Kind, Product};
use crate::files::{MOST_BYTES, read_text};

/// A resource that is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    /// Its type.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its region; the run's own if nothing is said.
    pub region: Option<String>,
    /// Whether the other account has it.
    pub is_others: bool,
    /// The VPC that it lives in, if that is known.
    pub parent: Option<String>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its type.
    pub kind: Kind,
    /// Whether the other account has it.
    pub is_others: bool,
    /// Its region.
    pub region: &'a str,
    /// The region of fixtures that name none.
    pub own_region: &'a str,
}

impl<'a> Asked<'a> {
    /// One of the run's own account and region.
    pub fn own(kind: Kind, region: &'a str) -> Self {
        Self {
            kind,
            is_others: false,
            region,
            own_region: region,
        }
    }
}

/// The fixtures of a file, some of them lent.
#[derive(Debug, Default)]
pub struct Shelf {
    fixtures: Vec<Fixture>,
    lent: Mutex<BTreeSet<usize>>,
    worn: Mutex<BTreeSet<usize>>,
}

/// Why a file of fixtures cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// It cannot be read.
    #[error("failed to read {path}: {cause}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// It is not of its form.
    #[error("{path}:{line}: {what}")]
    Form {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What was found, and what should be there.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    #[serde(default)]
    fixture: Vec<toml::Spanned<FixtureText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FixtureText {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    region: Option<String>,
    account: Option<String>,
    #[serde(alias = "vpc")]
    parent: Option<String>,
}

impl Shelf {
    /// Reads a file of fixtures of a product: TOML, one `[[fixture]]` each with
    /// `type` (as in suites, such as `vpc` or `vswitch`), `id`, and if need be
    /// `region`, `account` (`own` or `other`) and `parent`, which is also
    /// written `vpc`.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is not of this form, or names a resource twice.
    pub fn read(path: &Path, product: &Product) -> Result<Self, ShelfError> {
        let name = path.display().to_string();
        let text = read_text(path, MOST_BYTES).map_err(|cause| ShelfError::Read {
            path: name.clone(),
            cause,
        })?;
        Self::parse(&text, &name, product)
    }

    /// The same with the file's text at hand.
    pub fn parse(text: &str, path: &str, product: &Product) -> Result<Self, ShelfError> {
        let wrong = |at: usize, what: String| ShelfError::Form {
            path: path.to_owned(),
            line: text.get(..at).unwrap_or(text).matches('\n').count() + 1,
            what,
        };
        let file: FileText = toml::from_str(text).map_err(|error| {
            wrong(
                error.span().map_or(0, |span| span.start),
                error.message().to_owned(),
            )
        })?;
        let mut fixtures: Vec<Fixture> = Vec::new();
        for written in file.fixture {
            let at = written.span().start;
            let written = written.into_inner();
            let kind = product.kind_named(&written.kind).ok_or_else(|| {
                let kinds = product.kinds.iter();
                let known: Vec<&str> = kinds.map(|kind| kind.lifecycle().fixture).collect();
                let (found, known) = (&written.kind, known.join(", "));
                wrong(at, format!("unknown type '{found}'; there are {known}"))
            })?;
            let is_others = match written.account.as_deref() {
                None | Some("own") => false,
                Some("other") => true,
                Some(name) => {
                    let what = format!("account '{name}' is neither own nor other");
                    return Err(wrong(at, what));
                }
            };
            if written.id.is_empty() || fixtures.iter().any(|there| there.id == written.id) {
                let what = format!("the id '{}' is empty or stands there before", written.id);
                return Err(wrong(at, what));
            }
            fixtures.push(Fixture {
                kind,
                id: written.id,
                region: written.region,
                is_others,
                parent: written.parent,
            });
        }
        Ok(Self {
            fixtures,
            lent: Mutex::default(),
            worn: Mutex::default(),
        })
    }

    /// Whether there is a fixture of some type, lent or not.
    pub fn has(&self, kind: Kind) -> bool {
        self.fixtures.iter().any(|there| there.kind == kind)
    }

    /// Lends a fixture, if one is left.
    pub fn lend(&self, asked: Asked<'_>) -> Option<&Fixture> {
        let mut lent = self.lent();
        let mut alike = self.alike(asked);
        let (place, fixture) = alike.find(|(place, _)| !lent.contains(place))?;
        lent.insert(place);
        Some(fixture)
    }

    /// Lends one that came back with tags that nobody could take off.
    pub fn lend_worn(&self, asked: Asked<'_>) -> Option<&Fixture> {
        let mut worn = self.worn();
        let mut alike = self.alike(asked);
        let (place, fixture) = alike.find(|(place, _)| worn.contains(place))?;
        worn.remove(&place);
        Some(fixture)
    }

    fn alike(&self, asked: Asked<'_>) -> impl Iterator<Item = (usize, &Fixture)> {
        self.fixtures.iter().enumerate().filter(move |(_, there)| {
            there.kind == asked.kind
                && there.is_others == asked.is_others
                && there.region.as_deref().unwrap_or(asked.own_region) == asked.region
        })
    }

    /// Takes a fixture back that has no tags any more.
    pub fn give_back(&self, id: &str) {
        if let Some(place) = self.fixtures.iter().position(|there| there.id == id) {
            self.lent().remove(&place);
        }
    }

    /// Takes a fixture back that may have tags: it is lent no more but to who
    /// does not mind.
    pub fn take_worn(&self, id: &str) {
        if let Some(place) = self.fixtures.iter().position(|there| there.id == id) {
            self.worn().insert(place);
        }
    }

    fn worn(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.worn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lent(&self) -> MutexGuard<'_, BTreeSet<usize>> {
        self.lent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::vpc;

    #[test]
    fn a_fixture_is_lent_to_one_at_a_time_where_it_is() {
        let text = "
            [[fixture]]
            type = 'vpc'
            id = 'vpc-1'
            [[fixture]]
            type = 'vpc'
            id = 'vpc-2'
            region = 'cn-shanghai'
            [[fixture]]
            type = 'vswitch'
            id = 'vsw-1'
            account = 'other'
            vpc = 'vpc-1'
        ";
        let shelf = Shelf::parse(text, "fixtures.toml", &vpc::PRODUCT).unwrap();
        let asked = |kind, is_others, region| Asked {
            kind,
            is_others,
            region,
            own_region: "cn-hangzhou",
        };
        let lend = |kind, is_others, region| {
            let lent = shelf.lend(asked(kind, is_others, region));
            lent.map(|there| there.id.as_str())
        };
        assert_eq!(lend(vpc::VPC, false, "cn-hangzhou"), Some("vpc-1"));
        assert_eq!(lend(vpc::VPC, false, "cn-hangzhou"), None);
        assert_eq!(lend(vpc::VPC, false, "cn-shanghai"), Some("vpc-2"));
        assert_eq!(lend(vpc::VSWITCH, false, "cn-hangzhou"), None);
        assert_eq!(lend(vpc::VSWITCH, true, "cn-hangzhou"), Some("vsw-1"));
        assert!(shelf.has(vpc::VSWITCH) && !shelf.has(vpc::EIP));
        shelf.give_back("vpc-1");
        assert_eq!(lend(vpc::VPC, false, "cn-hangzhou"), Some("vpc-1"));
        let worn = || {
            let one = shelf.lend_worn(asked(vpc::VPC, false, "cn-hangzhou"));
            one.map(|there| there.id.as_str())
        };
        assert_eq!(worn(), None);
        shelf.take_worn("vpc-1");
        assert_eq!(lend(vpc::VPC, false, "cn-hangzhou"), None);
        assert_eq!(worn(), Some("vpc-1"));
        assert_eq!(worn(), None);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, expected) in [
            (
                "[[fixture]]\ntype = 'vpc'\n",
                "f.toml:1: missing field `id`",
            ),
            (
                "\n[[fixture]]\ntype = 'disk'\nid = 'd'\n",
                "f.toml:2: unknown type 'disk'; there are vpc, vswitch, routetable, eip, vpngateway, natgateway",
            ),
            (
                "[[fixture]]\ntype = 'vpc'\nid = ''\n",
                "f.toml:1: the id '' is empty or stands there before",
            ),
            (
                "[[fixture]]\ntype = 'vpc'\nid = 'v'\naccount = 'me'\n",
                "f.toml:1: account 'me' is neither own nor other",
            ),
            (
                "[[fixture]]\ntype = 'vpc'\nid = 'v'\nname = 'me'\n",
                "f.toml:4: unknown field `name`",
            ),
            ("what", "f.toml:1: "),
        ] {
            let error = Shelf::parse(text, "f.toml", &vpc::PRODUCT)
                .unwrap_err()
                .to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
