//! A baseline file brought up to a run, without losing what else it says.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TomlError, value};

use crate::check::{Baseline, KeptError, Run};

/// The text of a baseline file as what can be brought up to a run: its entries
/// are `[[known]]`, or there are none yet.
pub(super) fn editable(file: &str, text: &str) -> Result<DocumentMut, KeptError> {
    let mut document: DocumentMut = text.parse().map_err(|wrong: TomlError| {
        let at = wrong.span().map_or(0, |span| span.start);
        KeptError::at(file, text, at, wrong.message().to_owned())
    })?;
    let known = document
        .entry("known")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    if known.is_array_of_tables() {
        return Ok(document);
    }
    let what = "known is written as [[known]] in a file that is updated".to_owned();
    Err(KeptError::at(file, text, 0, what))
}

/// The text of a baseline file brought up to a run: entries that are stale are
/// taken out and failures that it does not know are added; everything else,
/// comments too, stays as it is.
pub(super) fn updated(
    baseline: &Baseline,
    mut document: DocumentMut,
    run: &Run,
    whole: bool,
) -> String {
    let stale = baseline.stale(run, whole);
    let known = document.get_mut("known");
    let Some(known) = known.and_then(Item::as_array_of_tables_mut) else {
        return document.to_string();
    };
    known.retain(|entry| {
        let id = entry.get("id").and_then(Item::as_str);
        id.is_none_or(|id| !stale.contains(id))
    });
    for failure in &run.failures {
        if baseline.knows(&failure.id).is_none() {
            let mut entry = Table::new();
            entry.insert("id", value(&failure.id));
            let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
            let (expected, observed) = (first(&failure.expected), first(&failure.observed));
            let reason = format!("not looked at yet: expected {expected}, got {observed}");
            entry.insert("reason", value(reason));
            entry.insert("case", value(&failure.case));
            known.push(entry);
        }
    }
    document.to_string()
}
