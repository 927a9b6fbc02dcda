//! `tagproof list`: what there is, one a line or as JSON.

use std::io::Write;

use serde_json::{Value, json};

use crate::cases::{Library, SUITE_SCHEMA};
use crate::check::{BASELINE_SCHEMA, counted, needed};
use crate::contract::clauses::listed;
use crate::contract::{
    Ability, Binding, EDITION_SCHEMA, Edition, NOT_JUDGED, editions, visible, visible_json,
};
use crate::endpoint::mutants_of;
use crate::proof::{Kill, kills};
use crate::report::REPORT_SCHEMA;

use super::error::CliError;
use super::exit::Exit;
use super::list_args::{FormatArg, ListArgs, Listed, SchemaOf};
use super::selection::library;
use super::target;

/// One row: its name, what follows it in text, and the whole as JSON.
struct Row {
    name: String,
    text: String,
    json: Value,
}

/// Lists what was asked for.
pub(super) fn list_command(args: &ListArgs, out: &mut dyn Write) -> Result<Exit, CliError> {
    let edition = target::edition(&args.edition)?;
    let rows = match args.what {
        Listed::Cases => cases(&library(args.suites.as_deref(), edition)?),
        Listed::Clauses => clauses(edition, &library(args.suites.as_deref(), edition)?),
        Listed::Axes => axes(edition),
        Listed::Abilities => abilities(edition, &library(args.suites.as_deref(), edition)?),
        Listed::Mutants => mutants(edition),
        Listed::Editions => edition_rows(),
        Listed::Schema => {
            // It is JSON, whatever is asked for.
            let schema = match args.of {
                SchemaOf::Suite => SUITE_SCHEMA,
                SchemaOf::Baseline => BASELINE_SCHEMA,
                SchemaOf::Report => REPORT_SCHEMA,
                SchemaOf::Edition => EDITION_SCHEMA,
            };
            write!(out, "{schema}")?;
            return Ok(Exit::Conforms);
        }
    };
    match args.format {
        FormatArg::Text => {
            for row in &rows {
                writeln!(out, "{}  {}", row.name, visible(&row.text))?;
            }
        }
        FormatArg::Json => {
            let list: Vec<&Value> = rows.iter().map(|row| &row.json).collect();
            let list = serde_json::to_string_pretty(&list).unwrap_or_default();
            writeln!(out, "{}", visible_json(&list))?;
        }
    }
    Ok(Exit::Conforms)
}

fn cases(library: &Library) -> Vec<Row> {
    library
        .cases()
        .iter()
        .map(|case| {
            let kind = match case.violates.len() {
                0 => "positive",
                1 => "negative",
                _ => "precedence",
            };
            Row {
                name: case.id.clone(),
                text: format!("{kind}  {}", listed(&case.clauses, " ")),
                json: json!({
                    "id": case.id,
                    "kind": kind,
                    "clauses": case.clauses,
                    "violates": case.violates,
                    "axes": case.axes,
                    "note": case.note,
                    "file": case.origin.file(),
                    "line": case.origin.line(),
                }),
            }
        })
        .collect()
}

fn clauses(edition: &Edition, library: &Library) -> Vec<Row> {
    edition
        .clauses()
        .map(|clause| {
            let speaking: Vec<&crate::cases::Case> = library
                .cases()
                .iter()
                .filter(|case| case.clauses.contains(&clause))
                .collect();
            let killing: Vec<Kill> = kills(edition)
                .filter(|kill| kill.clause == clause)
                .collect();
            let positive = speaking.iter().filter(|case| !case.is_negative()).count();
            let negative = speaking.len() - positive;
            Row {
                name: clause.id.to_owned(),
                text: format!(
                    "{}  {positive} positive, {negative} negative, {} killed  {}",
                    clause.level.as_str(),
                    killing.len(),
                    edition.words(&clause)
                ),
                json: json!({
                    "id": clause.id,
                    "level": clause.level.as_str(),
                    "demanded": clause.is_demanded(),
                    "place": clause.place,
                    "words": edition.words(&clause),
                    "code": clause.codes(edition.refusals).usual().map(|row| row.code),
                    "ambiguities": clause.sources,
                    "cases": speaking.iter().map(|case| case.id.as_str()).collect::<Vec<_>>(),
                    "killed": killing.iter().map(|kill| json!({
                        "mutant": kill.mutant,
                        "case": kill.case,
                    })).collect::<Vec<_>>(),
                }),
            }
        })
        .chain(NOT_JUDGED.iter().map(|entry| Row {
            name: entry.id.to_owned(),
            text: format!("not judged  {}", entry.reason),
            json: json!({"id": entry.id, "level": "not judged", "words": entry.reason}),
        }))
        .collect()
}

fn axes(edition: &Edition) -> Vec<Row> {
    let settled = edition.readings();
    edition
        .axes()
        .map(|id| {
            let axis = id.axis();
            let left = settled.names(id);
            let binding = if axis.binding == Binding::Free { "free" } else { "consistent" };
            Row {
                name: axis.id.to_owned(),
                text: format!("{binding}  {}  {}", left.join(" | "), axis.about),
                json: json!({
                    "id": axis.id,
                    "binding": binding,
                    "about": axis.about,
                    "ambiguities": axis.sources,
                    "options": axis.options.iter().filter(|option| left.contains(&option.id)).map(|option| json!({
                        "id": option.id,
                        "about": edition.refusals.filled(option.about),
                    })).collect::<Vec<_>>(),
                    "settled": left.len() == 1,
                    "visible_if": axis.visible_if.iter().map(|(other, options)| json!({
                        "axis": other,
                        "options": options,
                    })).collect::<Vec<_>>(),
                }),
            }
        })
        .collect()
}

/// The abilities, each with how many cases need it.
fn abilities(edition: &Edition, library: &Library) -> Vec<Row> {
    let worth = counted(library.cases().iter().map(|case| needed(case, edition)));
    Ability::all(edition)
        .map(|ability| {
            let cases = worth.get(&ability).copied().unwrap_or(0);
            Row {
                name: ability.to_string(),
                text: format!("{cases} cases  {}", ability.about()),
                json: json!({"id": ability.to_string(), "cases": cases, "about": ability.about()}),
            }
        })
        .collect()
}

fn mutants(edition: &Edition) -> Vec<Row> {
    mutants_of(edition)
        .map(|mutant| Row {
            name: mutant.name.to_owned(),
            text: format!("{}  {}", mutant.clause, mutant.about),
            json: json!({
                "id": mutant.name,
                "aliases": mutant.aliases,
                "clause": mutant.clause,
                "about": mutant.about,
            }),
        })
        .collect()
}

fn edition_rows() -> Vec<Row> {
    editions()
        .map(|edition| Row {
            name: edition.name.to_owned(),
            text: edition.about.to_owned(),
            json: json!({
                "id": edition.name,
                "about": edition.about,
                "ids": edition.ids,
                "tags": edition.tags,
                "quota": edition.quota,
                "key_length": edition.key.length,
                "value_length": edition.value.length,
                "types": edition.types.iter().map(|known| known.name).collect::<Vec<_>>(),
            }),
        })
        .collect()
}
