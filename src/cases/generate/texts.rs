//! Texts for keys and values: plain ones and those of every class.

use super::draw::Draw;

/// Stems of keys that are valid under every reading.
const STEMS: &[&str] = &[
    "k",
    "Name",
    "env",
    "Team",
    "cost-center",
    "owner_id",
    "app.tier",
    "my-aliyun",
    "COST",
];

/// Values that are valid under every reading.
const VALUES: &[&str] = &[
    "v",
    "Value",
    "",
    "prod",
    "UPPER",
    "a.b_c-d9",
    "x1",
    "not-aliyun",
    "v.",
];

/// Characters outside the page's list, class by class.
const CHARACTERS: &[&[&str]] = &[
    &[" "],
    &["/", ":", "=", "+", "@"],
    &[
        "!", "\"", "#", "$", "%", "&", "'", "(", ")", "*", ",", ";", "<", ">", "?", "[", "\\", "]",
        "^", "`", "{", "|", "}", "~", "%41", "%20", "%2B",
    ],
    &["部", "门", "一", "龥"],
    &["é", "Ä", "ß", "α", "Ж"],
    &["𠀀", "𪛖"],
];

/// What nobody is judged by: emoji, combining marks, control characters, other
/// scripts, other spaces.
const UNJUDGED: &[&str] = &[
    "😀", "e\u{301}", "\u{1}", "\t", "\n", "ع", "か", "\u{a0}", "\u{200b}", "\u{feff}", "HTTP://",
];

/// A key that is valid under every reading and ends with `mark`, so that it is
/// no other key of its call in any letter case; at times as long as may be.
pub(super) fn plain_key(draw: &mut Draw<'_, '_>, mark: &str, limit: usize) -> String {
    if draw.one_in(8) {
        let shorter = draw.below(2);
        let filling = limit.saturating_sub(mark.len() + shorter);
        return format!("{}{mark}", "k".repeat(filling));
    }
    format!("{}{mark}", draw.pick(STEMS))
}

/// A value that is valid under every reading; at times as long as may be.
pub(super) fn plain_value(draw: &mut Draw<'_, '_>, limit: usize) -> String {
    if draw.one_in(8) {
        let shorter = draw.below(2);
        return "v".repeat(limit.saturating_sub(shorter));
    }
    draw.pick(VALUES).to_owned()
}

/// A text with characters of one class outside the page's list, at its
/// beginning, within it or at its end.
pub(super) fn outside(draw: &mut Draw<'_, '_>) -> String {
    let class = draw.below(CHARACTERS.len());
    let character = draw.pick(CHARACTERS[class]);
    placed(draw, character)
}

/// A text that nobody is judged by.
pub(super) fn unjudged(draw: &mut Draw<'_, '_>) -> String {
    let character = draw.pick(UNJUDGED);
    placed(draw, character)
}

/// A text that starts with a digit, a period, an underscore or a hyphen.
pub(super) fn first(draw: &mut Draw<'_, '_>) -> String {
    format!("{}k", draw.pick(&["1", "0", ".", "_", "-"]))
}

/// A text with a prefix in the page's spelling or, more seldom, in another.
pub(super) fn prefixed(draw: &mut Draw<'_, '_>, prefix: &str) -> String {
    let prefix = if draw.one_in(4) {
        prefix.to_uppercase()
    } else {
        prefix.to_owned()
    };
    let rest = draw.pick(&["x", "", "key", ".a-b_c"]);
    format!("{prefix}{rest}")
}

/// A text with a URL scheme at its beginning or within it.
pub(super) fn with_scheme(draw: &mut Draw<'_, '_>, scheme: &str) -> String {
    let before = draw.pick(&["", "see"]);
    let after = draw.pick(&["", "x", "example.com"]);
    format!("{before}{scheme}{after}")
}

/// A text that some rule or reading may refuse.
pub(super) fn odd(draw: &mut Draw<'_, '_>, limit: usize) -> String {
    match draw.below(12) {
        0 => first(draw),
        1 => prefixed(draw, "aliyun"),
        2 => prefixed(draw, "acs:"),
        3 => {
            let scheme = draw.pick(&["http://", "https://"]);
            with_scheme(draw, scheme)
        }
        4 => {
            // What a length limit counts shows at its edge alone.
            let unit = draw.pick(&["部", "é", "𠀀"]);
            let length = limit / draw.of(&[1, 2, 3, 4]);
            unit.repeat(length + draw.below(2))
        }
        5 => unjudged(draw),
        6 => format!("k{}", " ".repeat(draw.between(1, 2))),
        _ => outside(draw),
    }
}

fn placed(draw: &mut Draw<'_, '_>, character: &str) -> String {
    match draw.below(4) {
        0 => format!("a{character}b"),
        1 => format!("a{character}"),
        2 => format!("{character}a"),
        _ => format!("a{character}b{character}"),
    }
}
