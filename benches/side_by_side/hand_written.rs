//! A store that somebody would write by hand: one reading, one table in memory,
//! no page of rules and nothing to choose. What following many readings costs is
//! measured against it.

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;

use tagproof::contract::{Answer, Call, Edition, Kind};
use tagproof::model::{Change, Resource};

use crate::in_process::tape::{Step, Tape};

const MOST_IDS: usize = 20;
const MOST_TAGS: usize = 20;
const MOST_IN_KEY: usize = 64;
const MOST_IN_VALUE: usize = 128;

/// What a call comes to.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// It is done.
    Done,
    /// It lists so many rows.
    Rows(usize),
    /// It is refused with a code, if there is one for it.
    Refused(Option<&'static str>),
}

/// A resource and its tags.
#[derive(Clone)]
struct Stored {
    kind: Kind,
    account: String,
    region: String,
    tags: HashMap<String, String>,
}

/// The store.
#[derive(Clone, Default)]
struct Store {
    resources: HashMap<String, Stored>,
}

/// Stores with what tapes begin with.
pub(crate) struct Stores(Vec<Store>);

impl Stores {
    /// One for each tape.
    pub(crate) fn of(tapes: &[Tape]) -> Self {
        Self(tapes.iter().map(Store::of).collect())
    }

    /// Follows the tapes; each call is one step.
    pub(crate) fn pass(&self, tapes: &[Tape]) {
        for (tape, store) in tapes.iter().zip(&self.0) {
            let mut store = store.clone();
            for step in &tape.steps {
                match step {
                    Step::Change(change) => store.change(change),
                    Step::Call(call, _) => {
                        black_box(store.answer(call));
                    }
                }
            }
            black_box(store);
        }
    }

    /// The share of the calls that it answers as the reference did: a store that
    /// does less would be a cheap comparison.
    pub(crate) fn agreement(&self, tapes: &[Tape]) -> f64 {
        let (mut same, mut all) = (0_u32, 0_u32);
        for (tape, store) in tapes.iter().zip(&self.0) {
            let mut store = store.clone();
            for step in &tape.steps {
                match step {
                    Step::Change(change) => store.change(change),
                    Step::Call(call, answer) => {
                        all += 1;
                        same += u32::from(store.answer(call).is(answer));
                    }
                }
            }
        }
        f64::from(same) / f64::from(all.max(1))
    }
}

impl Outcome {
    fn is(&self, answer: &Answer) -> bool {
        match self {
            Self::Done => answer.is_success(),
            Self::Rows(rows) => {
                answer.is_success() && answer.tag_rows().is_some_and(|there| there.len() == *rows)
            }
            Self::Refused(code) => {
                !answer.is_success() && code.is_none_or(|code| answer.code() == Some(code))
            }
        }
    }
}

/// The parameters of a call that count.
#[derive(Default)]
struct Asked<'a> {
    region: &'a str,
    kind: &'a str,
    all: bool,
    ids: BTreeMap<u32, &'a str>,
    keys: Vec<&'a str>,
    tags: BTreeMap<u32, (Option<&'a str>, Option<&'a str>)>,
}

impl<'a> Asked<'a> {
    fn of(call: &'a Call) -> Self {
        let mut asked = Self::default();
        for (name, value) in &call.params {
            let value = value.as_str();
            let mut parts = name.split('.');
            let parts = (parts.next(), number(parts.next()), parts.next());
            match parts {
                (Some("RegionId"), None, None) => asked.region = value,
                (Some("ResourceType"), None, None) => asked.kind = value,
                (Some("All"), None, None) => asked.all = value == "true",
                (Some("ResourceId"), Some(place), None) => {
                    asked.ids.insert(place, value);
                }
                (Some("TagKey"), Some(_), None) => asked.keys.push(value),
                (Some("Tag"), Some(place), Some("Key")) => {
                    asked.tags.entry(place).or_default().0 = Some(value);
                }
                (Some("Tag"), Some(place), Some("Value")) => {
                    asked.tags.entry(place).or_default().1 = Some(value);
                }
                _ => {}
            }
        }
        asked
    }

    fn kind(&self) -> Option<Kind> {
        let mut types = Edition::of_record().types.iter();
        types.find(|known| known.name == self.kind)?.kind
    }
}

/// The number of an element, if it is one.
fn number(text: Option<&str>) -> Option<u32> {
    text?.parse().ok().filter(|number| *number > 0)
}

impl Store {
    fn of(tape: &Tape) -> Self {
        let mut store = Self::default();
        for (id, resource) in tape.world.iter() {
            store.put(id, resource);
        }
        store
    }

    fn put(&mut self, id: &str, resource: &Resource) {
        let stored = Stored {
            kind: resource.kind,
            account: resource.account.clone(),
            region: resource.region.clone(),
            tags: resource.tags.clone().into_iter().collect(),
        };
        self.resources.insert(id.to_owned(), stored);
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::Create(id, resource) => self.put(id, resource),
            Change::Delete(id) => {
                self.resources.remove(id);
            }
            Change::Tags(..) => {}
        }
    }

    fn answer(&mut self, call: &Call) -> Outcome {
        let asked = Asked::of(call);
        match call.action.as_str() {
            "TagResources" => match self.tag(&asked, &call.account) {
                Ok(()) => Outcome::Done,
                Err(code) => Outcome::Refused(code),
            },
            "UnTagResources" => {
                self.untag(&asked, &call.account);
                Outcome::Done
            }
            _ => Outcome::Rows(self.rows(&asked, &call.account)),
        }
    }

    fn tag(&mut self, asked: &Asked<'_>, account: &str) -> Result<(), Option<&'static str>> {
        if asked.region.is_empty() || asked.kind.is_empty() || asked.ids.is_empty() {
            return Err(None);
        }
        if asked.tags.is_empty() {
            return Err(Some("MissingParameter.TagKey"));
        }
        if asked.ids.len() > MOST_IDS {
            return Err(Some("SizeLimitExceeded.ResourceId"));
        }
        if asked.tags.len() > MOST_TAGS {
            return Err(Some("SizeLimitExceeded.TagNum"));
        }
        let keys = asked.tags.values().map(|(key, _)| key.unwrap_or_default());
        for key in keys.clone() {
            check_key(key)?;
        }
        for (_, value) in asked.tags.values() {
            check_value(value.ok_or(Some("MissingParameter.TagValue"))?)?;
        }
        let mut seen = Vec::with_capacity(asked.tags.len());
        for key in keys {
            if seen.contains(&key) {
                return Err(Some("Forbidden.TagKey.Duplicated"));
            }
            seen.push(key);
        }
        let kind = asked.kind().ok_or(Some("InvalidInstanceType.NotFound"))?;
        if asked.ids.values().any(|id| id.is_empty()) {
            return Err(None);
        }
        for id in asked.ids.values() {
            let there = self.resources.get(*id).filter(|there| {
                there.account == account && there.region == asked.region && there.kind == kind
            });
            let there = there.ok_or(Some("InvalidInstanceIds.NotFound"))?;
            let new = seen.iter().filter(|key| !there.tags.contains_key(**key));
            if there.tags.len() + new.count() > MOST_TAGS {
                return Err(Some("QuotaExceeded.TagNum"));
            }
        }
        for id in asked.ids.values() {
            if let Some(there) = self.resources.get_mut(*id) {
                for (key, value) in asked.tags.values() {
                    let (key, value) = (key.unwrap_or_default(), value.unwrap_or_default());
                    there.tags.insert(key.to_owned(), value.to_owned());
                }
            }
        }
        Ok(())
    }

    fn untag(&mut self, asked: &Asked<'_>, account: &str) {
        let kind = asked.kind();
        for id in asked.ids.values() {
            let Some(there) = self.resources.get_mut(*id) else {
                continue;
            };
            if there.account != account || there.region != asked.region || Some(there.kind) != kind
            {
                continue;
            }
            if asked.all && asked.keys.is_empty() {
                there.tags.clear();
            }
            for key in &asked.keys {
                there.tags.remove(*key);
            }
        }
    }

    fn rows(&self, asked: &Asked<'_>, account: &str) -> usize {
        let kind = asked.kind();
        let shown = |there: &&Stored| {
            there.account == account
                && there.region == asked.region
                && kind.is_none_or(|kind| kind == there.kind)
                && asked.tags.values().all(|(key, value)| {
                    let there = there.tags.get(key.unwrap_or_default());
                    there.is_some_and(|there| value.is_none_or(|value| value == there))
                })
        };
        // Rows are what a listing hands out, so they are made and not counted.
        let rows = |(id, there): (&str, &Stored)| -> Vec<(String, String, String)> {
            let tags = there.tags.iter();
            tags.map(|(key, value)| (id.to_owned(), key.clone(), value.clone()))
                .collect()
        };
        let rows: Vec<_> = if asked.ids.is_empty() {
            let all = self.resources.iter().filter(|(_, there)| shown(there));
            all.flat_map(|(id, there)| rows((id, there))).collect()
        } else {
            let mut ids: Vec<&str> = asked.ids.values().copied().collect();
            ids.sort_unstable();
            ids.dedup();
            let named = ids
                .into_iter()
                .filter_map(|id| Some((id, self.resources.get(id)?)));
            named
                .filter(|(_, there)| shown(there))
                .flat_map(rows)
                .collect()
        };
        black_box(rows).len()
    }
}

fn check_key(key: &str) -> Result<(), Option<&'static str>> {
    if key.is_empty() {
        return Err(Some("MissingParameter.TagKey"));
    }
    if key.starts_with("aliyun") {
        return Err(Some("Forbidden.TagKeys"));
    }
    let is_valid = key.chars().count() <= MOST_IN_KEY
        && key.chars().all(is_listed)
        && key.starts_with(|first: char| first.is_ascii_alphabetic());
    if is_valid {
        Ok(())
    } else {
        Err(Some("InvalidTagKey"))
    }
}

fn check_value(value: &str) -> Result<(), Option<&'static str>> {
    let is_valid = value.chars().count() <= MOST_IN_VALUE
        && value.chars().all(is_listed)
        && !value.starts_with("aliyun");
    if is_valid {
        Ok(())
    } else {
        Err(Some("InvalidTagValue"))
    }
}

fn is_listed(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-')
}
