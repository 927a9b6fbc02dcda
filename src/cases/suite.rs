//! Reads suite files: TOML with one `[[case]]` a case.

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::contract::{
    CLAUSES, ClauseId, Edition, Product, axis_named, clause_named, nearest, vpc,
};

use super::case::{Case, Need, ReadBack, Step};
use super::origin::Origin;
use super::reader::{Reader, SuiteError};
use super::suite_step::RawStep;
use super::transform::{in_parts, translated};

/// The cases of one suite file, which names the types of the edition's product.
pub fn parse(file: &str, text: &str, edition: &Edition) -> Result<Vec<Case>, SuiteError> {
    read(file, text, edition, edition.product)
}

/// The cases of a suite file that names the types of VPC and is meant for every
/// product: each type stands for the one in its place in the table of the
/// edition's product. A case goes that no type or operation stands for.
pub(super) fn shared(file: &str, text: &str, edition: &Edition) -> Result<Vec<Case>, SuiteError> {
    let cases = read(file, text, edition, &vpc::PRODUCT)?;
    let its = |case: Case| Some(in_parts(translated(case, edition)?, edition));
    Ok(cases.into_iter().filter_map(its).collect())
}

/// The cases of a suite file that is part of tagproof and of one product.
pub(super) fn own(file: &str, text: &str, edition: &Edition) -> Result<Vec<Case>, SuiteError> {
    let cases = parse(file, text, edition)?.into_iter();
    Ok(cases.map(|case| in_parts(case, edition)).collect())
}

fn read(
    file: &str,
    text: &str,
    edition: &Edition,
    product: &'static Product,
) -> Result<Vec<Case>, SuiteError> {
    let reader = Reader {
        file,
        text,
        edition,
        product,
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

impl Reader<'_> {
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
                Need::parse(name, self.product).ok_or_else(|| {
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
                clauses.push(*clause);
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
        let steps = self.steps_of(at, &raw.id, raw.step, &mut names)?;
        if !violates.is_empty() && steps.iter().any(|step| step.lane.is_some()) {
            return fail(format!(
                "case '{}' has steps at once, so it cannot say which of them violates a clause",
                raw.id
            ));
        }
        let twin = raw
            .twin
            .map(|twin| {
                let at = twin.span().start;
                self.step(at, twin.into_inner(), &mut names)
            })
            .transpose()?;
        let mut case = Case {
            product: self.product,
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
            origin: Origin::Suite {
                file: self.file.to_owned(),
                line: self.line(at),
            },
        };
        case.speak_for_codes(self.edition);
        Ok(case)
    }

    fn steps_of(
        &self,
        at: usize,
        id: &str,
        raw: Vec<Spanned<RawStep>>,
        names: &mut Vec<String>,
    ) -> Result<Vec<Step>, SuiteError> {
        let mut steps = Vec::new();
        for step in raw {
            let at = step.span().start;
            steps.extend(self.steps(at, step.into_inner(), names)?);
        }
        if steps.is_empty() {
            return Err(self.error(at, format!("case '{id}' has no [[case.step]]")));
        }
        Ok(steps)
    }

    fn clause(&self, at: usize, id: &str) -> Result<ClauseId, SuiteError> {
        clause_named(id).ok_or_else(|| {
            let hint = nearest(id, CLAUSES.iter().map(|clause| clause.id))
                .map(|near| format!(", did you mean '{near}'?"))
                .unwrap_or_default();
            self.error(at, format!("unknown clause '{id}'{hint}"))
        })
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
