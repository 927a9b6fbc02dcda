//! Classes of characters that the page's sentences tell apart.

use super::axes as axis;
use super::axis::{AxisId, Leniency, LetterCase, Of, Permission, Unit};

/// The beginning of a text, with `…` behind it where some is left out.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What a character is to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// `A`–`Z`, `a`–`z`.
    Letter,
    /// `0`–`9`.
    Digit,
    /// The period, underscore and hyphen of the page's list.
    Listed,
    /// The space.
    Space,
    /// `/ : = + @`.
    UrlPunctuation,
    /// Every other printable ASCII character.
    OtherPunctuation,
    /// U+4E00–U+9FA5, the range that implementations write for "Chinese".
    Cjk,
    /// Letters of accented Latin, Greek and Cyrillic.
    OtherLetter,
    /// U+20000–U+2A6DF, Chinese characters that need two UTF-16 units.
    AstralLetter,
    /// Everything else: nobody is judged by it.
    Unjudged,
}

impl Class {
    /// The class of a character.
    pub fn of(character: char) -> Self {
        match character {
            'A'..='Z' | 'a'..='z' => Self::Letter,
            '0'..='9' => Self::Digit,
            '.' | '_' | '-' => Self::Listed,
            ' ' => Self::Space,
            '/' | ':' | '=' | '+' | '@' => Self::UrlPunctuation,
            '!'..='~' => Self::OtherPunctuation,
            '\u{4e00}'..='\u{9fa5}' => Self::Cjk,
            '\u{20000}'..='\u{2a6df}' => Self::AstralLetter,
            // U+00D7 and U+00F7 are signs; the alphabetic test leaves them out.
            '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}'
                if character.is_alphabetic() =>
            {
                Self::OtherLetter
            }
            _ => Self::Unjudged,
        }
    }
}

/// How many characters a text has in some unit.
pub fn length(text: &str, unit: Unit) -> usize {
    match unit {
        Unit::Characters => text.chars().count(),
        Unit::Utf16 => text.encode_utf16().count(),
        Unit::Bytes => text.len(),
    }
}

/// The first character of a text under a rule that it start with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstRule {
    /// The page says so.
    Letter,
    /// The page says so in a sentence that may mean something else.
    Doubtful,
    /// The page says nothing.
    Anything,
}

/// The axes that settle what one kind of text may hold.
#[derive(Debug)]
pub struct TextAxes {
    /// Whether characters of a class outside the page's list may be used.
    pub classes: &'static [(Class, Of<Permission>)],
    /// Whether the text may start with a character of a class.
    pub first: &'static [(&'static [Class], Of<Leniency>)],
    /// Whether the text may start with a letter outside ASCII, where the
    /// first character must be a letter.
    pub first_letters: &'static [(Class, Of<Permission>)],
    /// What the length limit counts.
    pub unit: Of<Unit>,
    /// The prefix `aliyun`.
    pub aliyun: Reserved,
    /// The prefix `acs:`.
    pub acs: Reserved,
}

/// A prefix that a text must not start with.
#[derive(Debug)]
pub struct Reserved {
    /// The prefix in the spelling of the page.
    pub prefix: &'static str,
    /// Whether it is forbidden at all; `None` where the page is plain.
    pub ban: Option<Of<Permission>>,
    /// Whether other spellings are forbidden with it.
    pub case: Of<LetterCase>,
}

/// The URL schemes that a text must not contain.
pub static URL_SCHEMES: [&str; 2] = ["http://", "https://"];

const ALIYUN: &str = "aliyun";
const ACS: &str = "acs:";

/// Axes of tag keys.
pub static KEY_AXES: TextAxes = TextAxes {
    classes: &[
        (Class::Space, axis::KEY_SPACE),
        (Class::UrlPunctuation, axis::KEY_URL_PUNCTUATION),
        (Class::OtherPunctuation, axis::KEY_OTHER_PUNCTUATION),
        (Class::Cjk, axis::KEY_CJK),
        (Class::OtherLetter, axis::KEY_OTHER_LETTERS),
        (Class::AstralLetter, axis::KEY_ASTRAL_LETTERS),
    ],
    first: &[],
    first_letters: &[
        (Class::Cjk, axis::KEY_FIRST_CJK),
        (Class::OtherLetter, axis::KEY_FIRST_OTHER_LETTER),
    ],
    unit: axis::KEY_LENGTH_UNIT,
    aliyun: Reserved {
        prefix: ALIYUN,
        ban: None,
        case: axis::KEY_ALIYUN_CASE,
    },
    acs: Reserved {
        prefix: ACS,
        ban: None,
        case: axis::KEY_ACS_CASE,
    },
};

/// Axes of tag values.
pub static VALUE_AXES: TextAxes = TextAxes {
    classes: &[
        (Class::Space, axis::VALUE_SPACE),
        (Class::UrlPunctuation, axis::VALUE_URL_PUNCTUATION),
        (Class::OtherPunctuation, axis::VALUE_OTHER_PUNCTUATION),
        (Class::Cjk, axis::VALUE_CJK),
        (Class::OtherLetter, axis::VALUE_OTHER_LETTERS),
        (Class::AstralLetter, axis::VALUE_ASTRAL_LETTERS),
    ],
    first: &[
        (&[Class::Digit], axis::VALUE_FIRST_DIGIT),
        (&[Class::Listed], axis::VALUE_FIRST_LISTED),
        (
            &[Class::Space, Class::UrlPunctuation, Class::OtherPunctuation],
            axis::VALUE_FIRST_OUTSIDE,
        ),
        (&[Class::Cjk], axis::VALUE_FIRST_CJK),
        (&[Class::OtherLetter], axis::VALUE_FIRST_OTHER_LETTER),
    ],
    first_letters: &[],
    unit: axis::VALUE_LENGTH_UNIT,
    aliyun: Reserved {
        prefix: ALIYUN,
        ban: Some(axis::VALUE_ALIYUN),
        case: axis::VALUE_ALIYUN_CASE,
    },
    acs: Reserved {
        prefix: ACS,
        ban: Some(axis::VALUE_ACS),
        case: axis::VALUE_ACS_CASE,
    },
};

impl TextAxes {
    /// Those of characters anywhere.
    pub(super) fn of_classes(&self) -> impl Iterator<Item = AxisId> {
        self.classes.iter().map(|(_, axis)| axis.id())
    }

    /// Those of the first character.
    pub(super) fn of_first(&self) -> impl Iterator<Item = AxisId> {
        let first = self.first.iter().map(|(_, axis)| axis.id());
        first.chain(self.first_letters.iter().map(|(_, axis)| axis.id()))
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(cut("标签部", 3), "标签部");
        assert_eq!(cut("标签部门", 3), "标签部…");
        assert_eq!(cut("", 3), "");
    }
}
