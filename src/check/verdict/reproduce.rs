//! Writes what was sent in lines that can be read, and the command that repeats it.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::contract::{Answer, cut, params, visible};
use crate::targets::How;
use crate::wire::{Placement, Scheme, Spelling};

use super::rules::is_uuid;
use crate::check::evidence::{Exchange, Transcript};
use crate::check::results::Failure;

/// Characters of a body that a report shows.
const SHOWN: usize = 2000;

/// The cases that show a failure: its own, and before it the one that it
/// contradicts, unless that is a probe, which every run sends.
pub(in crate::check) fn cases_that_show(
    failure: &Failure,
    known: impl Fn(&str) -> bool,
) -> Vec<String> {
    let earlier = failure
        .contradiction
        .as_ref()
        .and_then(|found| found.earlier.rsplit_once('#'))
        .map(|(id, _)| id)
        .filter(|id| *id != failure.case && known(id));
    let ids = earlier.into_iter().chain([failure.case.as_str()]);
    ids.map(str::to_owned).collect()
}

/// The command that repeats some cases.
pub(in crate::check) fn replay(ids: &[String]) -> String {
    ids.iter().fold("tagproof run".to_owned(), |command, id| {
        format!("{command} '{}'", id.replace('\'', r"'\''"))
    })
}

/// A request in one readable line.
pub fn request_line(exchange: &Exchange) -> String {
    let call = exchange.made();
    let mut line = format!("{} {}", way(exchange.how), call.action);
    if let Some(raw) = &exchange.raw {
        return visible(&format!("{line} {raw}")).into_owned();
    }
    for (name, value) in &call.params {
        let plain = value.bytes().all(|byte| byte.is_ascii_graphic());
        // Writing to a text cannot fail.
        let _ = if plain && !value.is_empty() {
            write!(line, " {name}={value}")
        } else {
            write!(line, " {name}={value:?}")
        };
    }
    visible(&line).into_owned()
}

/// How a request is sent, as far as it is not as all are.
fn way(how: How) -> String {
    let method = match (how.post, how.placement) {
        (false, _) => "GET",
        (true, Placement::Query) => "POST",
        (true, Placement::Form) => "POST form",
        (true, Placement::Split) => "POST form and query",
    };
    let scheme = match how.scheme {
        None => "",
        Some(Scheme::V1) => " RPC-V1",
        Some(Scheme::Acs3) => " ACS3",
    };
    let spelling = match how.spelling {
        Spelling::Escaped => "",
        Spelling::Plus => " (a space as +)",
        Spelling::Bare => " (*()!' as they are)",
    };
    format!("{method}{spelling}{scheme} {}", how.format)
}

/// A response in one line: status and body, with ids as labels and without
/// request ids. Of a listing the rows are told, in the order of their labels:
/// the order in which a target lists them depends on its ids.
pub fn response_line(transcript: &Transcript, exchange: &Exchange) -> String {
    let status = match exchange.response.status {
        0 => return "no answer".to_owned(),
        status => status,
    };
    let rows = exchange
        .answer
        .as_ref()
        .ok()
        .filter(|answer| answer.is_success() && exchange.call.action == params::LIST_TAG_RESOURCES)
        .and_then(Answer::tag_rows);
    let body = match rows {
        Some(rows) => transcript.labelled_rows(&rows).join(", "),
        None => without_request_ids(
            &transcript.labelled(&String::from_utf8_lossy(&exchange.response.body)),
        ),
    };
    format!("{status} {}", visible(&cut(&body, SHOWN)))
}

/// A text with everything that has the form of a request id replaced.
fn without_request_ids(text: &str) -> String {
    const LENGTH: usize = 36;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let candidate = rest.get(..LENGTH).filter(|candidate| is_uuid(candidate));
        if candidate.is_some() {
            out.push_str("<request-id>");
            rest = &rest[LENGTH..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// A text as one word of a shell, quoted only if it must be.
pub fn shell_word(text: &str) -> String {
    // NUL alone cannot be quoted: no word of a shell has it.
    let text = text.replace('\0', "");
    shlex::try_quote(&text).map_or_else(|_| String::new(), Cow::into_owned)
}

/// The path of a file as one word of a shell, which no program takes for a flag.
pub fn file_word(path: &str) -> String {
    let is_like_flag = path.starts_with('-');
    shell_word(&format!("{}{path}", if is_like_flag { "./" } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::results::{Contradiction, State};
    use crate::contract::{axes, clauses};

    fn failure(earlier: Option<&str>) -> Failure {
        Failure {
            id: "inconsistent/duplicate-ids".to_owned(),
            case: "topic/later".to_owned(),
            clause: clauses::ID_DUPLICATE,
            step: 1,
            expected: String::new(),
            permitted: Vec::new(),
            observed: String::new(),
            state_before: State::new(),
            state_after: State::new(),
            steps: Vec::new(),
            curl: String::new(),
            replay: String::new(),
            count: 1,
            contradiction: earlier.map(|earlier| Contradiction {
                axis: axes::DUPLICATE_IDS.id(),
                earlier: earlier.to_owned(),
                earlier_options: Vec::new(),
                later: "topic/later#1".to_owned(),
                later_options: Vec::new(),
            }),
            known: None,
            intermittent: None,
        }
    }

    #[test]
    fn two_cases_that_contradict_each_other_are_repeated_together() {
        let known = |id: &str| id.starts_with("topic/");
        let command = |earlier| replay(&cases_that_show(&failure(earlier), known));
        let alone = "tagproof run 'topic/later'";
        assert_eq!(command(None), alone);
        assert_eq!(command(Some("probe/ids#4")), alone);
        assert_eq!(command(Some("--reading")), alone);
        assert_eq!(command(Some("topic/later#1")), alone);
        assert_eq!(
            command(Some("topic/earlier#2")),
            "tagproof run 'topic/earlier' 'topic/later'"
        );
    }
}
