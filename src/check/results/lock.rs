//! The lock of a reading: a file that says which reading a target follows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;
use toml::Spanned;

use crate::contract::{Ability, AxisId, Edition, Readings, axis_named};

use super::kept::{Deviation, Kept, KeptError};
use super::run::{AxisResult, AxisStatus, Notice, Run};

/// The reading that a target is to keep: of every axis that it
/// pinned, the options that it may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    edition: String,
    /// What the target could do; none in a lock that says nothing of it.
    abilities: BTreeSet<Ability>,
    axes: Vec<Locked>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Locked {
    axis: AxisId,
    options: Vec<&'static str>,
    /// What showed it; told to readers and not read back.
    evidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLock {
    edition: Spanned<String>,
    #[serde(default)]
    abilities: Vec<Spanned<String>>,
    axes: BTreeMap<Spanned<String>, Spanned<RawOptions>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawOptions {
    One(String),
    Several(Vec<String>),
}

impl Lock {
    /// The lock of what a fingerprint found.
    pub fn of(
        edition: &Edition,
        readings: &[AxisResult],
        abilities: impl IntoIterator<Item = Ability>,
    ) -> Self {
        let axes = readings
            .iter()
            .filter(|reading| reading.status == AxisStatus::Pinned)
            .map(|reading| Locked {
                axis: reading.axis,
                options: reading.options.clone(),
                evidence: reading.evidence.join(", "),
            })
            .collect();
        Self {
            edition: edition.name.to_owned(),
            abilities: abilities.into_iter().collect(),
            axes,
        }
    }

    /// The text of its file.
    pub fn print(&self) -> String {
        let mut out = format!(
            "# What a target can do and the reading that it follows; `tagproof run\n\
             # --reading-lock` ends with 6 if it loses an ability or shows another reading.\n\
             # Written by `tagproof fingerprint --lock`.\n\
             edition = \"{}\"\n",
            self.edition
        );
        if !self.abilities.is_empty() {
            out.push_str("abilities = [\n");
            for ability in &self.abilities {
                // Writing to a text cannot fail.
                let _ = writeln!(out, "    \"{ability}\",");
            }
            out.push_str("]\n");
        }
        out.push_str("\n[axes]\n");
        for Locked {
            axis,
            options,
            evidence,
        } in &self.axes
        {
            let options = match options.as_slice() {
                [one] => format!("\"{one}\""),
                several => format!("{several:?}"),
            };
            let evidence = match evidence.as_str() {
                "" => String::new(),
                evidence => format!("  # {evidence}"),
            };
            // Writing to a text cannot fail.
            let _ = writeln!(out, "{axis} = {options}{evidence}");
        }
        out
    }

    /// Reads a file: the `edition`, the `abilities` if it names any, and under `[axes]` the option, or a list of
    /// options, that every axis may show.
    pub fn parse(file: &str, text: &str, edition: &Edition) -> Result<Self, KeptError> {
        let error = |at: usize, what: String| KeptError::at(file, text, at, what);
        let raw: RawLock = toml::from_str(text).map_err(|wrong| {
            let at = wrong.span().map_or(0, |span| span.start);
            error(at, wrong.message().to_owned())
        })?;
        if *raw.edition.get_ref() != edition.name {
            let (locked, judged) = (raw.edition.get_ref(), edition.name);
            let what = format!("the lock is of edition {locked}, the run judges by {judged}");
            return Err(error(raw.edition.span().start, what));
        }
        let mut abilities = BTreeSet::new();
        for name in raw.abilities {
            let at = name.span().start;
            let found = Ability::named(name.get_ref(), edition)
                .map_err(|wrong| error(at, wrong.to_string()))?;
            abilities.extend(found);
        }
        let mut axes = Vec::new();
        for (name, options) in raw.axes {
            let at = name.span().start;
            let names = match options.get_ref() {
                RawOptions::One(option) => std::slice::from_ref(option),
                RawOptions::Several(options) => options,
            };
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let name = name.into_inner();
            Readings::all()
                .limited(&name, &names)
                .map_err(|wrong| error(at, wrong.to_string()))?;
            axes.extend(axis_named(&name).map(|axis| {
                Locked {
                    axis,
                    options: axis
                        .axis()
                        .options
                        .iter()
                        .map(|option| option.id)
                        .filter(|option| names.contains(option))
                        .collect(),
                    evidence: String::new(),
                }
            }));
        }
        Ok(Self {
            edition: edition.name.to_owned(),
            abilities,
            axes,
        })
    }

    /// Tells what the target can do no longer, and on which axes it shows other
    /// options than the lock allows, or none for want of what it lost. What is
    /// out of scope is not missed; what a run leaves open for another reason has
    /// not changed, and is told.
    pub fn compare(&self, run: &mut Run) {
        let lost = run.missing.iter();
        let lost: Vec<String> = lost
            .filter(|missing| self.abilities.contains(&missing.ability))
            .map(|missing| format!("ability {} is lost: {}", missing.ability, missing.why))
            .collect();
        run.deviations.extend(lost.into_iter().map(of_lock));
        let mut open = Vec::new();
        for locked in &self.axes {
            let Some(found) = run
                .readings
                .iter()
                .find(|reading| reading.axis == locked.axis)
            else {
                continue;
            };
            let (axis, before) = (locked.axis, locked.options.join(" or "));
            let is_allowed = found.options.iter().any(|now| locked.options.contains(now));
            let is_shown = found.status == AxisStatus::Pinned;
            let hides = run
                .missing
                .iter()
                .find(|missing| missing.axes.contains(&axis));
            let shown = match (found.status, hides) {
                (AxisStatus::Contradicted, _) => "is answered both ways now".to_owned(),
                _ if !is_allowed => format!("is {} now", found.options.join(" or ")),
                _ if is_shown => continue,
                (_, Some(missing)) => {
                    format!("is shown by nothing now, for want of {}", missing.ability)
                }
                (_, None) => {
                    open.push(axis.to_string());
                    continue;
                }
            };
            let evidence = match found.evidence.join(", ") {
                nothing if nothing.is_empty() => nothing,
                evidence => format!(" ({evidence})"),
            };
            let what = format!("axis {axis} was {before} and {shown}{evidence}");
            run.deviations.push(of_lock(what));
        }
        if !open.is_empty() {
            run.notices.push(Notice {
                clause: None,
                what: format!(
                    "axes that the lock pins and that stayed open now: {}",
                    open.join(", ")
                ),
                count: open.len(),
            });
        }
    }
}

fn of_lock(what: String) -> Deviation {
    Deviation {
        from: Kept::Lock,
        what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_reads_what_it_prints() {
        let edition = Edition::of_record();
        let pinned = |axis: &str, options: &[&'static str]| AxisResult {
            axis: axis_named(axis).unwrap(),
            options: options.to_vec(),
            status: AxisStatus::Pinned,
            evidence: vec!["probe/x#1".to_owned()],
            reason: None,
        };
        let open = AxisResult {
            status: AxisStatus::Open,
            ..pinned("type-case", &["exact", "any-case"])
        };
        let found = [
            pinned("existing-key", &["overwrite"]),
            open,
            pinned("value-first-digit", &["accepted", "rejected"]),
        ];
        let lock = Lock::of(edition, &found, [Ability::Json, Ability::Regions]);
        let text = lock.print();
        assert!(
            text.contains("abilities = [\n    \"json\",\n    \"regions\",\n]\n"),
            "{text}"
        );
        assert!(
            text.contains("existing-key = \"overwrite\"  # probe/x#1\n"),
            "{text}"
        );
        assert!(!text.contains("type-case"), "{text}");
        let read = Lock::parse("lock.toml", &text, edition).unwrap();
        assert_eq!(read.abilities, lock.abilities);
        let names: Vec<_> = read
            .axes
            .iter()
            .map(|locked| (locked.axis.axis().id, locked.options.clone()))
            .collect();
        assert_eq!(
            names,
            [
                ("existing-key", vec!["overwrite"]),
                ("value-first-digit", vec!["accepted", "rejected"])
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let edition = Edition::of_record();
        for (text, line, said) in [
            ("edition = \"vpc-2023-03\"\n", 1, "axes"),
            ("edition = \"vpc-2024-06\"\n[axes]\n", 1, "vpc-2024-06"),
            (
                "edition = \"vpc-2023-03\"\n[axes]\nexisting-keys = \"overwrite\"\n",
                3,
                "did you mean 'existing-key'",
            ),
            (
                "edition = \"vpc-2023-03\"\n[axes]\nexisting-key = \"overwritten\"\n",
                3,
                "it has overwrite",
            ),
            ("edition = \"vpc-2023-03\"\nseed = 1\n[axes]\n", 2, "seed"),
            (
                "edition = \"vpc-2023-03\"\nabilities = [\"jsn\"]\n[axes]\n",
                2,
                "did you mean 'json'",
            ),
        ] {
            let error = Lock::parse("lock.toml", text, edition).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.what.contains(said), "{error}");
        }
    }
}
