//! Reads suite files: TOML with one `[[case]]` a case.

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::contract::{CLAUSES, Edition, axis_named, clause_named, nearest};

use super::binding::amount;
use super::case::{
    Action, Case, Delivery, Expect, Method, Need, Place, ReadBack, Side, Step, Wire,
};

/// What is wrong with a suite file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct SuiteError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSuite {
    #[serde(default)]
    case: Vec<Spanned<RawCase>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawCase {
    id: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    clauses: Vec<String>,
    violates: Option<Value>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    given: toml::Table,
    #[serde(default)]
    axes: Vec<String>,
    note: Option<String>,
    read_back: Option<String>,
    #[serde(default)]
    step: Vec<Spanned<RawStep>>,
    twin: Option<Spanned<RawStep>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawStep {
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
    #[serde(default)]
    omit: Vec<String>,
    #[serde(default)]
    set: toml::Table,
    #[serde(default)]
    add: Vec<(String, String)>,
    raw: Option<String>,
    #[serde(default)]
    keys: Vec<String>,
    #[serde(default)]
    all: bool,
    keyword: Option<String>,
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

/// The cases of one suite file.
pub fn parse(file: &str, text: &str, edition: &Edition) -> Result<Vec<Case>, SuiteError> {
    let reader = Reader {
        file,
        text,
        edition,
    };
    let raw: RawSuite = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        reader.error(at, error.message().to_owned())
    })?;
    if raw.case.is_empty() {
        return Err(reader.error(0, "no [[case]] in the file".to_owned()));
    }
    raw.case
        .into_iter()
        .map(|case| {
            let at = case.span().start;
            reader.case(at, case.into_inner())
        })
        .collect()
}

/// A key and a value, either of which may be left out.
type TagTemplate = (Option<String>, Option<String>);

/// A fixture and the tags that it then has.
type Expected = (String, Vec<(String, String)>);

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    edition: &'a Edition,
}

impl Reader<'_> {
    fn error(&self, at: usize, what: String) -> SuiteError {
        SuiteError {
            file: self.file.to_owned(),
            line: self.line(at),
            what,
        }
    }

    fn line(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or(self.text);
        before.matches('\n').count() + 1
    }

    fn case(&self, at: usize, raw: RawCase) -> Result<Case, SuiteError> {
        let fail = |what: String| Err(self.error(at, what));
        if !is_case_id(&raw.id) {
            return fail(format!(
                "case id '{}' is not of the form topic/kebab-case",
                raw.id
            ));
        }
        let needs = raw
            .needs
            .iter()
            .map(|name| {
                Need::parse(name).ok_or_else(|| {
                    self.error(at, format!("fixture '{name}' is not of the form vpc, vpc#2, vswitch@other-region or eip@other-account"))
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let violates = match raw.violates {
            None => Vec::new(),
            Some(Value::String(one)) => vec![self.clause(at, &one)?],
            Some(Value::Array(several)) => several
                .iter()
                .map(|value| self.clause(at, value.as_str().unwrap_or_default()))
                .collect::<Result<_, _>>()?,
            Some(other) => {
                return fail(format!(
                    "violates is a clause or a list of clauses, not {other}"
                ));
            }
        };
        let mut clauses = raw
            .clauses
            .iter()
            .map(|id| self.clause(at, id))
            .collect::<Result<Vec<_>, _>>()?;
        for clause in &violates {
            if !clauses.contains(clause) {
                clauses.push(clause);
            }
        }
        if clauses.is_empty() && raw.axes.is_empty() {
            return fail(format!("case '{}' names no clause", raw.id));
        }
        let given = raw
            .given
            .iter()
            .map(|(axis, option)| {
                let option = option.as_str().unwrap_or_default();
                // The page of record is what suites are written from.
                Edition::of_record()
                    .readings_given([(axis.as_str(), option)])
                    .map_err(|error| self.error(at, error.to_string()))?;
                Ok((axis.clone(), option.to_owned()))
            })
            .collect::<Result<Vec<_>, SuiteError>>()?;
        if let Some(unknown) = raw.axes.iter().find(|axis| axis_named(axis).is_none()) {
            return fail(format!("unknown axis '{unknown}'"));
        }
        let read_back = match raw.read_back.as_deref() {
            None | Some("every") => ReadBack::Every,
            Some("end") => ReadBack::End,
            Some(other) => return fail(format!("read-back is 'every' or 'end', not '{other}'")),
        };
        let mut names: Vec<String> = raw.needs.clone();
        let mut steps = Vec::new();
        for step in raw.step {
            let at = step.span().start;
            steps.push(self.step(at, step.into_inner(), &mut names)?);
        }
        if steps.is_empty() {
            return fail(format!("case '{}' has no [[case.step]]", raw.id));
        }
        let twin = raw
            .twin
            .map(|twin| {
                let at = twin.span().start;
                self.step(at, twin.into_inner(), &mut names)
            })
            .transpose()?;
        let mut case = Case {
            id: raw.id,
            aliases: raw.aliases,
            clauses,
            violates,
            needs,
            given,
            axes: raw.axes,
            note: raw.note,
            steps,
            twin,
            read_back,
            place: Place {
                file: self.file.to_owned(),
                line: self.line(at),
            },
        };
        case.speak_for_codes();
        Ok(case)
    }

    fn clause(&self, at: usize, id: &str) -> Result<&'static str, SuiteError> {
        clause_named(id).map(|clause| clause.id).ok_or_else(|| {
            let hint = nearest(id, CLAUSES.iter().map(|clause| clause.id))
                .map(|near| format!(", did you mean '{near}'?"))
                .unwrap_or_default();
            self.error(at, format!("unknown clause '{id}'{hint}"))
        })
    }

    fn step(&self, at: usize, raw: RawStep, names: &mut Vec<String>) -> Result<Step, SuiteError> {
        let fail = |what: String| Err(self.error(at, what));
        let action = match raw.action.as_deref() {
            None | Some("tag") => Action::Tag,
            Some("untag") => Action::Untag,
            Some("list") => Action::List,
            Some("describe-tags") => Action::DescribeTags,
            Some("describe-tag-keys") => Action::DescribeTagKeys,
            Some("create") => Action::Create,
            Some("delete") => Action::Delete,
            Some(other) => {
                return fail(format!(
                    "do is tag, untag, list, describe-tags, describe-tag-keys, create or delete, not '{other}'"
                ));
            }
        };
        for id in raw.ids.iter().filter(|id| !id.starts_with('=')) {
            if names.contains(id) {
                continue;
            }
            if action == Action::Create && Need::parse(id).is_some() {
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
            Some(other) => return fail(format!("method is GET, POST or FORM, not '{other}'")),
        };
        let wire = match raw.wire.as_deref() {
            None => None,
            Some("json") => Some(Wire::Json),
            Some("xml") => Some(Wire::Xml),
            Some(other) => return fail(format!("wire is json or xml, not '{other}'")),
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
            delivery: Delivery { method, wire },
            omit: raw.omit,
            set: self.pairs(at, "set", &raw.set)?,
            add: raw.add,
            raw: raw.raw,
            keys: raw.keys,
            all: raw.all,
            keyword: raw.keyword,
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
                Ok((from..from + count)
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

fn is_case_id(id: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    id.split_once('/')
        .is_some_and(|(topic, name)| word(topic) && word(name))
}
