//! Readings: for every axis the options that are still possible.

use super::axes::{AXES, AXIS_COUNT, axis_ids, axis_named};
use super::axis::{AxisId, Binding, Of, Options};

/// A set of readings with the shape of a box: a set of options for each axis.
///
/// With every option of every axis it says nothing; with one option each it is
/// one complete reading. A belief is a list of such boxes, so nobody ever
/// enumerates readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Readings {
    masks: [u8; AXIS_COUNT],
}

/// An axis or option that does not exist, or that an edition has settled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// No axis has that name.
    #[error("unknown axis '{axis}'{}; `tagproof list axes` names them", did_you_mean(.nearest.as_deref()))]
    UnknownAxis {
        /// The name as given.
        axis: String,
        /// The name that was probably meant.
        nearest: Option<String>,
    },
    /// The axis has no such option.
    #[error("axis '{axis}' has no option '{option}'; it has {}", .options.join(", "))]
    UnknownOption {
        /// The axis.
        axis: String,
        /// The option as given.
        option: String,
        /// The options that it has.
        options: Vec<String>,
    },
    /// The edition leaves no choice on this axis.
    #[error("edition {edition} itself settles axis '{axis}': {settled}")]
    Settled {
        /// The edition.
        edition: String,
        /// The axis.
        axis: String,
        /// The options that the edition leaves.
        settled: String,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(", did you mean '{name}'?"))
}

impl Readings {
    /// Every reading there is.
    pub fn all() -> Self {
        let mut masks = [0; AXIS_COUNT];
        for (mask, axis) in masks.iter_mut().zip(AXES) {
            *mask = full(axis.options.len());
        }
        Self { masks }
    }

    /// The options still possible on an axis, as places in its table row.
    pub fn options(&self, axis: AxisId) -> impl Iterator<Item = u8> + use<> {
        let mask = self.mask(axis);
        (0..8).filter(move |place| mask & (1 << place) != 0)
    }

    /// Names of the options still possible on an axis.
    pub fn names(&self, axis: AxisId) -> Vec<&'static str> {
        self.options(axis)
            .map(|place| axis.axis().options[usize::from(place)].id)
            .collect()
    }

    /// The option of an axis, if only one is left.
    pub fn only(&self, axis: AxisId) -> Option<u8> {
        let mask = self.mask(axis);
        mask.is_power_of_two()
            .then(|| u8::try_from(mask.trailing_zeros()).unwrap_or(0))
    }

    /// The variant of a typed axis, if only one is left.
    pub fn get<T: Options>(&self, axis: Of<T>) -> Option<T> {
        self.only(axis.id())
            .map(|place| T::VARIANTS[usize::from(place)])
    }

    /// The first option still possible: how a fixed reading answers.
    pub fn first(&self, axis: AxisId) -> u8 {
        u8::try_from(self.mask(axis).trailing_zeros()).unwrap_or(0)
    }

    /// Whether the axis still has all its options.
    pub fn is_open(&self, axis: AxisId) -> bool {
        self.mask(axis) == full(axis.axis().options.len())
    }

    /// The same readings with one option chosen.
    #[must_use]
    pub fn choosing(mut self, axis: AxisId, option: u8) -> Self {
        self.masks[usize::from(axis.0)] = 1 << option;
        self
    }

    /// The same readings with every axis of a set opened again, to the options
    /// that it has in `within`: what an edition admits.
    #[must_use]
    pub fn widened(mut self, axes: AxisSet, within: &Self) -> Self {
        for axis in axes.iter() {
            self.masks[usize::from(axis.0)] = within.mask(axis);
        }
        self
    }

    /// The same readings with the options of one axis limited to those named.
    pub fn limited(self, axis: &str, options: &[&str]) -> Result<Self, ReadingError> {
        let id = axis_named(axis).ok_or_else(|| ReadingError::UnknownAxis {
            axis: axis.to_owned(),
            nearest: super::nearest(axis, AXES.iter().map(|known| known.id)),
        })?;
        let mut limited = self;
        let mask = &mut limited.masks[usize::from(id.0)];
        let mut wanted = 0;
        for option in options {
            wanted |= 1
                << id
                    .axis()
                    .option(option)
                    .ok_or_else(|| ReadingError::UnknownOption {
                        axis: axis.to_owned(),
                        option: (*option).to_owned(),
                        options: id
                            .axis()
                            .options
                            .iter()
                            .map(|choice| choice.id.to_owned())
                            .collect(),
                    })?;
        }
        *mask = wanted;
        Ok(limited)
    }

    /// The readings in both boxes, if there are any.
    pub fn meet(&self, other: &Self) -> Option<Self> {
        let mut masks = self.masks;
        for (mask, theirs) in masks.iter_mut().zip(other.masks) {
            *mask &= theirs;
            if *mask == 0 {
                return None;
            }
        }
        Some(Self { masks })
    }

    /// The smallest box around both.
    #[must_use]
    pub fn around(&self, other: &Self) -> Self {
        let mut masks = self.masks;
        for (mask, theirs) in masks.iter_mut().zip(other.masks) {
            *mask |= theirs;
        }
        Self { masks }
    }

    /// Whether every reading of `other` is in this box.
    pub fn contains(&self, other: &Self) -> bool {
        self.masks
            .iter()
            .zip(other.masks)
            .all(|(mine, theirs)| theirs & !mine == 0)
    }

    /// The box that is exactly both, if they differ on one axis only.
    pub fn union(&self, other: &Self) -> Option<Self> {
        let mut differing = self
            .masks
            .iter()
            .zip(other.masks)
            .filter(|(mine, theirs)| **mine != *theirs);
        // On two axes the box around both would hold readings that are in neither.
        (differing.next().is_some() && differing.next().is_none()).then(|| self.around(other))
    }

    /// The axes on which this box says something.
    pub fn constrained(&self) -> impl Iterator<Item = AxisId> + '_ {
        axis_ids().filter(|axis| !self.is_open(*axis))
    }

    /// Keeps only what is said of `axes`.
    #[must_use]
    pub fn projected(&self, axes: AxisSet) -> Self {
        axes.iter().fold(Self::all(), |mut projected, axis| {
            projected.masks[usize::from(axis.0)] = self.mask(axis);
            projected
        })
    }

    fn mask(&self, axis: AxisId) -> u8 {
        self.masks[usize::from(axis.0)]
    }
}

/// Words of 64 axes each that the table of axes takes.
const WORDS: usize = AXIS_COUNT.div_ceil(64);

/// A set of axes.
pub type AxisSet = Members<WORDS>;

/// A set of axes by their places, 64 to a word, for a table of any length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Members<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Members<WORDS> {
    /// The set with one axis more.
    #[must_use]
    pub fn with(mut self, axis: AxisId) -> Self {
        let (word, bit) = place(axis);
        self.0[word] |= bit;
        self
    }

    /// The axes in either set.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for (word, theirs) in self.0.iter_mut().zip(other.0) {
            *word |= theirs;
        }
        self
    }

    /// Whether the axis is in the set.
    pub fn has(self, axis: AxisId) -> bool {
        let (word, bit) = place(axis);
        self.0[word] & bit != 0
    }

    /// Whether every axis of `other` is in the set.
    pub fn holds(self, other: Self) -> bool {
        self.0
            .iter()
            .zip(other.0)
            .all(|(mine, theirs)| theirs & !mine == 0)
    }

    /// Whether the set has no axis.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// The axes in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = AxisId> {
        (0..=u8::MAX)
            .map(AxisId)
            .take(64 * WORDS)
            .filter(move |axis| self.has(*axis))
    }
}

impl AxisSet {
    /// The free axes: chosen anew at each consultation.
    pub fn free() -> Self {
        axis_ids()
            .filter(|axis| axis.axis().binding == Binding::Free)
            .collect()
    }
}

impl<const WORDS: usize> Default for Members<WORDS> {
    fn default() -> Self {
        Self([0; WORDS])
    }
}

impl<const WORDS: usize> FromIterator<AxisId> for Members<WORDS> {
    fn from_iter<I: IntoIterator<Item = AxisId>>(axes: I) -> Self {
        axes.into_iter().fold(Self::default(), Self::with)
    }
}

/// The word that an axis is in, and its bit there.
fn place(axis: AxisId) -> (usize, u64) {
    (usize::from(axis.0 / 64), 1 << (axis.0 % 64))
}

fn full(options: usize) -> u8 {
    u8::try_from((1_u16 << options.min(8)) - 1).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::axes::{EXISTING_KEY, KEY_SPACE};
    use super::super::axis::ExistingKey;
    use super::*;

    #[test]
    fn seventy_axes_are_told_apart() {
        type Seventy = Members<{ 70_usize.div_ceil(64) }>;
        let every: Vec<AxisId> = (0..70).map(AxisId).collect();
        for axis in &every {
            let one = Seventy::default().with(*axis);
            assert_eq!(one.iter().collect::<Vec<_>>(), [*axis]);
            let others: Seventy = every
                .iter()
                .filter(|other| *other != axis)
                .copied()
                .collect();
            assert!(!others.has(*axis), "{axis:?}");
            assert!(!others.holds(one) && !one.holds(others), "{axis:?}");
            assert_eq!(others.iter().count(), 69);
            assert_eq!(others.and(one), every.iter().copied().collect());
        }
        assert!(Seventy::default().is_empty());
        assert!(!Seventy::default().with(AxisId(64)).is_empty());
    }

    #[test]
    fn every_axis_has_a_name_of_its_own_and_sources() {
        let mut names: Vec<_> = AXES.iter().map(|axis| axis.id).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), AXES.len());
        for axis in AXES {
            // Of companion operations there is nothing on the page to be unclear.
            let is_on_the_page =
                !["list-tag-filter", "untag-nothing", "all-with-keys"].contains(&axis.id);
            assert_eq!(!axis.sources.is_empty(), is_on_the_page, "{}", axis.id);
        }
    }

    #[test]
    fn what_an_axis_needs_to_be_seen_exists() {
        for axis in AXES {
            for (other, options) in axis.visible_if {
                let other = axis_named(other).expect(axis.id).axis();
                for option in *options {
                    assert!(other.option(option).is_some(), "{}: {option}", axis.id);
                }
            }
        }
    }

    #[test]
    fn boxes_meet_unite_and_contain() {
        let all = Readings::all();
        let overwrite = all.choosing(EXISTING_KEY.id(), 0);
        let rejected = all.choosing(EXISTING_KEY.id(), 1);
        assert_eq!(overwrite.get(EXISTING_KEY), Some(ExistingKey::Overwrite));
        assert_eq!(overwrite.meet(&rejected), None);
        assert!(all.contains(&rejected));
        let both = overwrite.union(&rejected).expect("they differ on one axis");
        assert_eq!(both.names(EXISTING_KEY.id()), ["overwrite", "rejected"]);
        assert_eq!(overwrite.union(&rejected.choosing(KEY_SPACE.id(), 0)), None);
    }

    #[test]
    fn unknown_names_are_told_with_the_nearest() {
        let error = Readings::all()
            .limited("existing-kee", &["overwrite"])
            .expect_err("unknown");
        assert!(
            error.to_string().contains("did you mean 'existing-key'"),
            "{error}"
        );
        let error = Readings::all()
            .limited("existing-key", &["overwritten"])
            .expect_err("unknown");
        assert!(
            error.to_string().contains("rejected-unless-equal"),
            "{error}"
        );
    }
}
