//! Texts that act where they are not taken for text, and what must not be in an output.

use std::sync::LazyLock;

/// The file that a shell makes which takes one of them for a command.
pub(super) const CANARY: &str = "CANARY";

/// Forty of them: for shells, terminals, CI systems, XML, HTML, Markdown and paths.
pub(super) static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let texts: Vec<String> =
        serde_json::from_str(include_str!("../../hostile_texts.json")).unwrap();
    assert_eq!(texts.len(), 40);
    texts
});

/// A text at a place of its own: every text comes to every place.
pub(super) fn at(turn: usize, place: usize) -> &'static str {
    &TEXTS[(turn + place) % TEXTS.len()]
}

/// What acts on a terminal or on a CI system that reads what is printed there.
pub(super) fn acting(printed: &str) -> Option<String> {
    let hidden = printed
        .chars()
        .find(|character| (character.is_control() && *character != '\n') || is_unseen(*character));
    if let Some(hidden) = hidden {
        return Some(format!("{hidden:?}"));
    }
    let command = |line: &&str| line.trim().starts_with("::");
    let marked = ["##[", "##vso["]
        .into_iter()
        .find(|mark| printed.contains(mark));
    marked.or(printed.lines().find(command)).map(str::to_owned)
}

/// Written here once more, so that a character which is forgotten there is not here.
fn is_unseen(character: char) -> bool {
    let code = u32::from(character);
    [0xad, 0x61c, 0xfeff, 0xfffe, 0xffff].contains(&code)
        || (0x200b..=0x200f).contains(&code)
        || (0x2028..=0x202e).contains(&code)
        || (0x2060..=0x2069).contains(&code)
        || (0xe0000..=0xe007f).contains(&code)
}
