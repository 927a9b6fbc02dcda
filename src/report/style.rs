//! The colours of what is told a person at a terminal.

use anstyle::{AnsiColor, Effects, Style as Ansi};

/// Colours, or none: whoever prints decides whether they are kept.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub(super) bad: Ansi,
    pub(super) good: Ansi,
    pub(super) dim: Ansi,
    pub(super) bold: Ansi,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            bad: AnsiColor::Red.on_default().effects(Effects::BOLD),
            good: AnsiColor::Green.on_default(),
            dim: Ansi::new().effects(Effects::DIMMED),
            bold: Ansi::new().effects(Effects::BOLD),
        }
    }
}

impl Style {
    /// No colours, for text that is not printed by `cli`.
    pub fn plain() -> Self {
        let plain = Ansi::new();
        Self {
            bad: plain,
            good: plain,
            dim: plain,
            bold: plain,
        }
    }
}
