//! The lock of a reading: a file that says which reading a target follows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use toml::Spanned;

use crate::contract::{AxisId, Edition, Readings, axis_named};

use super::kept::{Deviation, Kept, KeptError};
use super::results::{AxisResult, AxisStatus, Run};

/// The reading that a target is to keep (design §6): of every axis that it
/// pinned, the options that it may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    edition: String,
    axes: Vec<Locked>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Locked {
    axis: &'static str,
    options: Vec<&'static str>,
    /// What showed it; told to readers and not read back.
    evidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLock {
    edition: Spanned<String>,
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
    pub fn of(edition: &Edition, readings: &[AxisResult]) -> Self {
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
            axes,
        }
    }

    /// The text of its file.
    pub fn print(&self) -> String {
        let mut out = format!(
            "# The reading that a target follows; `tagproof run --reading-lock` ends with 6\n\
             # if it shows another one. Written by `tagproof fingerprint --lock`.\n\
             edition = \"{}\"\n\n[axes]\n",
            self.edition
        );
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

    /// Reads a file: the `edition`, and under `[axes]` the option, or a list of
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
            let known = axis_named(&name).map(AxisId::axis);
            axes.extend(known.map(|axis| {
                Locked {
                    axis: axis.id,
                    options: axis
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
            axes,
        })
    }

    /// Tells on which axes a run shows other options than the lock allows. What
    /// a run leaves open has not changed.
    pub fn compare(&self, run: &mut Run) {
        for locked in &self.axes {
            let Some(found) = run
                .readings
                .iter()
                .find(|reading| reading.axis == locked.axis)
            else {
                continue;
            };
            let (axis, before) = (locked.axis, locked.options.join(" or "));
            let shown = match found.status {
                AxisStatus::Contradicted => "is answered both ways now".to_owned(),
                _ if found.options.iter().any(|now| locked.options.contains(now)) => continue,
                _ => format!("is {} now", found.options.join(" or ")),
            };
            let evidence = found.evidence.join(", ");
            run.deviations.push(Deviation {
                from: Kept::Lock,
                what: format!("axis {axis} was {before} and {shown} ({evidence})"),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_reads_what_it_prints() {
        let edition = Edition::of_record();
        let pinned = |axis, options: &[&'static str]| AxisResult {
            axis,
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
        let lock = Lock::of(edition, &found);
        let text = lock.print();
        assert!(
            text.contains("existing-key = \"overwrite\"  # probe/x#1\n"),
            "{text}"
        );
        assert!(!text.contains("type-case"), "{text}");
        let read = Lock::parse("lock.toml", &text, edition).unwrap();
        let names: Vec<_> = read
            .axes
            .iter()
            .map(|locked| (locked.axis, locked.options.clone()))
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
        ] {
            let error = Lock::parse("lock.toml", text, edition).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.what.contains(said), "{error}");
        }
    }
}
