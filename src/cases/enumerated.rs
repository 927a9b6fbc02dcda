//! A case of a table: steps on one resource from the start, which claim nothing but what they are about.

use crate::contract::{ClauseId, Edition};

use super::case::{Case, Need, ReadBack, Step};
use super::origin::Origin;

/// The case with this id, on the resource that goes by the name `on`.
pub(super) fn enumerated(
    edition: &Edition,
    id: String,
    on: &str,
    about: &[ClauseId],
    steps: Vec<Step>,
    origin: Origin,
) -> Case {
    let product = edition.product;
    Case {
        product,
        id,
        aliases: Vec::new(),
        clauses: about.to_vec(),
        violates: Vec::new(),
        needs: Need::parse(on, product).into_iter().collect(),
        given: Vec::new(),
        axes: Vec::new(),
        note: None,
        steps,
        twin: None,
        read_back: ReadBack::Every,
        origin,
    }
}
