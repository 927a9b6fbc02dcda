//! Reads the steps of a case: what is done, on what, and what is expected.

use serde::Deserialize;
use toml::Value;

use super::case::{Action, Expect, Need, Side, Step};
use super::delivery::{Delivery, Method, Signing, Spelling, Wire};
use super::expand::amount;
use super::reader::{Reader, SuiteError};

/// A step as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawStep {
    #[serde(rename = "do")]
    action: Option<String>,
    #[serde(default)]
    ids: Vec<String>,
    tags: Option<Value>,
    #[serde(rename = "type")]
    resource_type: Option<String>,
    region: Option<String>,
    #[serde(rename = "as")]
    account: Option<String>,
    method: Option<String>,
    wire: Option<String>,
    signature: Option<String>,
    spelling: Option<String>,
    #[serde(default)]
    omit: Vec<String>,
    #[serde(default)]
    set: toml::Table,
    #[serde(default)]
    add: Vec<Vec<String>>,
    raw: Option<String>,
    #[serde(default)]
    keys: Vec<String>,
    #[serde(default)]
    all: bool,
    keyword: Option<String>,
    lane: Option<u32>,
    lanes: Option<u32>,
    #[serde(default)]
    robust: bool,
    expect: Option<RawExpect>,
    #[serde(default)]
    after: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExpect {
    status: Option<u16>,
    code: Option<String>,
    #[serde(default)]
    holds: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
}

/// A key and a value, either of which may be left out.
type TagTemplate = (Option<String>, Option<String>);

/// A fixture and the tags that it then has.
type Expected = (String, Vec<(String, String)>);

/// Tags that a range stands for, at most: one call has 20 and one resource too.
const MAX_RANGE: usize = 1000;

/// Callers at once, at most.
const MAX_LANES: u32 = 16;

impl Reader<'_> {
    /// The steps that are written at a place: one, or one for each lane.
    pub(super) fn steps(
        &self,
        at: usize,
        raw: RawStep,
        names: &mut Vec<String>,
    ) -> Result<Vec<Step>, SuiteError> {
        let lanes = match (raw.lane, raw.lanes) {
            (None, None) => return Ok(vec![self.step(at, raw, names)?]),
            (Some(lane), None) => lane..=lane,
            (None, Some(lanes)) => 1..=lanes,
            (Some(_), Some(_)) => {
                return Err(self.error(at, "lane and lanes exclude each other".to_owned()));
            }
        };
        if *lanes.start() == 0 || lanes.is_empty() || *lanes.end() > MAX_LANES {
            return Err(self.error(at, format!("lanes go from 1 to {MAX_LANES}")));
        }
        let step = self.step(at, raw, names)?;
        let may_be_made_at_once =
            !matches!(step.action, Action::Create | Action::Delete | Action::Rest)
                && step.expect.is_none()
                && step.after.is_empty()
                && step.raw.is_none()
                && !step.robust;
        if !may_be_made_at_once {
            return Err(self.error(
                at,
                "a step in a lane has no expect, after, raw or robust, and does not create or delete: what comes of it depends on the order".to_owned(),
            ));
        }
        Ok(lanes.map(|lane| step.clone().in_lane(lane)).collect())
    }

    /// The step that is written at a place; `names` are the fixtures that it may
    /// name, and gain those that it creates.
    pub(super) fn step(
        &self,
        at: usize,
        raw: RawStep,
        names: &mut Vec<String>,
    ) -> Result<Step, SuiteError> {
        let fail = |what: String| Err(self.error(at, what));
        let action = match raw.action.as_deref() {
            None | Some("tag") => Action::Tag,
            Some("untag") => Action::Untag,
            Some("list") => Action::List,
            Some("describe-tags") => Action::DescribeTags,
            Some("describe-tag-keys") => Action::DescribeTagKeys,
            Some("create") => Action::Create,
            Some("delete") => Action::Delete,
            Some("rest") => Action::Rest,
            Some(other) => {
                return fail(format!(
                    "do is tag, untag, list, describe-tags, describe-tag-keys, create, delete or rest, not '{other}'"
                ));
            }
        };
        for id in raw.ids.iter().filter(|id| !id.starts_with('=')) {
            if names.contains(id) {
                continue;
            }
            if action == Action::Create && Need::parse(id, self.product).is_some() {
                names.push(id.clone());
                continue;
            }
            return fail(format!(
                "'{id}' is not among the needs of the case; a literal id is written '={id}'"
            ));
        }
        let account = match raw.account.as_deref() {
            None | Some("own") => Side::Own,
            Some("other-account") => Side::Other,
            Some(other) => return fail(format!("as is 'own' or 'other-account', not '{other}'")),
        };
        let method = match raw.method.as_deref() {
            None => None,
            Some("GET") => Some(Method::Get),
            Some("POST") => Some(Method::Post),
            Some("FORM") => Some(Method::Form),
            Some("SPLIT") => Some(Method::Split),
            Some(other) => {
                return fail(format!("method is GET, POST, FORM or SPLIT, not '{other}'"));
            }
        };
        let wire = match raw.wire.as_deref() {
            None => None,
            Some("json") => Some(Wire::Json),
            Some("xml") => Some(Wire::Xml),
            Some(other) => return fail(format!("wire is json or xml, not '{other}'")),
        };
        let signing = match raw.signature.as_deref() {
            None => None,
            Some("v1") => Some(Signing::V1),
            Some("acs3") => Some(Signing::Acs3),
            Some(other) => return fail(format!("signature is v1 or acs3, not '{other}'")),
        };
        let spelling = match raw.spelling.as_deref() {
            None => None,
            Some("escaped") => Some(Spelling::Escaped),
            Some("plus") => Some(Spelling::Plus),
            Some("bare") => Some(Spelling::Bare),
            Some(other) => {
                return fail(format!("spelling is escaped, plus or bare, not '{other}'"));
            }
        };
        Ok(Step {
            action,
            ids: raw.ids,
            tags: raw
                .tags
                .map_or(Ok(Vec::new()), |tags| self.tags(at, &tags))?,
            resource_type: raw.resource_type,
            region: raw.region,
            account,
            delivery: Delivery {
                method,
                wire,
                signing,
                spelling,
            },
            omit: raw.omit,
            set: self.pairs(at, "set", &raw.set)?,
            add: self.added(at, raw.add)?,
            raw: raw.raw,
            keys: raw.keys,
            all: raw.all,
            keyword: raw.keyword,
            lane: None,
            robust: raw.robust,
            expect: raw
                .expect
                .map(|expect| self.expect(at, expect))
                .transpose()?,
            after: self.after(at, &raw.after, names)?,
            line: self.line(at),
        })
    }

    fn tags(&self, at: usize, value: &Value) -> Result<Vec<TagTemplate>, SuiteError> {
        const SHAPE: &str = "tags is a list of [\"key\", \"value\"] or [\"key\"], or { prefix = \"k\", count = 20 }";
        match value {
            Value::Array(list) => list
                .iter()
                .map(|tag| {
                    let fields: Option<Vec<&str>> = tag
                        .as_array()
                        .and_then(|tag| tag.iter().map(Value::as_str).collect());
                    match fields.as_deref() {
                        Some([key]) => Ok((Some((*key).to_owned()), None)),
                        Some([key, value]) => {
                            Ok((Some((*key).to_owned()), Some((*value).to_owned())))
                        }
                        _ => Err(self.error(at, format!("{SHAPE}; found {tag}"))),
                    }
                })
                .collect(),
            Value::Table(range) => {
                if let Some(unknown) = range
                    .keys()
                    .find(|name| !["prefix", "count", "from", "value"].contains(&name.as_str()))
                {
                    return Err(self.error(at, format!("{SHAPE}; unknown field '{unknown}'")));
                }
                let number = |name: &str, otherwise: usize| match range.get(name) {
                    None => Some(otherwise),
                    Some(Value::Integer(number)) => usize::try_from(*number).ok(),
                    Some(Value::String(text)) => amount(text, self.edition),
                    Some(_) => None,
                };
                let text = |name: &str, otherwise: &str| {
                    range.get(name).map_or(Some(otherwise.to_owned()), |text| {
                        text.as_str().map(str::to_owned)
                    })
                };
                let (Some(prefix), Some(count), Some(from), Some(value)) = (
                    text("prefix", "k"),
                    number("count", 1),
                    number("from", 1),
                    text("value", "v"),
                ) else {
                    return Err(self.error(at, SHAPE.to_owned()));
                };
                let end = from
                    .checked_add(count)
                    .filter(|_| count <= MAX_RANGE)
                    .ok_or_else(|| {
                        self.error(at, format!("{SHAPE}; count is at most {MAX_RANGE}"))
                    })?;
                Ok((from..end)
                    .map(|number| (Some(format!("{prefix}{number}")), Some(value.clone())))
                    .collect())
            }
            other => Err(self.error(at, format!("{SHAPE}; found {other}"))),
        }
    }

    fn pairs(
        &self,
        at: usize,
        field: &str,
        table: &toml::Table,
    ) -> Result<Vec<(String, String)>, SuiteError> {
        table
            .iter()
            .map(|(name, value)| match value {
                Value::String(text) => Ok((name.clone(), text.clone())),
                other => Err(self.error(at, format!("{field} takes texts; '{name}' is {other}"))),
            })
            .collect()
    }

    fn added(
        &self,
        at: usize,
        added: Vec<Vec<String>>,
    ) -> Result<Vec<(String, String)>, SuiteError> {
        added
            .into_iter()
            .map(|pair| match <[String; 2]>::try_from(pair) {
                Ok([name, value]) => Ok((name, value)),
                Err(other) => Err(self.error(
                    at,
                    format!("add is a list of [\"name\", \"value\"]; found {other:?}"),
                )),
            })
            .collect()
    }

    fn after(
        &self,
        at: usize,
        table: &toml::Table,
        names: &[String],
    ) -> Result<Vec<Expected>, SuiteError> {
        table
            .iter()
            .map(|(name, tags)| {
                if !names.contains(name) {
                    return Err(self.error(
                        at,
                        format!("after names '{name}', which is not a fixture of the case"),
                    ));
                }
                let tags = tags.as_table().ok_or_else(|| {
                    self.error(at, format!("after.{name} is a table of keys and values"))
                })?;
                Ok((name.clone(), self.pairs(at, "after", tags)?))
            })
            .collect()
    }

    fn expect(&self, at: usize, raw: RawExpect) -> Result<Expect, SuiteError> {
        match raw {
            RawExpect { status: Some(200), code: None, holds, lacks } if holds.is_empty() && lacks.is_empty() => Ok(Expect::Accepted),
            RawExpect { status: Some(status @ 400..=499), code, holds, lacks } if holds.is_empty() && lacks.is_empty() => {
                Ok(Expect::Refused { status, code })
            }
            RawExpect { status: None, code: None, holds, lacks } if !(holds.is_empty() && lacks.is_empty()) => Ok(Expect::Shows { holds, lacks }),
            _ => Err(self.error(
                at,
                "expect is { status = 200 }, { status = 400, code = \"…\" } or { holds = [\"key\"], lacks = [\"key\"] }".to_owned(),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::suite::parse;
    use crate::contract::Edition;

    #[test]
    fn a_range_of_tags_has_a_bound() {
        let tags = |range: &str| {
            let text = format!(
                "[[case]]\nid = \"a/b\"\nclauses = [\"TR-TAG-QUOTA\"]\nneeds = [\"vpc\"]\n\
                 [[case.step]]\nids = [\"vpc\"]\ntags = {{ {range} }}\n"
            );
            let parsed = parse("a.toml", &text, Edition::of_record());
            parsed.map(|cases| cases[0].steps[0].tags.len())
        };
        assert_eq!(tags("count = 1000"), Ok(1000));
        for range in [
            "count = 1001",
            "count = 1000000000000",
            "count = 9223372036854775807, from = 9223372036854775807",
            "count = \"18446744073709551615\", from = 1",
            "count = 1, from = \"18446744073709551615\"",
        ] {
            let error = tags(range).unwrap_err().to_string();
            assert!(error.ends_with("; count is at most 1000"), "{error}");
        }
    }
}
