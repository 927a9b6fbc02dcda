//! Bodies of answers: read without panic, and what is read survives being written.

use tagproof::contract::Answer;
use tagproof::wire::{Format, Response, read, root_name, write};

/// The operation that the answers written here answer.
const ACTION: &str = "ListTagResources";

/// A JSON body is refused or read; what is read is the same once written as
/// JSON, and can always be written as XML that is read.
pub fn json_answers_round_trip(body: &[u8]) {
    let Some(answer) = opened(body, Format::Json) else {
        return;
    };
    assert_eq!(sent(&answer, Format::Json), answer);
    sent(&answer, Format::Xml);
}

/// An XML body is refused or read; what is read is the same once written as
/// XML or as JSON.
pub fn xml_answers_round_trip(body: &[u8]) {
    let Some(answer) = opened(body, Format::Xml) else {
        return;
    };
    assert_eq!(sent(&answer, Format::Xml), answer);
    assert_eq!(sent(&answer, Format::Json), answer);
}

/// The answer with this body, if it is one.
fn opened(body: &[u8], format: Format) -> Option<Answer> {
    let response = Response {
        status: 200,
        headers: Vec::new(),
        body: body.to_vec(),
    };
    root_name(&response);
    let answer = match read(&response, format) {
        Ok(answer) => answer,
        Err(error) => {
            assert!(error.to_string().len() < 2000, "a message has a bound");
            return None;
        }
    };
    answer.tag_rows();
    answer.tag_pairs();
    answer.tag_keys();
    answer.next_token();
    Some(answer)
}

/// The answer as it arrives.
fn sent(answer: &Answer, format: Format) -> Answer {
    let response = write(answer, ACTION, format);
    match read(&response, format) {
        Ok(read) => read,
        Err(error) => panic!("{answer:?} is written as unreadable {format}: {error}"),
    }
}
