//! The library: every case of a run, loaded, checked and in order.

use std::collections::BTreeSet;
use std::path::Path;

use crate::contract::{ClauseId, Edition, nearest};

use super::boundaries::boundaries;
use super::case::Case;
use super::generate::{drawn, precedence_pairs};
use super::probes::sweeps;
use super::reader::SuiteError;
use super::selection::{Selection, matches};
use super::suite::{own, parse, shared};
use super::verify::{Disagreement, plain_twin, verify};

/// Why there is no library.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A suite file is wrong.
    #[error(transparent)]
    Suite(#[from] SuiteError),
    /// A case and the model do not agree.
    #[error(transparent)]
    Disagreement(#[from] Box<Disagreement>),
    /// A suite folder or file cannot be read.
    #[error("failed to read suites from {path}: {cause}")]
    Unreadable {
        /// The folder or file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// A folder holds no suites.
    #[error("no *.toml suite in {path}")]
    Empty {
        /// The folder.
        path: String,
    },
    /// Two cases have one id.
    #[error("{file}:{line}: case id '{id}' is used already")]
    DuplicateId {
        /// The file of the second.
        file: String,
        /// Its line.
        line: usize,
        /// The id.
        id: String,
    },
    /// A pattern matches nothing.
    #[error("pattern '{pattern}' matches no case{}; `tagproof list cases` names them", .nearest.as_ref().map(|near| format!(", did you mean '{near}'?")).unwrap_or_default())]
    NoMatch {
        /// The pattern.
        pattern: String,
        /// An id that was probably meant.
        nearest: Option<String>,
    },
}

/// The cases of a run, in the order of their ids.
#[derive(Debug, Clone)]
pub struct Library {
    cases: Vec<Case>,
}

impl Library {
    /// The suites that are part of tagproof, and what is generated.
    pub fn embedded(edition: &Edition) -> Result<Self, LibraryError> {
        let mut cases = Vec::new();
        for (file, text) in super::SUITES {
            cases.extend(shared(file, text, edition)?);
        }
        for (file, text) in edition.product.suites {
            let own = own(file, text, edition)?.into_iter();
            let lacks = |clause: &ClauseId| edition.without.contains(clause);
            cases.extend(own.filter(|case| !case.clauses.iter().any(lacks)));
        }
        Self::assemble(cases, edition)
    }

    /// The suites of a folder, or of one file, and what is generated.
    pub fn from_path(path: &Path, edition: &Edition) -> Result<Self, LibraryError> {
        let unreadable = |cause| LibraryError::Unreadable {
            path: path.display().to_string(),
            cause,
        };
        let mut files = if path.is_dir() {
            std::fs::read_dir(path)
                .map_err(unreadable)?
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<Result<Vec<_>, _>>()
                .map_err(unreadable)?
        } else {
            vec![path.to_owned()]
        };
        files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
        files.sort();
        if files.is_empty() {
            return Err(LibraryError::Empty {
                path: path.display().to_string(),
            });
        }
        let mut cases = Vec::new();
        for file in files {
            let text =
                std::fs::read_to_string(&file).map_err(|cause| LibraryError::Unreadable {
                    path: file.display().to_string(),
                    cause,
                })?;
            cases.extend(parse(&file.display().to_string(), &text, edition)?);
        }
        Self::assemble(cases, edition)
    }

    fn assemble(mut cases: Vec<Case>, edition: &Edition) -> Result<Self, LibraryError> {
        cases.extend(boundaries(edition));
        cases.extend(sweeps(edition));
        cases.extend(precedence_pairs(edition));
        Self { cases: Vec::new() }.with(cases, edition)
    }

    /// The first `count` drawn cases of a seed alone, checked like all, in the
    /// order in which they are drawn.
    pub fn drawn_alone(
        edition: &Edition,
        seed: u64,
        count: usize,
    ) -> Result<Vec<Case>, LibraryError> {
        let mut cases = drawn(edition, seed, count);
        checked(&mut cases, edition)?;
        Ok(cases)
    }

    /// One case alone, such as one [from bytes](super::from_bytes), checked like
    /// all.
    pub fn checked(mut case: Case, edition: &Edition) -> Result<Case, LibraryError> {
        checked(std::slice::from_mut(&mut case), edition)?;
        Ok(case)
    }

    /// The same with the first `count` drawn cases of a seed, checked like all.
    pub fn with_drawn(
        self,
        edition: &Edition,
        seed: u64,
        count: usize,
    ) -> Result<Self, LibraryError> {
        self.with(drawn(edition, seed, count), edition)
    }

    fn with(mut self, mut cases: Vec<Case>, edition: &Edition) -> Result<Self, LibraryError> {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for case in self.cases.iter().chain(&cases) {
            for id in case.aliases.iter().chain([&case.id]) {
                if !seen.insert(id.clone()) {
                    return Err(LibraryError::DuplicateId {
                        file: case.origin.file(),
                        line: case.origin.line(),
                        id: id.clone(),
                    });
                }
            }
        }
        checked(&mut cases, edition)?;
        self.cases.append(&mut cases);
        self.cases.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(self)
    }

    /// Every case, by id.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The case with this id or alias.
    pub fn get(&self, id: &str) -> Option<&Case> {
        self.cases
            .iter()
            .find(|case| case.id == id || case.aliases.iter().any(|alias| alias == id))
    }

    /// The cases that a selection picks; a pattern that matches nothing is an
    /// error, so that nothing is left out by a slip of the pen.
    pub fn select(&self, selection: &Selection) -> Result<Vec<&Case>, LibraryError> {
        for pattern in selection.patterns.iter().chain(&selection.skip) {
            if !self.cases.iter().any(|case| matches(pattern, case)) {
                return Err(LibraryError::NoMatch {
                    pattern: pattern.clone(),
                    nearest: nearest(pattern, self.names()),
                });
            }
        }
        Ok(self
            .cases
            .iter()
            .filter(|case| selection.picks(case))
            .collect())
    }

    /// What a pattern may name: topics, and cases.
    fn names(&self) -> impl Iterator<Item = &str> {
        let ids = || self.cases.iter().map(|case| case.id.as_str());
        ids().filter_map(|id| id.split('/').next()).chain(ids())
    }
}

/// Gives every negative a twin and checks each case against the model.
fn checked(cases: &mut [Case], edition: &Edition) -> Result<(), LibraryError> {
    for case in cases {
        if case.violates.len() == 1 && case.twin.is_none() {
            case.twin = plain_twin(case);
        }
        if is_written_for(case, edition) {
            verify(case, edition).map_err(Box::new)?;
        } else {
            relabel(case, edition);
        }
    }
    Ok(())
}

/// Whether what a case expects is said of this edition. Shared suites are
/// written from the page of record, and what is generated is judged by the model
/// alone; of an edition that a file describes no suite of ours speaks.
fn is_written_for(case: &Case, edition: &Edition) -> bool {
    if edition.name == Edition::of_record().name {
        return true;
    }
    let file = case.origin.file();
    let is_in = |suites: &[(&str, &str)]| suites.iter().any(|(name, _)| *name == file);
    let is_ours = is_in(super::SUITES) || is_in(edition.product.suites);
    if is_ours {
        edition.file.is_none() && !is_in(super::SUITES)
    } else {
        // Whoever wrote it knows by which edition it is judged.
        case.is_hand_written()
    }
}

/// Under another edition a call may break nothing, or its clause may be gone:
/// then the case is judged by the model without the label.
fn relabel(case: &mut Case, edition: &Edition) {
    case.clauses
        .retain(|clause| !edition.without.contains(clause));
    if case.is_negative() && verify(case, edition).is_err() {
        case.violates.clear();
        case.twin = None;
    }
    for step in &mut case.steps {
        step.expect = None;
        step.after.clear();
    }
}
