//! The kill matrix as text and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::contract::Edition;
use crate::proof::{Fate, Matrix, Row, Scope};

/// A line a mutant: what became of it, its name, its clause, and the case that
/// killed it or the reading that it equals.
pub fn matrix_rows(matrix: &Matrix) -> String {
    matrix.rows.iter().fold(String::new(), |mut out, row| {
        // Writing to a text cannot fail.
        let _ = writeln!(out, "{}", line(row, matrix.scope));
        out
    })
}

/// The matrix with what it comes to.
pub fn matrix(matrix: &Matrix, edition: &Edition) -> String {
    let mut out = matrix_rows(matrix);
    if let Some(cases) = median(matrix) {
        let _ = writeln!(
            out,
            "cases to the first kill: {cases} in the middle, of {}",
            matrix.cases
        );
    }
    if !matches!(matrix.scope, Scope::Drawn(_)) {
        for unproved in matrix.unproved(edition) {
            let why = if unproved.alive.is_empty() {
                "no mutant of it dies".to_owned()
            } else {
                format!("{} lives", unproved.alive.join(", "))
            };
            let _ = writeln!(out, "without proof: {} ({why})", unproved.clause);
        }
    }
    let _ = writeln!(
        out,
        "{} mutants: {} killed, {} reading-equivalent, {} survived · {} {} cases · score {:.1} %",
        matrix.rows.len(),
        killed(matrix),
        equivalent(matrix),
        survived(matrix),
        matrix.cases,
        scope_words(matrix.scope),
        matrix.score()
    );
    out
}

/// The matrix as JSON.
pub fn matrix_json(matrix: &Matrix, edition: &Edition) -> String {
    let value = json!({
        "schema": 1,
        "tool": "tagproof",
        "version": env!("CARGO_PKG_VERSION"),
        "edition": edition.name,
        "scope": scope_words(matrix.scope),
        "cases": matrix.cases,
        "reference": "passed",
        "canary": "killed",
        "summary": {
            "mutants": matrix.rows.len(),
            "killed": killed(matrix),
            "reading_equivalent": equivalent(matrix),
            "survived": survived(matrix),
            "score": matrix.score(),
            "median_cases_to_kill": matrix.median_to_kill(),
        },
        "mutants": matrix.rows.iter().map(row).collect::<Vec<_>>(),
        "unproved": matrix.unproved(edition).iter().map(|unproved| json!({
            "clause": unproved.clause,
            "alive": unproved.alive,
        })).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn line(row: &Row, scope: Scope) -> String {
    let Row {
        mutant,
        clause,
        fate,
    } = row;
    match (fate, scope) {
        (Fate::Killed { case, after }, Scope::Drawn(_)) => {
            format!("killed {mutant} {clause} {case} after {after}")
        }
        (Fate::Killed { case, .. }, _) => format!("killed {mutant} {clause} {case}"),
        (Fate::Equivalent { reading }, _) => {
            format!("reading-equivalent {mutant} {clause} {reading}")
        }
        (Fate::Survived { other: Some(case) }, _) => {
            format!("survived {mutant} {clause}, though {case} fails")
        }
        (Fate::Survived { other: None }, _) => format!("survived {mutant} {clause}"),
    }
}

fn row(row: &Row) -> Value {
    let mut value = json!({"mutant": row.mutant, "clause": row.clause});
    match &row.fate {
        Fate::Killed { case, after } => {
            value["fate"] = "killed".into();
            value["case"] = case.as_str().into();
            value["after"] = (*after).into();
        }
        Fate::Equivalent { reading } => {
            value["fate"] = "reading-equivalent".into();
            value["reading"] = reading.as_str().into();
        }
        Fate::Survived { other } => {
            value["fate"] = "survived".into();
            value["other_case"] = other.as_deref().into();
        }
    }
    value
}

fn scope_words(scope: Scope) -> &'static str {
    match scope {
        Scope::Whole => "written and enumerated",
        Scope::SuiteOnly => "hand-written",
        Scope::Drawn(_) => "drawn",
    }
}

fn median(matrix: &Matrix) -> Option<usize> {
    matches!(matrix.scope, Scope::Drawn(_))
        .then(|| matrix.median_to_kill())
        .flatten()
}

fn killed(matrix: &Matrix) -> usize {
    matrix.count(|fate| matches!(fate, Fate::Killed { .. }))
}

fn equivalent(matrix: &Matrix) -> usize {
    matrix.count(|fate| matches!(fate, Fate::Equivalent { .. }))
}

fn survived(matrix: &Matrix) -> usize {
    matrix.count(|fate| matches!(fate, Fate::Survived { .. }))
}
