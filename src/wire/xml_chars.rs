//! Which characters and names XML 1.0 allows.

use std::borrow::Cow;

/// Whether XML 1.0 can carry every character of `text`, be it as a character
/// reference; NUL and most other control characters it cannot.
pub fn xml_can_carry(text: &str) -> bool {
    is_plain(text) || text.chars().all(is_char)
}

/// Whether `text` is printable ASCII, which need not be looked at character by
/// character; most of what is sent is.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.bytes();
    bytes.fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~'))
}

/// Whether `character` is a `Char` of XML 1.0.
pub(super) fn is_char(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..
    )
}

/// Whether `character` is white space in XML.
pub(super) fn is_space(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' ')
}

/// Whether `name` is a `Name` of XML 1.0.
pub(super) fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    let is_usual = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric());
    is_usual || name.chars().next().is_some_and(is_name_start) && name.chars().all(is_name_part)
}

/// `name` made a `Name` of XML 1.0: what no name may contain becomes `_`, and
/// one is put before what no name may begin with.
pub(super) fn made_name(name: &str) -> Cow<'_, str> {
    if is_name(name) {
        return name.into();
    }
    let mut made: String = name
        .chars()
        .map(|character| {
            if is_name_part(character) {
                character
            } else {
                '_'
            }
        })
        .collect();
    if !made.starts_with(is_name_start) {
        made.insert(0, '_');
    }
    made.into()
}

fn is_name_start(character: char) -> bool {
    if character.is_ascii_alphabetic() {
        return true;
    }
    matches!(
        character,
        ':' | '_'
            | 'A'..='Z'
            | 'a'..='z'
            | '\u{C0}'..='\u{D6}'
            | '\u{D8}'..='\u{F6}'
            | '\u{F8}'..='\u{2FF}'
            | '\u{370}'..='\u{37D}'
            | '\u{37F}'..='\u{1FFF}'
            | '\u{200C}'..='\u{200D}'
            | '\u{2070}'..='\u{218F}'
            | '\u{2C00}'..='\u{2FEF}'
            | '\u{3001}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FDCF}'
            | '\u{FDF0}'..='\u{FFFD}'
            | '\u{10000}'..='\u{EFFFF}'
    )
}

fn is_name_part(character: char) -> bool {
    if character.is_ascii_alphanumeric() {
        return true;
    }
    is_name_start(character)
        || matches!(
            character,
            '-' | '.'
                | '0'..='9'
                | '\u{B7}'
                | '\u{300}'..='\u{36F}'
                | '\u{203F}'..='\u{2040}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_cannot_be_carried() {
        for text in [
            "",
            " \t\r\n",
            "~\u{7f}\u{85}",
            "部\u{FFFD}\u{10FFFF}",
            "<&>]]>",
        ] {
            assert!(xml_can_carry(text), "{text:?}");
        }
        for text in [
            "\0", "a\u{1}", "\u{8}", "\u{b}", "\u{1f}", "\u{FFFE}", "\u{FFFF}",
        ] {
            assert!(!xml_can_carry(text), "{text:?}");
        }
    }

    #[test]
    fn any_text_can_be_made_a_name() {
        for (text, made) in [
            ("TagResources", "TagResources"),
            ("a:b-c.d_1", "a:b-c.d_1"),
            ("部门", "部门"),
            ("", "_"),
            ("1a", "_1a"),
            ("-", "_-"),
            (" a b", "_a_b"),
            ("<x/>\0", "_x___"),
        ] {
            assert_eq!(made_name(text), made);
            assert!(is_name(made));
            assert_eq!(is_name(text), text == made);
        }
    }
}
