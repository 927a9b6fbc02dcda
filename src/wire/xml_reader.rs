//! Reading XML into a tree: strictly, safely and without losing a character.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use serde_json::Value;
use serde_json::map::Map;

use super::answer_error::{AnswerError, clip};
use super::xml_chars::{is_char, is_name, is_plain, is_space};
use super::xml_tree::Tree;

/// How many attributes an element may have. Answers have none or a namespace.
const MAX_ATTRIBUTES: usize = 64;

/// The fields of the root element of `text`.
pub(super) fn read(text: &str) -> Result<Map<String, Value>, AnswerError> {
    let text = without_mark(text);
    if !text.trim_start_matches(is_space).starts_with('<') {
        return Err(AnswerError::NotXml { start: clip(text) });
    }
    if !is_plain(text)
        && let Some((offset, character)) = text.char_indices().find(|(_, c)| !is_char(*c))
    {
        let reason = format!("character {character:?} is not allowed");
        return Err(AnswerError::ill_formed(offset as u64, reason));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut tree = Tree::default();
    loop {
        let offset = reader.buffer_position();
        let event = reader
            .read_event()
            .map_err(|error| refused(error, reader.error_position()))?;
        match event {
            Event::Start(tag) => tree.open(checked_name(&tag, offset)?, offset)?,
            Event::Empty(tag) => {
                tree.open(checked_name(&tag, offset)?, offset)?;
                tree.close(offset)?;
            }
            Event::End(_) => tree.close(offset)?,
            Event::Text(raw) => {
                let text = decoded(raw.xml10_content(), offset)?;
                if text.contains("]]>") {
                    return Err(AnswerError::ill_formed(offset, "\"]]>\" in text"));
                }
                tree.text(&text, offset)?;
            }
            Event::CData(raw) => {
                tree.must_be_inside("a cdata section", offset)?;
                tree.text(&decoded(raw.xml10_content(), offset)?, offset)?;
            }
            Event::GeneralRef(reference) => {
                tree.must_be_inside("a reference", offset)?;
                tree.text(
                    resolved(&reference, offset)?.encode_utf8(&mut [0; 4]),
                    offset,
                )?;
            }
            Event::Decl(declaration) => check_declaration(&declaration, offset)?,
            Event::DocType(_) => return Err(AnswerError::Doctype { offset }),
            Event::PI(instruction) => {
                let target = decoded(str_of(instruction.target()), offset)?;
                if !is_name(target) || target.eq_ignore_ascii_case("xml") {
                    return Err(AnswerError::ill_formed(
                        offset,
                        "a processing instruction has no name",
                    ));
                }
            }
            Event::Comment(_) => {}
            Event::Eof => return tree.finish(offset),
        }
    }
}

/// The name of the first element of `text`, whatever follows it.
pub(super) fn root_name(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(without_mark(text));
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => return name_of(&tag, 0).ok(),
            Event::Text(text) if !text.iter().all(u8::is_ascii_whitespace) => return None,
            Event::Text(_) | Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            _ => return None,
        }
    }
}

/// The name of an element whose tag is well-formed.
fn checked_name(tag: &BytesStart<'_>, offset: u64) -> Result<String, AnswerError> {
    let name = name_of(tag, offset)?;
    check_attributes(tag, offset)?;
    Ok(name)
}

fn name_of(tag: &BytesStart<'_>, offset: u64) -> Result<String, AnswerError> {
    let name = decoded(str_of(tag.name().into_inner()), offset)?;
    if is_name(name) {
        Ok(name.to_owned())
    } else {
        let reason = format!("an element is called {:?}", clip(name));
        Err(AnswerError::ill_formed(offset, reason))
    }
}

fn check_attributes(tag: &BytesStart<'_>, offset: u64) -> Result<(), AnswerError> {
    let raw = tag.attributes_raw();
    if raw.is_empty() {
        return Ok(());
    }
    let mut seen = HashSet::new();
    for (name, value) in attributes(raw, offset)? {
        if !is_name(name) || !seen.insert(name) {
            let reason = format!("an attribute is called {:?}, or twice so", clip(name));
            return Err(AnswerError::ill_formed(offset, reason));
        }
        if value.contains('<') {
            return Err(AnswerError::ill_formed(offset, "\"<\" in an attribute"));
        }
        check_references(value, offset)?;
    }
    Ok(())
}

/// Names and raw values of the attributes of a tag. The reader's own takes
/// attributes without space between them, and quadratic time for many.
fn attributes(raw: &[u8], offset: u64) -> Result<Vec<(&str, &str)>, AnswerError> {
    let wrong = |reason| AnswerError::ill_formed(offset, reason);
    let mut rest = decoded(str_of(raw), offset)?;
    let mut found = Vec::new();
    loop {
        let start = rest.trim_start_matches(is_space);
        if start.is_empty() {
            return Ok(found);
        }
        if start.len() == rest.len() {
            return Err(wrong("no space before an attribute"));
        }
        if found.len() == MAX_ATTRIBUTES {
            return Err(wrong("too many attributes"));
        }
        let (name, after) = start
            .split_once('=')
            .ok_or_else(|| wrong("an attribute has no value"))?;
        let after = after.trim_start_matches(is_space);
        let (value, after) = ['"', '\'']
            .into_iter()
            .find_map(|quote| after.strip_prefix(quote)?.split_once(quote))
            .ok_or_else(|| wrong("an attribute's value is not quoted"))?;
        found.push((name.trim_end_matches(is_space), value));
        rest = after;
    }
}

fn check_references(value: &str, offset: u64) -> Result<(), AnswerError> {
    for piece in value.split('&').skip(1) {
        match piece.split_once(';') {
            Some((name, _)) => resolved(&BytesRef::new(name), offset)?,
            None => return Err(AnswerError::ill_formed(offset, "a reference is not closed")),
        };
    }
    Ok(())
}

fn check_declaration(declaration: &BytesDecl<'_>, offset: u64) -> Result<(), AnswerError> {
    let wrong = |reason| Err(AnswerError::ill_formed(offset, reason));
    if offset != 0 {
        return wrong("the xml declaration is not at the start");
    }
    // The declaration begins with its own name, `xml`.
    let raw = declaration.get(3..).unwrap_or_default();
    let mut attributes = attributes(raw, offset)?.into_iter().peekable();
    if attributes.next() != Some(("version", "1.0")) {
        return wrong("the xml version is not 1.0");
    }
    if let Some((_, encoding)) = attributes.next_if(|(name, _)| *name == "encoding")
        && !encoding.eq_ignore_ascii_case("utf-8")
    {
        return wrong("the declared encoding is not utf-8");
    }
    match attributes.next() {
        None => Ok(()),
        Some(("standalone", "yes" | "no")) if attributes.next().is_none() => Ok(()),
        Some(_) => wrong("the xml declaration has other attributes than it may"),
    }
}

/// The character that a reference stands for.
fn resolved(reference: &BytesRef<'_>, offset: u64) -> Result<char, AnswerError> {
    let name = decoded(str_of(reference), offset)?;
    if name.starts_with('#') {
        let character = reference
            .resolve_char_ref()
            .map_err(|error| AnswerError::ill_formed(offset, error.to_string()))?;
        return character
            .filter(|character| is_char(*character))
            .ok_or_else(|| {
                AnswerError::ill_formed(
                    offset,
                    format!("reference &{}; is not allowed", clip(name)),
                )
            });
    }
    match name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(AnswerError::UnknownEntity {
            name: clip(name),
            offset,
        }),
    }
}

fn refused(error: Error, offset: u64) -> AnswerError {
    match error {
        Error::IllFormed(
            error @ (IllFormedError::MismatchedEndTag { .. }
            | IllFormedError::UnmatchedEndTag(_)
            | IllFormedError::MissingEndTag(_)),
        ) => AnswerError::Nesting {
            reason: clip(&error.to_string()),
            offset,
        },
        Error::IllFormed(IllFormedError::MissingDoctypeName)
        | Error::Syntax(SyntaxError::UnclosedDoctype) => AnswerError::Doctype { offset },
        error => AnswerError::ill_formed(offset, error.to_string()),
    }
}

fn decoded<T, E: std::fmt::Display>(result: Result<T, E>, offset: u64) -> Result<T, AnswerError> {
    result.map_err(|error| AnswerError::ill_formed(offset, error.to_string()))
}

fn str_of(bytes: &[u8]) -> Result<&str, std::str::Utf8Error> {
    std::str::from_utf8(bytes)
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{FEFF}').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(text: &str) -> Value {
        Value::Object(read(text).unwrap())
    }

    fn assert_refused(xml: &str, message: &str) {
        let found = read(xml).unwrap_err().to_string();
        assert!(found.contains(message), "{xml}\n{found}\n{message}");
    }

    #[test]
    fn elements_become_fields_text_and_lists() {
        assert_eq!(
            fields(
                "\u{FEFF}<?xml version='1.0' encoding='utf-8' standalone = \"no\" ?>\n<!-- c -->\n\
                 <R xmlns=\"u&amp;v\">\n <a>1</a >\n <b/> <c>\n <d>x</d> <d/> <d>z</d>\n </c>\
                 <?pi x?>\n</R>\n<!-- c -->\n"
            ),
            json!({"a": "1", "b": "", "c": {"d": ["x", "", "z"]}})
        );
        assert_eq!(fields("<R/>"), json!({}));
        assert_eq!(fields("<R> \n </R>"), json!({}));
        assert_eq!(
            fields("<R><a><x/></a><a><x>1</x></a></R>"),
            json!({"a": [{"x": ""}, {"x": "1"}]})
        );
    }

    #[test]
    fn text_is_exact() {
        for (xml, text) in [
            ("  a  ", "  a  "),
            (" ", " "),
            ("&#9;&#xA;&#13; ", "\t\n\r "),
            ("a\tb\r\nc\rd", "a\tb\nc\nd"),
            ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"),
            ("&amp;amp;", "&amp;"),
            ("]]&gt;", "]]>"),
            ("<![CDATA[ <&]] ]]>x", " <&]] x"),
            ("<![CDATA[]]>", ""),
            ("]]<![CDATA[>]]>", "]]>"),
            ("a<!-- no -->b<?no?>c", "abc"),
            (
                "&#x1F600;\u{90E8}e\u{301}\u{7f}",
                "\u{1F600}\u{90E8}e\u{301}\u{7f}",
            ),
        ] {
            assert_eq!(fields(&format!("<R><a>{xml}</a></R>")), json!({"a": text}));
        }
    }

    #[test]
    fn ill_formed_content_is_refused() {
        for (xml, message) in [
            ("hello", "the body is not xml: it begins with \"hello\""),
            (
                "<",
                "tag not closed: `>` not found before end of input at byte 0",
            ),
            ("<a></b>", "expected `</a>`, but `</b>` was found at byte 3"),
            (
                "<a></a></a>",
                "close tag `</a>` does not match any open tag at byte 7",
            ),
            (
                "<a><b></b>",
                "tags do not match: <a> is not closed at byte 10",
            ),
            (
                "<a/><b/>",
                "tags do not match: <b> stands after the root element at byte 4",
            ),
            ("<a/>text", "text outside the root element at byte 4"),
            (
                "<a/>&amp;",
                "a reference outside the root element at byte 4",
            ),
            (
                "<![CDATA[ ]]><a/>",
                "a cdata section outside the root element at byte 0",
            ),
            ("<a>&nbsp;</a>", "unknown xml entity \"nbsp\" at byte 3"),
            ("<a b='&x;'/>", "unknown xml entity \"x\" at byte 0"),
            ("<a b='&'/>", "a reference is not closed at byte 0"),
            ("<a>&amp</a>", "`;` not found before end of input at byte 3"),
            ("<a>&#0;</a>", "at byte 3"),
            ("<a>&#1;</a>", "reference &#1; is not allowed at byte 3"),
            ("<a>&#xD800;</a>", "at byte 3"),
            ("<a>&#99999999999;</a>", "at byte 3"),
            ("<a>]]></a>", "\"]]>\" in text at byte 3"),
            (
                "<a>\u{1}</a>",
                "character '\\u{1}' is not allowed at byte 3",
            ),
        ] {
            assert_refused(xml, message);
        }
    }

    #[test]
    fn ill_formed_markup_is_refused() {
        for (xml, message) in [
            ("<!DOCTYPE a><a/>", "an xml document type at byte 0"),
            (
                "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
                "an xml document type at byte 0",
            ),
            ("<!DOCTYPE a", "an xml document type"),
            (
                " <?xml version='1.0'?><a/>",
                "the xml declaration is not at the start at byte 1",
            ),
            (
                "<?xml version='1.1'?><a/>",
                "the xml version is not 1.0 at byte 0",
            ),
            ("<?xml?><a/>", "the xml version is not 1.0 at byte 0"),
            (
                "<?xml version='1.0' encoding='gbk'?><a/>",
                "the declared encoding is not utf-8 at byte 0",
            ),
            (
                "<?XML x?><a/>",
                "a processing instruction has no name at byte 0",
            ),
            ("<!-- a -- b --><a/>", "forbidden string `--`"),
            ("<!-- only -->", "there is no element at byte 13"),
            ("<1a/>", "an element is called \"1a\" at byte 0"),
            ("<></>", "an element is called \"\" at byte 0"),
            (
                "<a b='1' b='2'/>",
                "an attribute is called \"b\", or twice so at byte 0",
            ),
            (
                "<?xml version='1.0' x='y'?><a/>",
                "the xml declaration has other attributes than it may at byte 0",
            ),
            (
                "<?xml version='1.0' standalone='yes' encoding='utf-8'?><a/>",
                "the xml declaration has other attributes than it may at byte 0",
            ),
            (
                "<?xml version='1.0'encoding='utf-8'?><a/>",
                "no space before an attribute",
            ),
            ("<a b='1'c='2'/>", "no space before an attribute at byte 0"),
            ("<a b=1/>", "an attribute's value is not quoted at byte 0"),
            ("<a b/>", "an attribute has no value at byte 0"),
            ("<a b='<'/>", "\"<\" in an attribute at byte 0"),
            (
                "<a>x<b/></a>",
                "element \"a\" has text beside or instead of fields",
            ),
            (
                "<a><b>x<c/></b></a>",
                "element \"b\" has text beside or instead of fields",
            ),
            (
                "<a>x</a>",
                "element \"a\" has text beside or instead of fields",
            ),
        ] {
            assert_refused(xml, message);
        }
    }

    #[test]
    fn depth_width_attributes_and_messages_are_bounded() {
        let nested = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert!(read(&nested(64)).is_ok());
        assert_eq!(read(&nested(65)), Err(AnswerError::TooDeep));
        assert_eq!(read(&"<a>".repeat(100_000)), Err(AnswerError::TooDeep));
        let wide = |elements: usize| format!("<R>{}</R>", "<a/>".repeat(elements - 1));
        assert!(read(&wide(10_000)).is_ok());
        assert_eq!(read(&wide(10_001)), Err(AnswerError::TooMany));
        // The same name each time would be refused for being repeated.
        let attributes: Vec<String> = (0..100_000).map(|n| format!("a{n}='1'")).collect();
        let error = read(&format!("<a {}/>", attributes.join(" "))).unwrap_err();
        assert!(error.to_string().contains("too many attributes"));
        let name = "n".repeat(10_000);
        for xml in [
            format!("<{name}>"),
            format!("<a></{name}>"),
            format!("<a>&{name};</a>"),
            format!("<a/><{name}/>"),
            name.clone(),
        ] {
            assert!(read(&xml).unwrap_err().to_string().len() < 400);
        }
    }

    #[test]
    fn the_root_is_found_whatever_follows() {
        for (xml, name) in [
            (
                "<?xml version='1.0'?>\n<!-- c --><Error><Code>",
                Some("Error"),
            ),
            ("<a/>", Some("a")),
            ("<a b=>", Some("a")),
            ("\u{FEFF}<a></b>", Some("a")),
            ("x<a/>", None),
            ("</a>", None),
            ("<!DOCTYPE a><a/>", None),
            ("<1/>", None),
            ("{}", None),
            ("", None),
        ] {
            assert_eq!(root_name(xml).as_deref(), name, "{xml}");
        }
    }
}
