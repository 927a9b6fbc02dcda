//! What the pages of a listing are like.

/// How the pages of a listing were followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// How many there were.
    pub count: usize,
    /// What is wrong with them, so that not all rows could be had.
    pub fault: Option<String>,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            count: 1,
            fault: None,
        }
    }
}
