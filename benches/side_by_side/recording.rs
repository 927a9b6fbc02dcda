//! The requests of a run, recorded in this process, to be sent again by
//! something that does nothing else.
//!
//! They are kept in groups, one a case, and with the ids of resources as blanks:
//! a server that gets groups in another order makes up other ids.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

use serde_json::Value;
use tagproof::cases::{Library, Selection, probes};
use tagproof::check::{Plan, Progress, run};
use tagproof::contract::Edition;
use tagproof::wire::{Endpoint, Method, Request, Response};

use crate::in_process::{Failure, client, reference};

/// Cases at once while it is recorded, as many as are sent at once later:
/// resources are then handed from case to case in the same way.
const LANES: usize = 16;

/// The cases that a run draws unless told otherwise.
const DRAWN: usize = 200;

/// A text with blanks for ids.
pub(crate) type Text = Vec<Piece>;

/// A part of a text.
pub(crate) enum Piece {
    /// As it is.
    Literal(String),
    /// The id with this number.
    Id(usize),
}

/// A request with blanks.
pub(crate) struct Blank {
    /// Its method.
    pub(crate) method: Method,
    /// Its query.
    pub(crate) query: Text,
    /// Its headers, without those that every client writes itself.
    pub(crate) headers: Vec<(String, String)>,
    /// Its body.
    pub(crate) body: Text,
    /// The status that it got.
    pub(crate) status: u16,
    /// Where the answer holds an id that later requests have: a field of it, and
    /// the id's number.
    pub(crate) makes: Option<(String, usize)>,
}

/// Requests of one case after another.
pub(crate) struct Recording {
    /// The groups.
    pub(crate) groups: Vec<Vec<Blank>>,
    /// The ids as they were.
    pub(crate) ids: Vec<String>,
}

impl Recording {
    /// Records a whole run.
    pub(crate) fn of_a_run() -> Result<Self, Failure> {
        let edition = Edition::of_record();
        let library = Library::embedded(edition)?.with_drawn(0, DRAWN as u64)?;
        let probes = probes(edition)?;
        let recorder = Arc::new(Recorder {
            reference: reference(),
            heard: Mutex::new(Heard::default()),
        });
        let client = client(Arc::clone(&recorder) as Arc<dyn Endpoint>);
        let end_group = |progress: Progress<'_>| {
            if matches!(progress, Progress::Case { .. }) {
                recorder.heard().end_group();
            }
        };
        let plan = Plan {
            jobs: LANES,
            drawn: DRAWN,
            progress: &end_group,
            ..Plan::plain(&client, "in process", edition)
        };
        let cases = library.select(&Selection::default())?;
        run(&plan, &probes, &cases)?;
        let heard = std::mem::take(&mut *recorder.heard());
        Ok(heard.recording())
    }

    /// How many requests there are.
    pub(crate) fn requests(&self) -> usize {
        self.groups.iter().map(Vec::len).sum()
    }
}

struct Recorder {
    reference: Arc<dyn Endpoint>,
    heard: Mutex<Heard>,
}

impl Recorder {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Endpoint for Recorder {
    fn answer(&self, request: &Request) -> Response {
        let response = self.reference.answer(request);
        self.heard().hear(request, &response);
        // So that no case gets ahead of those that are under way beside it.
        std::thread::yield_now();
        response
    }
}

#[derive(Default)]
struct Heard {
    open: HashMap<ThreadId, Vec<(Request, Response)>>,
    /// In the order of their ends.
    groups: Vec<Vec<(Request, Response)>>,
}

impl Heard {
    fn hear(&mut self, request: &Request, response: &Response) {
        let group = self.open.entry(std::thread::current().id()).or_default();
        group.push((request.clone(), response.clone()));
    }

    fn end_group(&mut self) {
        // What came before the first case was sent by another thread.
        self.groups
            .extend(self.open.remove(&std::thread::current().id()));
    }

    fn recording(mut self) -> Recording {
        // The thread that began asked what the target can do and sent the probes.
        let first = std::mem::take(&mut self.open).into_values();
        let groups: Vec<_> = first.chain(self.groups).collect();
        let mut numbers = BTreeMap::new();
        let mut blanks = Vec::with_capacity(groups.len());
        for group in groups {
            let group = group.into_iter();
            blanks.push(
                group
                    .map(|(request, response)| blank(&request, &response, &mut numbers))
                    .collect(),
            );
        }
        let mut ids: Vec<(usize, String)> = numbers
            .into_iter()
            .map(|(id, number)| (number, id))
            .collect();
        ids.sort_unstable();
        Recording {
            groups: blanks,
            ids: ids.into_iter().map(|(_, id)| id).collect(),
        }
    }
}

fn blank(request: &Request, response: &Response, numbers: &mut BTreeMap<String, usize>) -> Blank {
    let body = String::from_utf8_lossy(&request.body);
    let own = |name: &str| {
        !matches!(
            name.to_ascii_lowercase().as_str(),
            "host" | "content-length"
        )
    };
    let headers = request.headers.iter().filter(|(name, _)| own(name));
    Blank {
        method: request.method.clone(),
        query: with_blanks(&request.query, numbers),
        headers: headers.cloned().collect(),
        body: with_blanks(&body, numbers),
        status: response.status,
        makes: made(request, response).map(|(field, id)| {
            let next = numbers.len();
            (field, *numbers.entry(id).or_insert(next))
        }),
    }
}

/// The field of an answer with the id of what a request created.
fn made(request: &Request, response: &Response) -> Option<(String, String)> {
    let asked = format!(
        "{}&{}",
        request.query,
        String::from_utf8_lossy(&request.body)
    );
    let action = asked
        .split('&')
        .find_map(|pair| pair.strip_prefix("Action="))?;
    let of = action
        .strip_prefix("Create")
        .or(action.strip_prefix("Allocate"))?;
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    let field = body
        .as_object()?
        .keys()
        .find(|field| {
            let field = field.to_ascii_lowercase();
            field == format!("{}id", of.to_ascii_lowercase()) || field == "allocationid"
        })?
        .clone();
    let id = body.get(&field)?.as_str()?.to_owned();
    Some((field, id))
}

/// A text with blanks for the ids that are known so far.
fn with_blanks(text: &str, numbers: &BTreeMap<String, usize>) -> Text {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let word: &str = rest
            .split(|character: char| !character.is_ascii_alphanumeric() && character != '-')
            .next()
            .unwrap_or_default();
        if let Some(number) = numbers.get(word) {
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            pieces.push(Piece::Id(*number));
            rest = &rest[word.len()..];
        } else {
            let taken = word.len().max(character.len_utf8());
            literal.push_str(&rest[..taken]);
            rest = &rest[taken..];
        }
    }
    pieces.push(Piece::Literal(literal));
    pieces
}
