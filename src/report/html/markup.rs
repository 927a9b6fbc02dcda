//! Writes HTML: what is text stays text.

use crate::contract::is_hidden;

/// A page that is being written.
#[derive(Debug, Default)]
pub(super) struct Page {
    out: String,
}

impl Page {
    /// Markup as it stands.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// A text, whatever is in it.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.out.push_str(&escaped(text));
        self
    }

    /// An element with attributes as they stand and a text.
    pub(super) fn element(&mut self, name: &str, attributes: &str, text: &str) -> &mut Self {
        let space = if attributes.is_empty() { "" } else { " " };
        self.raw("<").raw(name).raw(space).raw(attributes).raw(">");
        self.text(text).raw("</").raw(name).raw(">")
    }

    /// The page.
    pub(super) fn done(self) -> String {
        self.out
    }
}

/// A text within HTML, in an attribute too. Control characters, which no page
/// may hold, are shown as their pictures, and others that hide or turn the text
/// around as escapes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            '\u{7f}' => out.push('\u{2421}'),
            character if (character as u32) < 0x20 => {
                out.extend(char::from_u32(0x2400 + character as u32));
            }
            character if character.is_control() => out.push('\u{fffd}'),
            character if is_hidden(character) => out.extend(character.escape_unicode()),
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(
            escaped("<script>alert(\"1\")&'\0\u{1b}\u{7f}\u{85}\u{202e}中\n"),
            "&lt;script&gt;alert(&quot;1&quot;)&amp;&#39;\u{2400}\u{241b}\u{2421}\u{fffd}\\u{202e}中\n"
        );
        let mut page = Page::default();
        page.element("b", "id=\"x\"", "<").element("i", "", "y");
        assert_eq!(page.done(), "<b id=\"x\">&lt;</b><i>y</i>");
    }
}
