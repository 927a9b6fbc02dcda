//! Text that others wrote, as it may be shown: nothing in it acts, hides or turns around.

use std::borrow::Cow;
use std::fmt::Write as _;

/// What CI systems read commands in wherever they stand in a line, with a word
/// between the two: `##[error]`, `##vso[`.
const MARK: (&str, char) = ("##", '[');

/// What a command begins with that is alone on its line.
const COMMAND: &str = "::";

/// A text of others as a part of one line: whatever is not seen, moves the cursor
/// or turns the text around is an escape, such as `\n`, `\u{1b}` or `\u{202e}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !acts(text, |_| false) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (place, character) in text.char_indices() {
        if is_hidden(character) || is_marked(text, place) {
            escape(&mut out, character);
        } else {
            out.push(character);
        }
    }
    out.into()
}

/// The same for a text whose line breaks are ours.
pub fn visible_lines(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(visible).collect();
    lines.join("\n")
}

/// Whole lines of ours with text of others in them, as they may be printed: our
/// own line breaks, tabs and colours stay, and no line is a command to a CI system.
pub fn printable(lines: &str) -> Cow<'_, str> {
    if !acts(lines, |character| matches!(character, '\n' | '\t')) && !lines.contains(COMMAND) {
        return lines.into();
    }
    let mut out = String::with_capacity(lines.len() + 16);
    for line in lines.split_inclusive('\n') {
        let begins = beginning(line);
        let is_command = line[begins..].starts_with(COMMAND);
        let mut colour_ends = 0;
        for (place, character) in line.char_indices() {
            if character == '\u{1b}' {
                colour_ends = colour(&line[place..]).map_or(colour_ends, |length| place + length);
            }
            let is_ours = place < colour_ends || matches!(character, '\n' | '\t');
            let commands = is_command && place == begins || is_marked(line, place);
            if commands || is_hidden(character) && !is_ours {
                escape(&mut out, character);
            } else {
                out.push(character);
            }
        }
    }
    out.into()
}

/// A JSON document that says the same and may be printed as it is: what is hidden
/// can only stand in its texts, where JSON has escapes of its own.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    if !acts(json, |character| matches!(character, '\n' | '\t')) {
        return json.into();
    }
    let mut out = String::with_capacity(json.len() + 16);
    for (place, character) in json.char_indices() {
        let is_space = matches!(character, '\n' | '\t');
        if is_hidden(character) && !is_space || is_marked(json, place) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a text cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out.into()
}

/// Whether a character is not seen where it stands, or changes how others are
/// seen: controls, what turns text around, what has no width, what parts lines,
/// and what is no character at all.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{fffe}'
                | '\u{ffff}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Whether anything in a text has to be escaped, but for some characters.
fn acts(text: &str, is_ours: impl Fn(char) -> bool) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~');
    let is_shown = text.bytes().all(is_plain)
        || !text
            .chars()
            .any(|character| is_hidden(character) && !is_ours(character));
    !is_shown || text.contains(MARK.0)
}

/// Whether the second sign of a command's mark stands at a place.
fn is_marked(text: &str, place: usize) -> bool {
    let (signs, bracket) = MARK;
    place > 0
        && text.get(place - 1..).is_some_and(|from| {
            let word = from.strip_prefix(signs).unwrap_or_default();
            word.trim_start_matches(|letter: char| letter.is_ascii_alphabetic())
                .starts_with(bracket)
        })
}

fn escape(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        other => out.extend(other.escape_unicode()),
    }
}

/// Where a line begins, spaces and colours aside.
fn beginning(line: &str) -> usize {
    let mut rest = line.trim_start();
    while let Some(length) = colour(rest) {
        rest = rest[length..].trim_start();
    }
    line.len() - rest.len()
}

/// The length of the colour that a text begins with.
fn colour(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("\u{1b}[")?;
    let end = rest.find(|sign: char| !sign.is_ascii_digit() && sign != ';')?;
    rest[end..].starts_with('m').then_some(end + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown_and_the_rest_stays() {
        for (text, shown) in [
            ("", ""),
            ("plain, 部门 é \\ \"'`$ :: #", "plain, 部门 é \\ \"'`$ :: #"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            (
                "\0\u{1b}[31m\u{7f}\u{9b}",
                "\\u{0}\\u{1b}[31m\\u{7f}\\u{9b}",
            ),
            (
                "\u{202e}\u{2066}\u{200f}\u{61c}",
                "\\u{202e}\\u{2066}\\u{200f}\\u{61c}",
            ),
            (
                "\u{200b}\u{feff}\u{2028}\u{85}",
                "\\u{200b}\\u{feff}\\u{2028}\\u{85}",
            ),
            ("\u{ffff}\u{e0041}", "\\u{ffff}\\u{e0041}"),
            ("x ##[error]y ##vso[a]", "x #\\u{23}[error]y #\\u{23}vso[a]"),
            ("###[ ## [ ##", "##\\u{23}[ ## [ ##"),
        ] {
            assert_eq!(visible(text), shown);
            assert_eq!(visible(shown), shown);
        }
    }

    #[test]
    fn lines_and_colours_of_ours_stay_and_nothing_else() {
        for (lines, printed) in [
            ("a\n\tb\n", "a\n\tb\n"),
            (
                "\u{1b}[1m\u{1b}[31mFAIL\u{1b}[0m x\n",
                "\u{1b}[1m\u{1b}[31mFAIL\u{1b}[0m x\n",
            ),
            (
                "\u{1b}[2J\u{1b}]0;t\u{7}\u{1b}",
                "\\u{1b}[2J\\u{1b}]0;t\\u{7}\\u{1b}",
            ),
            ("a\r\nb", "a\\r\nb"),
            ("a ::b::\n  ::error::x\n", "a ::b::\n  \\u{3a}:error::x\n"),
            ("\u{1b}[2m ::x\u{1b}[0m", "\u{1b}[2m \\u{3a}:x\u{1b}[0m"),
            ("::x\n\n::y", "\\u{3a}:x\n\n\\u{3a}:y"),
            ("a ##[error]x\n", "a #\\u{23}[error]x\n"),
            ("\u{2028}::x", "\\u{2028}\\u{3a}:x"),
        ] {
            assert_eq!(printable(lines), printed);
        }
    }

    #[test]
    fn json_keeps_its_texts() {
        let text = "a\u{202e}\u{e0041}\u{7f}##[x]\u{ffff}";
        let json = serde_json::to_string_pretty(&[text]).unwrap();
        let shown = visible_json(&json);
        assert!(shown.is_ascii(), "{shown}");
        assert!(!shown.contains("##["), "{shown}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&shown).unwrap(), [text]);
        assert!(shown.contains("[\n  \""), "{shown}");
    }
}
