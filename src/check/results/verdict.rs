//! What a case came to, in a word.

/// What a case came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// As the page says.
    Pass,
    /// Not as the page says.
    Fail,
    /// Failed as the baseline expects.
    KnownFail,
    /// Passed although the baseline expects a failure.
    UnexpectedPass,
    /// Cannot be told.
    Inconclusive,
    /// The target cannot what the case needs.
    NotApplicable,
    /// Was not tried.
    NotRun,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 7] = [
        Self::Pass,
        Self::Fail,
        Self::KnownFail,
        Self::UnexpectedPass,
        Self::Inconclusive,
        Self::NotApplicable,
        Self::NotRun,
    ];

    /// Those of cases that could be told.
    pub const DECIDED: [Self; 4] = [
        Self::Pass,
        Self::Fail,
        Self::KnownFail,
        Self::UnexpectedPass,
    ];

    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::KnownFail => "known-fail",
            Self::UnexpectedPass => "unexpected-pass",
            Self::Inconclusive => "inconclusive",
            Self::NotApplicable => "not-applicable",
            Self::NotRun => "not-run",
        }
    }
}
