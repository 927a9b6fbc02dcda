//! Rows of the table: figures beside their references, by the median of rounds.

use std::io::{self, Write};

/// What a ratio should be.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// At least this.
    AtLeast(f64),
    /// Less than this.
    Below(f64),
}

/// How a figure is written.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    /// So many of something a second.
    Rate(&'static str),
    /// Seconds.
    Seconds,
    /// Microseconds, of seconds.
    Micros(&'static str),
    /// MiB.
    Memory,
}

/// A figure and its reference, a pair for each round.
#[derive(Default)]
pub(crate) struct Pairs(Vec<(f64, f64)>);

/// One row.
pub(crate) struct Row {
    figure: String,
    measured: String,
    reference: String,
    result: String,
    wanted: String,
    met: &'static str,
}

impl Wanted {
    fn is_met(self, ratio: f64) -> bool {
        match self {
            Self::AtLeast(least) => ratio >= least,
            Self::Below(bound) => ratio < bound,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtLeast(least) => format!("≥ {least}"),
            Self::Below(bound) => format!("< {bound}"),
        }
    }
}

impl Unit {
    fn words(self, figure: f64) -> String {
        match self {
            Self::Rate(what) => format!("{} {what}/s", thousands(figure)),
            Self::Seconds => format!("{figure:.2} s"),
            Self::Micros(what) => format!("{:.0} µs {what}", figure * 1e6),
            Self::Memory => format!("{figure:.0} MiB"),
        }
    }
}

impl Pairs {
    /// Takes what one round measured.
    pub(crate) fn push(&mut self, figure: f64, reference: f64) {
        self.0.push((figure, reference));
    }

    /// The row of a ratio.
    pub(crate) fn row(&self, figure: &str, unit: Unit, reference: &str, wanted: Wanted) -> Row {
        let ratio = self.ratio();
        self.row_of(
            figure,
            unit,
            reference,
            format!("{ratio:.2}"),
            ratio,
            wanted,
        )
    }

    /// The figure as a part of its reference.
    pub(crate) fn ratio(&self) -> f64 {
        median(self.0.iter().map(|(figure, reference)| figure / reference))
    }

    /// The row of a difference, in the unit of both.
    pub(crate) fn difference(
        &self,
        figure: &str,
        unit: Unit,
        reference: &str,
        wanted: Wanted,
    ) -> Row {
        let more = median(self.0.iter().map(|(figure, reference)| figure - reference));
        let words = format!("{more:+.0}");
        self.row_of(figure, unit, reference, words, more, wanted)
    }

    fn row_of(
        &self,
        figure: &str,
        unit: Unit,
        reference: &str,
        result: String,
        number: f64,
        wanted: Wanted,
    ) -> Row {
        let measured = unit.words(median(self.0.iter().map(|(figure, _)| *figure)));
        let of_reference = unit.words(median(self.0.iter().map(|(_, reference)| *reference)));
        Row {
            figure: figure.to_owned(),
            measured,
            reference: format!("{reference}: {of_reference}"),
            result,
            wanted: wanted.words(),
            met: if wanted.is_met(number) { "yes" } else { "no" },
        }
    }
}

impl Row {
    /// The row of what cannot be measured here.
    pub(crate) fn without(figure: &str, why: &str, wanted: Wanted) -> Self {
        Self {
            figure: figure.to_owned(),
            measured: "–".to_owned(),
            reference: why.to_owned(),
            result: "–".to_owned(),
            wanted: wanted.words(),
            met: "–",
        }
    }
}

/// Writes the table.
pub(crate) fn write(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "| figure | measured | reference | ratio | wanted | met |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    for row in rows {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            row.figure, row.measured, row.reference, row.result, row.wanted, row.met
        )?;
    }
    Ok(())
}

/// The one in the middle, or the mean of the two there.
fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    match (figures.get(middle), figures.len() % 2) {
        (Some(upper), 0) => f64::midpoint(*upper, figures[middle - 1]),
        (Some(one), _) => *one,
        (None, _) => f64::NAN,
    }
}

/// A rate in thousands where it has any, as nobody reads six digits.
fn thousands(figure: f64) -> String {
    if figure >= 10_000.0 {
        format!("{:.0} k", figure / 1000.0)
    } else if figure >= 1000.0 {
        format!("{:.1} k", figure / 1000.0)
    } else {
        format!("{figure:.0}")
    }
}
