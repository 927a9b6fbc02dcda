//! How calls are sent to a target, as far as nothing else is asked for.

use crate::wire::{Format, Placement, Scheme, Spelling};

/// How a call is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct How {
    /// GET or POST.
    pub post: bool,
    /// Where the parameters are.
    pub placement: Placement,
    /// How they are written.
    pub spelling: Spelling,
    /// How the request is signed, if not as all are.
    pub scheme: Option<Scheme>,
    /// The format of the answer.
    pub format: Format,
}

impl Default for How {
    fn default() -> Self {
        Self::usual()
    }
}

impl How {
    /// POST with a query and a JSON answer, as most real clients do.
    pub fn usual() -> Self {
        Self {
            post: true,
            placement: Placement::Query,
            spelling: Spelling::Escaped,
            scheme: None,
            format: Format::Json,
        }
    }

    /// The same with another format.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        Self { format, ..self }
    }
}

/// What was learned of how a target is spoken to.
#[derive(Default)]
pub(super) struct Ways {
    /// How calls are sent that no case says anything of.
    pub(super) usual: How,
}
