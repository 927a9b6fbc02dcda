//! Writes what was sent so that it can be read and sent again.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use memchr::memmem;

use crate::cases::Case;
use crate::contract::{Answer, Lodging, Product, cut, params};
use crate::targets::How;
use crate::wire::{Format, Placement, Scheme, Spelling, percent};

use super::rules::is_uuid;
use crate::check::evidence::{Event, Exchange, Labelled, Overlapping, Transcript};
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
        format!("{command} '{id}'")
    })
}

/// A request in one readable line.
pub fn request_line(exchange: &Exchange) -> String {
    let call = exchange.made();
    let mut line = format!("{} {}", way(exchange.how), call.action);
    if let Some(raw) = &exchange.raw {
        line.push(' ');
        line.push_str(raw);
        return line;
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
    line
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
    format!("{status} {}", cut(&body, SHOWN))
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

/// A shell script that makes the case's fixtures, sends its requests up to an
/// event and deletes the fixtures. It signs nothing, so it is for targets that
/// do not check signatures.
pub(in crate::check) fn curl(case: &Case, transcript: &Transcript, until: usize) -> String {
    let mut script = format!(
        "#!/bin/sh\n# {}\nTARGET=${{TARGET:-{TARGET_MARK}}}\n\
         id() {{ sed -n \"s/.*\\\"$1\\\" *: *\\\"\\([^\\\"]*\\)\\\".*/\\1/p\"; }}\n",
        case.id
    );
    for resource in transcript.resources.iter().filter(|there| there.from_start) {
        script.push_str(&creation(case.product, transcript, resource));
    }
    for event in transcript.events.iter().take(until + 1) {
        match event {
            Event::Exchange(exchange) | Event::Opinion(exchange) => {
                script.push_str(&request(case.product, transcript, exchange));
            }
            Event::AtOnce(calls) => script.push_str(&at_once(case.product, transcript, calls)),
            Event::Created(place) => {
                if let Some(resource) = transcript.resources.get(*place) {
                    script.push_str(&creation(case.product, transcript, resource));
                }
            }
            Event::Deleted(id) => {
                if let Some(resource) = transcript
                    .resources
                    .iter()
                    .find(|there| there.bound.id == *id)
                {
                    script.push_str(&deletion(case.product, resource));
                }
            }
        }
    }
    let mut left: Vec<&Labelled> = transcript.resources.iter().collect();
    left.sort_by_key(|there| std::cmp::Reverse(there.bound.kind));
    for resource in left {
        script.push_str(&deletion(case.product, resource));
    }
    script
}

/// Stands for the target's address in a script until a report is made.
pub(in crate::check) const TARGET_MARK: &str = "{target}";

/// A text as one word of a shell, quoted only if it must be.
pub fn shell_word(text: &str) -> String {
    // Only NUL cannot be quoted, and it cannot have come from a shell.
    shlex::try_quote(text).map_or_else(|_| text.to_owned(), Cow::into_owned)
}

fn request(product: &Product, transcript: &Transcript, exchange: &Exchange) -> String {
    let how = exchange.how;
    let written = match &exchange.raw {
        Some(raw) => raw.to_string(),
        None => percent::write_spelt(&exchange.made().params, how.spelling),
    };
    let written = quoted(&with_variables(transcript, &written));
    let format = if exchange.how.format == Format::Json {
        "JSON"
    } else {
        "XML"
    };
    let action = &exchange.made().action;
    let account = account_id(&exchange.call.account);
    let common = common(&exchange.call.account, product);
    let (headers, all, query) = if how.scheme == Some(Scheme::Acs3) {
        let accept = format.to_ascii_lowercase();
        let headers = format!(
            " -H 'x-acs-action: {action}' -H 'x-acs-version: {}' -H 'accept: application/{accept}' \
             -H 'Authorization: ACS3-HMAC-SHA256 Credential={account},SignedHeaders=host,Signature=none'",
            product.version
        );
        (headers, written.clone(), String::new())
    } else {
        (
            String::new(),
            format!("Action={action}&{written}&{common}&Format={format}"),
            format!("Action={action}&{common}&Format={format}"),
        )
    };
    match (how.post, how.placement) {
        (false, _) => format!("curl -gsS{headers} \"$TARGET/?{all}\"; echo\n"),
        (true, Placement::Query) => {
            format!("curl -gsS{headers} -X POST \"$TARGET/?{all}\"; echo\n")
        }
        (true, Placement::Form) => {
            format!("curl -gsS{headers} \"$TARGET/\" --data \"{all}\"; echo\n")
        }
        (true, Placement::Split) => {
            format!("curl -gsS{headers} \"$TARGET/?{query}\" --data \"{written}\"; echo\n")
        }
    }
}

/// Every lane in the background, its calls one after the other.
fn at_once(product: &Product, transcript: &Transcript, calls: &[Overlapping]) -> String {
    let mut lanes: BTreeMap<u32, String> = BTreeMap::new();
    for call in calls {
        let lane = lanes.entry(call.lane).or_default();
        lane.push_str(&request(product, transcript, &call.exchange));
    }
    let mut script = String::new();
    for lane in lanes.values() {
        let _ = writeln!(script, "(\n{lane}) &");
    }
    script.push_str("wait\n");
    script
}

fn creation(product: &Product, transcript: &Transcript, resource: &Labelled) -> String {
    let life = resource.bound.kind.lifecycle();
    let mut query = format!("Action={}&{}={}", life.create, life.region, resource.region);
    if let (Some(parent), Some(id)) = (life.parent, &resource.bound.parent) {
        let _ = write!(query, "&{}={id}", parent.lifecycle().id);
    }
    let inner = life.inner.filter(|(_, asked)| *asked == Lodging::Usually);
    let mut beside = transcript.of(resource.bound.account, resource.bound.region);
    if let Some((inner, _)) = inner
        && let Some(there) = beside.find(|there| there.bound.kind == inner)
    {
        let _ = write!(query, "&{}={}", inner.lifecycle().id, there.bound.id);
    }
    let mut all = transcript.resources.iter();
    let number = all.position(|there| there == resource).unwrap_or(0) % 255;
    for (name, given) in life.create_params {
        let value = given.value(|| format!("{}-b", resource.region), number);
        let _ = write!(query, "&{name}={}", percent::encode(&value));
    }
    let account = crate::cases::ACCOUNTS[resource.bound.account as usize];
    let query = format!("{query}&{}&Format=JSON", common(account, product));
    format!(
        "{}=$(curl -gsS -X POST \"$TARGET/?{}\" | id {})\n",
        variable(resource),
        with_variables(transcript, &query),
        life.id_field
    )
}

fn deletion(product: &Product, resource: &Labelled) -> String {
    let life = resource.bound.kind.lifecycle();
    let account = crate::cases::ACCOUNTS[resource.bound.account as usize];
    // What is encoded is the form of the name; the id is a variable.
    let id = format!("${{{}}}", variable(resource));
    let named = percent::write_form(&life.delete_by.of("\u{0}")).replace("%00", &id);
    format!(
        "curl -gsS -o /dev/null -X POST \"$TARGET/?Action={}&{}={}&{named}&{}&Format=JSON\"\n",
        life.delete,
        life.region,
        resource.region,
        common(account, product)
    )
}

fn common(account: &str, product: &Product) -> String {
    format!(
        "Version={}&AccessKeyId={}",
        product.version,
        account_id(account)
    )
}

fn account_id(account: &str) -> &'static str {
    if account == crate::cases::ACCOUNTS[1] {
        "otherid"
    } else {
        "testid"
    }
}

/// The shell variable that holds a resource's id.
fn variable(resource: &Labelled) -> String {
    resource.label.trim_matches(['<', '>']).replace(':', "_")
}

fn with_variables(transcript: &Transcript, text: &str) -> String {
    let mut text = text.to_owned();
    for resource in &transcript.resources {
        let id = &resource.bound.id;
        // There may be thousands, and most requests name one or two.
        if !id.is_empty() && memmem::find(text.as_bytes(), id.as_bytes()).is_some() {
            text = text.replace(id, &format!("${{{}}}", variable(resource)));
        }
    }
    text
}

/// Text between double quotes in a shell: variables stay, the rest is literal.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('`', "\\`")
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
