//! `tagproof explain`: one name in words.

use std::fmt::Write as _;
use std::io::Write;

use crate::cases::Library;
use crate::check::needed;
use crate::contract::{
    AMBIGUITIES, AXES, Ability, Axis, Binding, CLAUSES, ClauseId, Edition, Stated, THROTTLING,
    WEATHER, Weather, clause_named, editions, nearest, treatment,
};
use crate::endpoint::{Mutant, mutant_named, mutants};

use super::error::CliError;
use super::exit::Exit;
use super::list_args::ExplainArgs;
use super::selection::library;
use super::target;

/// Explains whatever has this name.
pub(super) fn explain_command(args: &ExplainArgs, out: &mut dyn Write) -> Result<Exit, CliError> {
    let edition = target::edition(&args.edition)?;
    let library = library(None, edition)?;
    let id = args.id.as_str();
    let text = clause_named(id)
        .map(|clause| explain_clause(clause, edition, &library))
        .or_else(|| {
            AXES.iter()
                .find(|axis| axis.id == id)
                .map(|axis| explain_axis(axis, edition))
        })
        .or_else(|| {
            let mut known = Ability::all(edition);
            known
                .find(|ability| ability.to_string() == id)
                .map(|ability| explain_ability(ability, edition, &library))
        })
        .or_else(|| library.get(id).map(|case| explain_case(case, edition)))
        .or_else(|| mutant_named(id.strip_prefix("mutant:").unwrap_or(id)).map(explain_mutant))
        .or_else(|| {
            editions()
                .find(|known| known.name == id)
                .map(|known| format!("{}\n{}\n", known.name, known.about))
        })
        .or_else(|| explain_ambiguity(id))
        .or_else(|| (id == "weather").then(explain_weather))
        .or_else(|| {
            let exit = id
                .strip_prefix("exit-")
                .unwrap_or(id)
                .parse()
                .ok()
                .and_then(Exit::of_number)?;
            Some(format!(
                "exit code {}: {}\n{}\n",
                exit.code(),
                exit.meaning(),
                exit.advice()
            ))
        });
    let Some(text) = text else {
        let known = CLAUSES
            .iter()
            .map(|clause| clause.id)
            .chain(AXES.iter().map(|axis| axis.id))
            .chain(mutants().map(|mutant| mutant.name))
            .chain(editions().map(|edition| edition.name))
            .chain(library.cases().iter().map(|case| case.id.as_str()));
        return Err(CliError::Unknown {
            what: "name",
            name: id.to_owned(),
            nearest: nearest(id, known),
            list: "cases|clauses|axes|abilities|mutants",
        });
    };
    write!(out, "{text}")?;
    Ok(Exit::Conforms)
}

/// What is weather, which `run`, `fuzz` and `judge` know from the same table.
fn explain_weather() -> String {
    let statuses = WEATHER
        .iter()
        .map(|(status, weather)| format!("status {status}: {}\n", weather.meaning()));
    let codes = THROTTLING
        .iter()
        .map(|code| format!("code {code}: {}\n", Weather::Throttled.meaning()));
    let about = "weather: what says nothing about a call, and fails nothing\n".to_owned();
    let unheard =
        "no answer at all (reset, cut off, too late): nobody knows whether the call is done\n";
    [about]
        .into_iter()
        .chain(statuses)
        .chain(codes)
        .chain([unheard.to_owned()])
        .collect()
}

fn explain_clause(clause: ClauseId, edition: &Edition, library: &Library) -> String {
    let mut text = format!(
        "{}  {}\n{}\n",
        clause.id,
        clause.level.as_str(),
        edition.words(&clause)
    );
    let _ = writeln!(text, "place: {}", clause.place);
    let codes = clause.codes(edition.refusals);
    if codes != Stated::Nothing {
        let _ = writeln!(text, "code: {}", codes.words());
    }
    if let Some(settled) = clause.settled {
        let _ = writeln!(text, "why settled so: {settled}");
    }
    if !clause.sources.is_empty() {
        let _ = writeln!(text, "ambiguities: {}", clause.sources.join(", "));
    }
    for case in library
        .cases()
        .iter()
        .filter(|case| case.clauses.contains(&clause))
    {
        let kind = if case.is_negative() {
            "negative"
        } else {
            "positive"
        };
        let _ = writeln!(text, "case: {} ({kind})", case.id);
    }
    text
}

fn explain_ability(ability: Ability, edition: &Edition, library: &Library) -> String {
    let needs = |case: &&crate::cases::Case| needed(case, edition).contains(&ability);
    let cases: Vec<&str> = library
        .cases()
        .iter()
        .filter(needs)
        .map(|case| case.id.as_str())
        .collect();
    let mut text = format!("{ability}: the target {}\n", ability.about());
    let _ = writeln!(
        text,
        "{} cases need it; --without {ability} leaves them out of the verdict",
        cases.len()
    );
    for case in cases {
        let _ = writeln!(text, "case: {case}");
    }
    text
}

fn explain_axis(axis: &Axis, edition: &Edition) -> String {
    let binding = match axis.binding {
        Binding::Consistent => "consistent: an implementation stays with one option",
        Binding::Free => "free: any option each time; reported, not judged",
    };
    let mut text = format!("{}  {binding}\n{}\n", axis.id, axis.about);
    for option in axis.options {
        let _ = writeln!(
            text,
            "option {}: {}",
            option.id,
            edition.refusals.filled(option.about)
        );
    }
    for (other, options) in axis.visible_if {
        let _ = writeln!(text, "seen only while {other} is {}", options.join(" or "));
    }
    if let Some((_, options)) = edition
        .settled
        .iter()
        .find(|(settled, _)| *settled == axis.id)
    {
        let _ = writeln!(
            text,
            "edition {} leaves: {}",
            edition.name,
            options.join(", ")
        );
    }
    if !axis.sources.is_empty() {
        let _ = writeln!(text, "ambiguities: {}", axis.sources.join(", "));
    }
    text
}

fn explain_case(case: &crate::cases::Case, edition: &Edition) -> String {
    let mut text = format!("{}\n", case.id);
    if let Some(note) = &case.note {
        let _ = writeln!(text, "{note}");
    }
    for clause in &case.clauses {
        let broken = if case.violates.contains(clause) {
            " (broken by its last tag step)"
        } else {
            ""
        };
        let _ = writeln!(text, "clause {clause}{broken}: {}", edition.words(clause));
    }
    for (axis, option) in &case.given {
        let _ = writeln!(text, "expectations hold given {axis}={option}");
    }
    let _ = writeln!(text, "steps: {}", case.steps.len());
    let _ = writeln!(text, "from {}:{}", case.origin.file(), case.origin.line());
    text
}

fn explain_mutant(mutant: &Mutant) -> String {
    let mut text = format!(
        "{}: breaks {}\n{}\n",
        mutant.name, mutant.clause, mutant.about
    );
    if !mutant.aliases.is_empty() {
        let _ = writeln!(text, "formerly: {}", mutant.aliases.join(", "));
    }
    text
}

fn explain_ambiguity(id: &str) -> Option<String> {
    let number: usize = id.strip_prefix('A')?.parse().ok()?;
    if !(1..=AMBIGUITIES).contains(&number) {
        return None;
    }
    Some(match treatment(id) {
        Ok(by) => format!("{id} is taken up by {}\n", by.join(", ")),
        Err(reason) => format!("{id} is not judged: {}\n", reason.unwrap_or_default()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_weather_is_told_and_stands_in_the_readme() {
        let told = explain_weather();
        let readme = include_str!("../../README.md");
        let begin = readme.find("*Weather* is never a failure").unwrap();
        let (paragraph, _) = readme[begin..].split_once("\n\n").unwrap();
        for (status, _) in WEATHER {
            let status = status.to_string();
            assert!(told.contains(&format!("status {status}: ")), "{told}");
            assert!(paragraph.contains(&status), "{status}");
        }
        for code in THROTTLING {
            assert!(told.contains(code), "{told}");
            assert!(paragraph.contains(code.trim_end_matches('*')), "{code}");
        }
    }
}
