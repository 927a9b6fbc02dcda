//! What the reference knows of each product's resources beside their rows: what
//! comes with their birth, and what describe operations show of them.

mod form;
mod vpc;

pub(super) use form::{Birth, CREATED, Form, Look, RESOURCE_GROUP};

use crate::contract::Kind;

/// What is known of the types of every product.
static FORMS: &[&[Form]] = &[vpc::FORMS];

/// What is known of a type, if anything.
pub(super) fn form_of(kind: Kind) -> Option<&'static Form> {
    let mut known = FORMS.iter().copied().flatten();
    known.find(|form| form.kind == kind)
}
