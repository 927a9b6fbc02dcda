//! The tree that XML elements grow into.

use serde_json::map::{Entry, Map};
use serde_json::{Value, json};

use super::answer_error::{AnswerError, MAX_DEPTH, MAX_VALUES, clip};
use super::xml_chars::is_space;

/// The elements open at one point of the document, and the root once closed.
#[derive(Default)]
pub(super) struct Tree {
    open: Vec<Element>,
    opened: usize,
    root: Option<Map<String, Value>>,
}

#[derive(Default)]
struct Element {
    name: String,
    fields: Map<String, Value>,
    text: String,
}

impl Tree {
    /// An element called `name` begins.
    pub(super) fn open(&mut self, name: String, offset: u64) -> Result<(), AnswerError> {
        if self.root.is_some() {
            let reason = format!("<{}> stands after the root element", clip(&name));
            return Err(AnswerError::Nesting { reason, offset });
        }
        if self.open.len() == MAX_DEPTH {
            return Err(AnswerError::TooDeep);
        }
        if self.opened == MAX_VALUES {
            return Err(AnswerError::TooMany);
        }
        self.opened += 1;
        self.open.push(Element {
            name,
            ..Element::default()
        });
        Ok(())
    }

    /// The innermost open element ends.
    pub(super) fn close(&mut self, offset: u64) -> Result<(), AnswerError> {
        let Some(element) = self.open.pop() else {
            let reason = "an element is closed that was not opened".to_owned();
            return Err(AnswerError::Nesting { reason, offset });
        };
        let blank = element.text.chars().all(is_space);
        match self.open.last_mut() {
            Some(parent) if element.fields.is_empty() => {
                parent.add(element.name, Value::String(element.text));
            }
            _ if !blank => {
                return Err(AnswerError::StrayText {
                    element: clip(&element.name),
                });
            }
            Some(parent) => parent.add(element.name, Value::Object(element.fields)),
            None => self.root = Some(element.fields),
        }
        Ok(())
    }

    /// Text stands here, decoded.
    pub(super) fn text(&mut self, text: &str, offset: u64) -> Result<(), AnswerError> {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        } else if !text.chars().all(is_space) {
            self.must_be_inside("text", offset)?;
        }
        Ok(())
    }

    /// Refuses `what` if no element is open.
    pub(super) fn must_be_inside(&self, what: &str, offset: u64) -> Result<(), AnswerError> {
        if self.open.is_empty() {
            let reason = format!("{what} outside the root element");
            return Err(AnswerError::ill_formed(offset, reason));
        }
        Ok(())
    }

    /// The document ends: the fields of its root.
    pub(super) fn finish(self, offset: u64) -> Result<Map<String, Value>, AnswerError> {
        if let Some(element) = self.open.last() {
            let reason = format!("<{}> is not closed", clip(&element.name));
            return Err(AnswerError::Nesting { reason, offset });
        }
        self.root
            .ok_or_else(|| AnswerError::ill_formed(offset, "there is no element"))
    }
}

impl Element {
    /// Adds a field; a second one of the same name makes a list of both.
    fn add(&mut self, name: String, value: Value) {
        match self.fields.entry(name) {
            Entry::Vacant(place) => {
                place.insert(value);
            }
            Entry::Occupied(mut place) => match place.get_mut() {
                Value::Array(items) => items.push(value),
                single => {
                    let first = single.take();
                    *single = json!([first, value]);
                }
            },
        }
    }
}
