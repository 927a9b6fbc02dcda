//! What a check looks at.

use crate::contract::Edition;

use super::request::TagCall;
use super::world::World;

/// What a check looks at.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The edition that is followed.
    pub edition: &'a Edition,
    /// The world before the call.
    pub world: &'a World,
    /// Who calls.
    pub account: &'a str,
    /// The call under one interpretation.
    pub call: &'a TagCall,
}
