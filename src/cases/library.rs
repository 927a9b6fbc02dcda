//! The library: every case of a run, loaded, checked and in order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::contract::{Ability, ClauseId, Edition, clause_ids, cut, edition_named, nearest};

use super::boundaries::boundaries;
use super::case::Case;
use super::checked::checked;
use super::conditions::COVERING_TOPIC;
use super::converted::converted;
use super::effects::effects;
use super::generate::{Lot, covering, drawn, precedence_pairs, topics};
use super::lasting::{among_thousands, through_a_run};
use super::picked::Picked;
use super::probes::sweeps;
use super::reader::SuiteError;
use super::retagged::retagged;
use super::selection::{Selection, is_named, matches};
use super::suite::{own, parse, shared};
use super::verify::Disagreement;
use super::within::within;
use crate::files::{MOST_BYTES, read_text};

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
    #[error("pattern '{}' matches no case{}; `tagproof list cases` names them", cut(pattern, 200), .nearest.as_ref().map(|near| format!(", did you mean '{near}'?")).unwrap_or_default())]
    NoMatch {
        /// The pattern.
        pattern: String,
        /// An id that was probably meant.
        nearest: Option<String>,
    },
}

/// The libraries of tagproof's own editions, by name, once somebody asked for them:
/// every test of who embeds tagproof does.
static LOADED: Mutex<BTreeMap<&str, Library>> = Mutex::new(BTreeMap::new());

/// Cases in the order of their ids, and how many are drawn besides.
#[derive(Debug, Clone, Default)]
pub struct Library {
    cases: Vec<Case>,
    lot: Option<Lot>,
}

impl Library {
    /// The suites that are part of tagproof, and what is generated. For an edition
    /// of tagproof's own that is done once in a process.
    pub fn embedded(edition: &Edition) -> Result<Self, LibraryError> {
        let is_own = edition_named(edition.name).is_some_and(|own| std::ptr::eq(own, edition));
        if !is_own {
            return Self::made(edition);
        }
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(library) = loaded.get(edition.name) {
            return Ok(library.clone());
        }
        let library = Self::made(edition)?;
        loaded.insert(edition.name, library.clone());
        Ok(library)
    }

    fn made(edition: &Edition) -> Result<Self, LibraryError> {
        Self::assemble(Self::suites(edition)?, edition)
    }

    /// The same without the cases of covering arrays, of which only the topic is
    /// known.
    ///
    /// # Errors
    ///
    /// As [`Library::embedded`].
    pub fn without_arrays(edition: &Edition) -> Result<Self, LibraryError> {
        let mut cases = Self::suites(edition)?;
        cases.extend(enumerated(edition));
        Self::default().with(cases, edition)
    }

    fn suites(edition: &Edition) -> Result<Vec<Case>, LibraryError> {
        let mut cases = Vec::new();
        for (file, text) in super::SUITES {
            cases.extend(shared(file, text, edition)?);
        }
        for (file, text) in edition.product.suites {
            let own = own(file, text, edition)?.into_iter();
            let lacks = |clause: &ClauseId| edition.without.contains(clause);
            cases.extend(own.filter(|case| !case.clauses.iter().any(lacks)));
        }
        Ok(cases)
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
            let text = read_text(&file, MOST_BYTES).map_err(|cause| LibraryError::Unreadable {
                path: file.display().to_string(),
                cause,
            })?;
            cases.extend(parse(&file.display().to_string(), &text, edition)?);
        }
        Self::assemble(cases, edition)
    }

    fn assemble(mut cases: Vec<Case>, edition: &Edition) -> Result<Self, LibraryError> {
        cases.extend(enumerated(edition));
        cases.extend(effects(&cases, edition));
        cases.extend(covering(edition));
        cases.push(among_thousands(edition));
        Self::default().with(cases, edition)
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
    pub fn checked(mut case: Case, edition: &Edition) -> Result<Case, Box<Disagreement>> {
        checked(std::slice::from_mut(&mut case), edition)?;
        Ok(case)
    }

    /// The same with the first `count` drawn cases of a seed. Each is drawn when
    /// its turn comes, and checked then like all.
    pub fn with_drawn(self, seed: u64, count: u64) -> Result<Self, LibraryError> {
        let lot = Lot { seed, count };
        for case in &self.cases {
            let mut names = case.aliases.iter().chain([&case.id]);
            if let Some(id) = names.find(|id| lot.place(id).is_some()) {
                return Err(LibraryError::duplicate(case, id));
            }
        }
        Ok(Self {
            lot: Some(lot),
            ..self
        })
    }

    fn with(mut self, mut cases: Vec<Case>, edition: &Edition) -> Result<Self, LibraryError> {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for case in self.cases.iter().chain(&cases) {
            for id in case.aliases.iter().chain([&case.id]) {
                if !seen.insert(id.clone()) {
                    return Err(LibraryError::duplicate(case, id));
                }
            }
        }
        checked(&mut cases, edition)?;
        self.cases.append(&mut cases);
        self.cases.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(self)
    }

    /// The same for a verdict that leaves these abilities out: what covering arrays
    /// combine is then combined of what is left.
    #[must_use]
    pub fn within(mut self, left_out: &BTreeSet<Ability>) -> Self {
        if !left_out.is_empty() {
            let cases = std::mem::take(&mut self.cases).into_iter();
            self.cases = cases.map(|case| within(case, left_out)).collect();
        }
        self
    }

    /// Every case that is not drawn, by id.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The case with this id or alias, if it is not drawn.
    pub fn get(&self, id: &str) -> Option<&Case> {
        self.cases
            .iter()
            .find(|case| case.id == id || case.aliases.iter().any(|alias| alias == id))
    }

    /// The cases that a selection picks; a pattern that matches nothing is an
    /// error, so that nothing is left out by a slip of the pen.
    pub fn select(&self, selection: &Selection) -> Result<Picked<'_>, LibraryError> {
        for pattern in selection.patterns.iter().chain(&selection.skip) {
            let mut tickets = self.lot.into_iter().flat_map(Lot::tickets);
            if pattern != COVERING_TOPIC
                && !self.cases.iter().any(|case| matches(pattern, case))
                && !tickets.any(|ticket| is_named(pattern, &ticket.id))
            {
                return Err(LibraryError::NoMatch {
                    pattern: pattern.clone(),
                    nearest: nearest(pattern, self.names()),
                });
            }
        }
        Ok(Picked::new(&self.cases, self.lot, selection))
    }

    /// What a pattern may name: topics, and cases.
    fn names(&self) -> impl Iterator<Item = &str> {
        let ids = || self.cases.iter().map(|case| case.id.as_str());
        let of_drawn: Vec<&str> = self.lot.map_or_else(Vec::new, |_| topics().collect());
        ids()
            .filter_map(|id| id.split('/').next())
            .chain(of_drawn)
            .chain(ids())
            .chain(clause_ids().map(|id| id.clause().id))
    }
}

/// The cases that an edition's limits, axes and rules make, each for itself.
fn enumerated(edition: &Edition) -> impl Iterator<Item = Case> {
    let by_limit = boundaries(edition).into_iter();
    by_limit
        .chain(sweeps(edition))
        .chain(precedence_pairs(edition))
        .chain(converted(edition))
        .chain(retagged(edition))
        .chain(through_a_run(edition))
}

impl LibraryError {
    /// Where a case has the id of another.
    fn duplicate(case: &Case, id: &str) -> Self {
        Self::DuplicateId {
            file: case.origin.file(),
            line: case.origin.line(),
            id: id.to_owned(),
        }
    }
}
