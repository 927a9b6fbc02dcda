//! Where the fixtures of a type come from, and how their tags are seen.

use std::sync::Arc;

use crate::contract::{Answer, Call, Edition, Kind, fnv1a, params};

use super::client::Client;
use super::lack::Lack;
use super::reply::Reply;
use super::shelf::Shelf;
use super::witness::Witness;

/// Digits of an id after its prefix and region.
const ID_DIGITS: usize = 17;

/// Which steps of the ladder may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Provision {
    /// All of them, in order.
    #[default]
    Auto,
    /// Resources are created.
    Api,
    /// Resources of a file are lent.
    Fixtures,
    /// Ids are invented.
    Invented,
}

/// What a run may do to get fixtures.
#[derive(Debug, Clone, Default)]
pub struct Provisioning {
    /// Which ways.
    pub provision: Provision,
    /// The fixtures of a file.
    pub shelf: Option<Arc<Shelf>>,
    /// Whether nothing may be created that costs money.
    pub free_only: bool,
}

impl Provisioning {
    /// Whether resources may be created.
    pub(super) fn tries_api(&self) -> bool {
        matches!(self.provision, Provision::Auto | Provision::Api)
    }
}

/// Where the fixtures of a type come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// They are created; some are not ready at once and have to be waited for.
    Api {
        /// Whether that is so.
        waits: bool,
    },
    /// They are lent from a file.
    Shelf,
    /// Their ids are invented: the target takes any.
    Invented,
}

/// What is known of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// Where fixtures come from, or why there are none.
    pub source: Result<Source, Lack>,
    /// Whether they can be created, wherever they come from.
    pub creation: Result<(), Lack>,
    /// Whether they are created in something besides their parent.
    pub in_inner: bool,
    /// How their tags are read back, or why they cannot be.
    pub witness: Result<Witness, Lack>,
    /// Whether an id that no resource has is refused as such, so that a call on
    /// one was looked at.
    pub refuses_unknown: bool,
}

/// A call on one resource.
pub(super) fn on_it(
    action: &str,
    edition: &Edition,
    kind: Kind,
    id: &str,
    account: &str,
    region: &str,
) -> Call {
    Call::new(action, account)
        .with(params::REGION_ID, region)
        .with(params::RESOURCE_TYPE, edition.type_name(kind))
        .with(params::element(params::RESOURCE_ID, 1), id)
}

/// The call that takes every tag off a resource.
pub fn untag_all(edition: &Edition, kind: Kind, id: &str, account: &str, region: &str) -> Call {
    let untag = edition.product.untag;
    on_it(untag, edition, kind, id, account, region).with(params::ALL, "true")
}

/// An id of the service's own form that no resource has.
pub fn invented(client: &Client, kind: Kind, region: &str) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    // Every letter of the nonce counts.
    let mut hash = fnv1a(format!("{}{region}", client.unheard_of()).as_bytes());
    let mut id = format!("{}bp1", kind.lifecycle().prefix);
    for _ in 3..ID_DIGITS {
        hash = hash
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        let place = usize::try_from(hash >> 40).unwrap_or_default() % LETTERS.len();
        id.push(char::from(LETTERS[place]));
    }
    id
}

pub(super) fn is_answer(reply: &Reply) -> bool {
    reply
        .answer()
        .is_some_and(|answer| answer.is_success() || answer.code().is_some())
}

pub(super) fn is_success(reply: &Reply) -> bool {
    reply.answer().is_some_and(Answer::is_success)
}
