//! An attempt under way: what it shares with others, and what it knows.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::cases::{Binding, Case};
use crate::contract::{Edition, Kind};
use crate::targets::{Capabilities, Client, Shelf, Stock, Witness};
use crate::wire::Format;

use super::borrowed::Borrowed;
use super::rest::Rest;
use crate::check::belief::Relation;
use crate::check::evidence::{Ended, Exchange, Role, Transcript, Wrong};

/// The operations that show the tags of a type, by type.
pub(in crate::check) type Witnesses = BTreeMap<Kind, Vec<Witness>>;

/// What every attempt of a run shares.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Where calls go.
    pub client: &'a Client,
    /// The edition that is judged by.
    pub edition: &'a Edition,
    /// The fixtures of a file, if there is one.
    pub shelf: Option<&'a Shelf>,
    /// The fixtures that are used again.
    pub stock: &'a Stock,
    /// Every reading.
    pub all: &'a Relation,
    /// The run's region and the other one.
    pub regions: &'a [String; 2],
    /// What the target can do.
    pub capabilities: &'a Capabilities,
    /// The formats to ask for.
    pub formats: &'a [Format],
    /// Where cases wait that go on when all others are done.
    pub rest: &'a Rest,
}

/// How an attempt is made.
#[derive(Clone, Copy, Default)]
pub(in crate::check) struct Manner<'a> {
    /// The reads at which other operations are asked as well, and which.
    pub(super) asks: Option<(Role, &'a Witnesses)>,
    /// How long nothing is read after a write. Then each read counts as it is,
    /// so that what shows at the second look alone is told from what is late.
    pub(super) quiet: Option<Duration>,
}

/// What one attempt came to.
pub struct Made {
    /// What was sent and seen.
    pub transcript: Transcript,
    /// How it ended.
    pub ended: Ended,
    /// The fixtures that were gone at the end.
    pub lost: Lost,
    /// Whether there are too few fixtures to make attempts side by side: it is
    /// to be made again by itself.
    pub is_crowded: bool,
    /// What it was made on for want of fixtures of its own.
    pub borrowed: Option<Borrowed>,
}

/// Fixtures that were gone at the end of an attempt.
#[derive(Default)]
pub struct Lost {
    /// Whether there are any.
    pub is_any: bool,
    /// What is wrong, with the exchange that shows it, if nothing that the case
    /// does explains it.
    pub wrong: Option<(Wrong, Box<Exchange>)>,
}

/// What fixtures an attempt has to do without.
#[derive(Default)]
pub(super) struct Want {
    /// Whether one was refused that others of the run may hold.
    pub(super) is_crowded: bool,
    /// Whether one that the case needs could not be had.
    pub(super) is_short: bool,
    /// Whether what is asked for is not worth giving others up for it.
    pub(super) is_sparing: bool,
}

/// An attempt under way.
pub(super) struct Attempt<'a> {
    /// The case that is tried.
    pub(super) case: &'a Case,
    /// What it shares with every attempt of the run.
    pub(super) setting: &'a Setting<'a>,
    /// How it is made.
    pub(super) manner: Manner<'a>,
    /// The resources that stand for the fixtures.
    pub(super) binding: Binding<'a>,
    /// What was sent and seen so far.
    pub(super) transcript: Transcript,
    /// How much was drawn so far.
    pub(super) sent: u64,
    /// What its answers take so far.
    pub(in crate::check) weight: usize,
    /// When something was written last.
    pub(super) written: Option<Duration>,
    /// What fixtures it has to do without.
    pub(super) want: Want,
    /// What it is made on for want of fixtures of its own.
    pub(super) borrowed: Option<Borrowed>,
    /// Whether the tags can be read back in XML.
    pub(super) xml_carries: bool,
}
