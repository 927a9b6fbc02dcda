//! Writing a tree as XML.

use serde_json::{Value, json};

use super::answer_error::MAX_DEPTH;
use super::xml_chars::{is_char, made_name};

/// Bytes that an answer takes, in most cases.
const USUAL_LENGTH: usize = 1024;

/// `body` as an XML document whose root element is called `root`.
pub(super) fn write(root: &str, body: &Value) -> String {
    let mut document = String::with_capacity(USUAL_LENGTH);
    document.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    match body {
        // Only one element may be the root, so a bare list needs one around it.
        Value::Array(_) => element(&mut document, root, &json!({ "Item": body }), 1),
        _ => element(&mut document, root, body, 1),
    }
    document
}

/// Writes one element, or one for each item if `value` is a list. The root
/// lies at depth 1.
fn element(document: &mut String, name: &str, value: &Value, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    if let Value::Array(items) = value {
        for item in items {
            element(document, name, item, depth + 1);
        }
        return;
    }
    let name = made_name(name);
    document.push('<');
    document.push_str(&name);
    document.push('>');
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                element(document, field, value, depth + 1);
            }
        }
        Value::String(text) => escape(document, text),
        Value::Number(number) => document.push_str(&number.to_string()),
        Value::Bool(flag) => document.push_str(if *flag { "true" } else { "false" }),
        Value::Null | Value::Array(_) => {}
    }
    document.push_str("</");
    document.push_str(&name);
    document.push('>');
}

fn escape(document: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => document.push_str("&amp;"),
            '<' => document.push_str("&lt;"),
            '>' => document.push_str("&gt;"),
            // Parsers turn raw ones into `\n`, and some trim all of them.
            '\t' => document.push_str("&#9;"),
            '\n' => document.push_str("&#10;"),
            '\r' => document.push_str("&#13;"),
            character if is_char(character) => document.push(character),
            _ => document.push('\u{FFFD}'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    #[test]
    fn lists_become_one_element_per_item() {
        let body = json!({
            "RequestId": "R",
            "TagResources": {"TagResource": [{"TagKey": "a"}, {"TagKey": "b"}]},
        });
        assert_eq!(
            write("ListTagResourcesResponse", &body),
            format!(
                "{DECLARATION}<ListTagResourcesResponse><RequestId>R</RequestId><TagResources>\
                 <TagResource><TagKey>a</TagKey></TagResource>\
                 <TagResource><TagKey>b</TagKey></TagResource>\
                 </TagResources></ListTagResourcesResponse>"
            )
        );
    }

    #[test]
    fn text_is_escaped_so_that_parsers_keep_it() {
        assert_eq!(
            write("a", &json!(" <&>\"'\t\r\n]]>\0\u{1}\u{FFFF}部 ")),
            format!(
                "{DECLARATION}<a> &lt;&amp;&gt;\"'&#9;&#13;&#10;]]&gt;\
                 \u{FFFD}\u{FFFD}\u{FFFD}部 </a>"
            )
        );
    }

    #[test]
    fn every_value_has_a_document() {
        for (value, content) in [
            (json!(null), ""),
            (json!({}), ""),
            (json!(""), ""),
            (json!(true), "true"),
            (json!(-1.5), "-1.5"),
            (json!([]), ""),
            (json!([1, "b"]), "<Item>1</Item><Item>b</Item>"),
            (json!({"b": []}), ""),
            (json!({"b": [[1], 2]}), "<b>1</b><b>2</b>"),
            (json!({"b c": {"": 1}}), "<b_c><_>1</_></b_c>"),
        ] {
            assert_eq!(
                write("<a", &value),
                format!("{DECLARATION}<_a>{content}</_a>")
            );
        }
    }

    #[test]
    fn what_lies_too_deep_is_left_out() {
        let mut value = json!("bottom");
        for _ in 0..80 {
            value = json!({"a": [value]});
        }
        let document = write("a", &value);
        assert!(!document.contains("bottom"));
        assert!(document.len() < 64 * 8);
    }
}
