//! An edition that a file describes: what it is based on, and what differs.

use std::ops::RangeInclusive;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::axes::{AXES, axis_named};
use super::axis::Axis;
use super::edition::{Edition, EditionFile, ResourceType};
use super::nearest;
use super::products::{edition_named, editions};

/// The JSON Schema of such files.
pub const EDITION_SCHEMA: &str = include_str!("edition.schema.json");

/// What is wrong with the file of an edition, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct EditionFileError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    name: Option<Spanned<String>>,
    based_on: Spanned<String>,
    about: Option<String>,
    ids: Option<Spanned<i64>>,
    tags: Option<Spanned<i64>>,
    quota: Option<Spanned<i64>>,
    key_length: Option<Spanned<i64>>,
    value_length: Option<Spanned<i64>>,
    types: Option<Vec<Spanned<String>>>,
    settled: Option<toml::Table>,
}

/// Resource ids in a call: a case has as many resources.
const IDS: RangeInclusive<i64> = 2..=100;

/// Tags in a call: all of them fit into a query, at their longest.
const TAGS: RangeInclusive<i64> = 2..=100;

/// Tags on a resource: cases count down from it by ten, and fill many.
const QUOTA: RangeInclusive<i64> = 11..=200;

/// Characters: cases have texts of some, and what they write out must stay small.
const LENGTH: RangeInclusive<i64> = 10..=512;

/// Reads an edition from the text of a file: TOML with `based-on`, the name of an
/// edition, and whichever of `name`, `about`, `ids`, `tags`, `quota`,
/// `key-length`, `value-length`, `types` and `[settled]` differ. It lives as long
/// as the process, like the editions that are part of tagproof.
///
/// # Errors
///
/// When it is not of this form, or names an edition, type, axis or option that
/// there is not.
pub fn edition_from(file: &str, text: &str) -> Result<&'static Edition, EditionFileError> {
    let reader = Reader { file, text };
    let written: Written = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        reader.error(at, error.message().to_owned())
    })?;
    let based_on = written.based_on.get_ref();
    let base = edition_named(based_on).ok_or_else(|| {
        let near = nearest(based_on, editions().map(|edition| edition.name));
        let near = near.map_or_else(String::new, |near| format!(", did you mean '{near}'?"));
        let what = format!("unknown edition '{based_on}'{near}");
        reader.error(written.based_on.span().start, what)
    })?;
    let mut edition = base.clone();
    edition.name = reader.name(written.name)?;
    edition.file = Some(EditionFile {
        path: leaked(file.to_owned()),
        text: leaked(text.to_owned()),
    });
    // What kills a mutant within other limits is not known to do so within these.
    edition.kill_matrix = "";
    edition.about = leaked(
        written
            .about
            .unwrap_or_else(|| format!("{file}, based on {based_on}.")),
    );
    for (limit, said, range) in [
        (&mut edition.ids, &written.ids, IDS),
        (&mut edition.tags, &written.tags, TAGS),
        (&mut edition.quota, &written.quota, QUOTA),
        (&mut edition.key.length, &written.key_length, LENGTH),
        (&mut edition.value.length, &written.value_length, LENGTH),
    ] {
        if let Some(said) = said {
            *limit = reader.limit(said, &range)?;
        }
    }
    if let Some(types) = &written.types {
        edition.types = reader.types(types, base)?;
    }
    if let Some(settled) = written.settled {
        edition.settled = reader.settled(settled, base)?;
    }
    Ok(Box::leak(Box::new(edition)))
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
}

impl Reader<'_> {
    fn error(&self, at: usize, what: String) -> EditionFileError {
        let before = self.text.get(..at).unwrap_or(self.text);
        EditionFileError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            what,
        }
    }

    /// The name that is said, or that of the file.
    fn name(&self, said: Option<Spanned<String>>) -> Result<&'static str, EditionFileError> {
        let (at, name) = match said {
            Some(said) => (said.span().start, said.into_inner()),
            None => (0, stem(self.file).to_owned()),
        };
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        if name.is_empty() || !name.chars().all(is_plain) {
            let what = format!("name '{name}' is not made of letters, digits, '-', '_' and '.'");
            return Err(self.error(at, what));
        }
        if edition_named(&name).is_some() {
            let what = format!("'{name}' is an edition of tagproof's own; say another name");
            return Err(self.error(at, what));
        }
        Ok(leaked(name))
    }

    fn limit(
        &self,
        said: &Spanned<i64>,
        range: &RangeInclusive<i64>,
    ) -> Result<usize, EditionFileError> {
        let number = *said.get_ref();
        usize::try_from(number)
            .ok()
            .filter(|_| range.contains(&number))
            .ok_or_else(|| {
                let (least, most) = (range.start(), range.end());
                let what = format!("{number} is not a number from {least} to {most}");
                self.error(said.span().start, what)
            })
    }

    fn types(
        &self,
        said: &[Spanned<String>],
        base: &Edition,
    ) -> Result<&'static [ResourceType], EditionFileError> {
        if said.is_empty() {
            return Err(self.error(0, "types is empty: leave it out, or name some".to_owned()));
        }
        let mut types: Vec<ResourceType> = Vec::new();
        for said in said {
            let name = said.get_ref();
            let fail = |what: String| Err(self.error(said.span().start, what));
            if name.is_empty() {
                return fail("a type has a name".to_owned());
            }
            if types.iter().any(|known| known.name == *name) {
                return fail(format!("type '{name}' stands there before"));
            }
            // What the base knows in whatever spelling can be created.
            let mut known = base.types.iter();
            let of = known.find(|known| known.name.eq_ignore_ascii_case(name));
            types.push(ResourceType {
                name: leaked(name.clone()),
                kind: of.and_then(|known| known.kind),
            });
        }
        // The suites create and tag one of each.
        let mut created = base.types.iter().filter(|known| known.kind.is_some());
        let is_there = |known: &ResourceType| types.iter().any(|one| one.kind == known.kind);
        if let Some(missing) = created.find(|known| !is_there(known)) {
            let what = format!(
                "types lacks {}, which cases tag: name it, and leave it out of a run by --without",
                missing.name
            );
            return Err(self.error(said[0].span().start, what));
        }
        Ok(Box::leak(types.into_boxed_slice()))
    }

    /// What the base settles, and what is said besides.
    fn settled(
        &self,
        said: toml::Table,
        base: &Edition,
    ) -> Result<&'static [(&'static str, &'static [&'static str])], EditionFileError> {
        let at = self.text.find("[settled]").unwrap_or(0);
        let mut settled = base.settled.to_vec();
        for (name, value) in said {
            let at = at + self.text[at..].find(&name).unwrap_or(0);
            let fail = |what: String| self.error(at, what);
            let axis: &'static Axis =
                AXES.iter().find(|axis| axis.id == name).ok_or_else(|| {
                    let near = nearest(&name, AXES.iter().map(|axis| axis.id));
                    let near =
                        near.map_or_else(String::new, |near| format!(", did you mean '{near}'?"));
                    fail(format!("unknown axis '{name}'{near}"))
                })?;
            let options = match value {
                Value::String(one) => vec![one],
                Value::Array(several) => several
                    .into_iter()
                    .map(|option| option.as_str().unwrap_or_default().to_owned())
                    .collect(),
                other => {
                    let what = format!("{name} is an option or a list of options, not {other}");
                    return Err(fail(what));
                }
            };
            let mut left: Vec<&'static str> = Vec::new();
            for option in options {
                let known = axis.options.iter().find(|known| known.id == option);
                let known = known.ok_or_else(|| {
                    let all: Vec<&str> = axis.options.iter().map(|option| option.id).collect();
                    let all = all.join(", ");
                    fail(format!(
                        "axis '{name}' has no option '{option}'; it has {all}"
                    ))
                })?;
                left.push(known.id);
            }
            let admitted =
                axis_named(axis.id).map_or_else(Vec::new, |id| base.readings().names(id));
            if left.is_empty() || !left.iter().all(|option| admitted.contains(option)) {
                let admitted = admitted.join(", ");
                let what = format!("on axis '{name}' {} leaves {admitted}", base.name);
                return Err(fail(what));
            }
            settled.retain(|(there, _)| *there != axis.id);
            settled.push((axis.id, Box::leak(left.into_boxed_slice())));
        }
        Ok(Box::leak(settled.into_boxed_slice()))
    }
}

/// The name of a file without folders and ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name)
}

fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_taken_and_the_rest_is_that_of_the_base() {
        let text = "based-on = 'vpc-2023-03'\nquota = 50\ntypes = ['vpc', 'VSWITCH', 'ROUTETABLE', 'EIP', 'VpnGateway', 'NATGATEWAY', 'BOX']\n[settled]\nexisting-key = 'overwrite'\n";
        let edition = edition_from("a/fifty.toml", text).unwrap();
        assert_eq!(
            (edition.name, edition.quota, edition.ids),
            ("fifty", 50, 20)
        );
        let kinds: Vec<bool> = edition.types.iter().map(|it| it.kind.is_some()).collect();
        assert_eq!(kinds, [true, true, true, true, true, true, false]);
        let axis = axis_named("existing-key").unwrap();
        assert_eq!(edition.readings().names(axis), ["overwrite"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_line_and_field() {
        for (text, told) in [
            ("", "f.toml:1: missing field `based-on`"),
            (
                "based-on = 'vpc-2023'",
                "f.toml:1: unknown edition 'vpc-2023', did you mean 'vpc-2023-03'?",
            ),
            (
                "based-on = 'vpc-2023-03'\nquota = 0",
                "f.toml:2: 0 is not a number from 11 to 200",
            ),
            (
                "based-on = 'vpc-2023-03'\nquotas = 50",
                "f.toml:2: unknown field `quotas`",
            ),
            (
                "based-on = 'vpc-2023-03'\n\ntypes = ['BOX', 'VPC']",
                "f.toml:3: types lacks VSWITCH, which cases tag",
            ),
            (
                "based-on = 'vpc-2023-03'\n[settled]\nexisting-keys = 'overwrite'",
                "f.toml:3: unknown axis 'existing-keys', did you mean 'existing-key'?",
            ),
            (
                "based-on = 'vpc-2023-03'\n[settled]\nexisting-key = 'maybe'",
                "f.toml:3: axis 'existing-key' has no option 'maybe'; it has overwrite, rejected, rejected-unless-equal",
            ),
            (
                "based-on = 'vpc-2024-06'\n[settled]\ntype-case = 'exact'",
                "f.toml:3: on axis 'type-case' vpc-2024-06 leaves any-case",
            ),
            (
                "based-on = 'cbn-2024-06'\n[settled]\nexisting-key = ['overwrite', 'rejected']",
                "f.toml:3: on axis 'existing-key' cbn-2024-06 leaves overwrite, rejected-unless-equal",
            ),
            (
                "based-on = 'vpc-2023-03'\nname = 'vpc-2024-06'",
                "f.toml:2: 'vpc-2024-06' is an edition of tagproof's own; say another name",
            ),
        ] {
            let error = edition_from("f.toml", text).unwrap_err().to_string();
            assert!(error.starts_with(told), "{error}");
        }
    }
}
