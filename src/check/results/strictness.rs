//! How strictly a run is judged.

/// How strictly a run is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// Whether clauses of level SHOULD fail cases.
    pub strict: bool,
}
