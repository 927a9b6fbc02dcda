//! A shell script of curl calls that shows a failure again.
//!
//! Whatever others wrote is data in it: between double quotes with all that a shell
//! reads there escaped, or percent-encoded.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use memchr::memmem;

use crate::cases::{ACCOUNTS, Case};
use crate::contract::{Lodging, Product, visible};
use crate::wire::{Format, Placement, Scheme, Spelling, percent};

use super::reproduce::shell_word;
use crate::check::evidence::{Event, Exchange, Labelled, Overlapping, Transcript};

/// What a script begins with until its target's address is put in.
const HEAD: &str = "#!/bin/sh\nTARGET=${TARGET:-}\n";

/// Prints the id in a field of an answer so that a query can hold it: as it is
/// where it may be, and otherwise with every byte of it encoded.
const ID: &str = r#"export LC_ALL=C
id() {
  set -- "$(sed -n 's/.*"'"$1"'" *: *"\([^"\\]*\(\\.[^"\\]*\)*\)".*/\1/p' | sed 's/\\\(.\)/\1/g')"
  case $1 in
    *[!A-Za-z0-9._~-]*) printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g' ;;
    *) printf %s "$1" ;;
  esac
}
"#;

/// What stands for an id while the name that it goes by is written.
const AN_ID: &str = "~id~";

/// Bytes of an id from which on it is known within other text: a shorter one may be
/// part of anything.
const TELLING: usize = 4;

/// A script that makes the case's fixtures, sends its requests up to an event and
/// deletes the fixtures. It signs nothing, so it is for targets that do not check
/// signatures.
pub(in crate::check) fn curl(case: &Case, transcript: &Transcript, until: usize) -> String {
    let mut script = format!("{HEAD}# {}\n{ID}", visible(&case.id));
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
    left.sort_by_key(|there| Reverse(there.bound.kind));
    for resource in left {
        script.push_str(&deletion(case.product, resource));
    }
    script
}

/// The script for the target at an address.
pub(in crate::check) fn with_address(script: &str, address: &str) -> String {
    let Some(rest) = script.strip_prefix(HEAD) else {
        return script.to_owned();
    };
    let address = shell_word(address);
    format!("#!/bin/sh\nTARGET=${{TARGET:-{address}}}\n{rest}")
}

fn request(product: &Product, transcript: &Transcript, exchange: &Exchange) -> String {
    let how = exchange.how;
    let written = match &exchange.raw {
        Some(raw) => raw.to_string(),
        None => percent::write_spelt(&exchange.made().params, how.spelling),
    };
    let written = quoted_query(transcript, &written, how.spelling);
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
        let action = shell_word(&format!("x-acs-action: {}", visible(action)));
        let headers = format!(
            " -H {action} -H 'x-acs-version: {}' -H 'accept: application/{accept}' \
             -H 'Authorization: ACS3-HMAC-SHA256 Credential={account},SignedHeaders=host,Signature=none'",
            product.version
        );
        (headers, written.clone(), String::new())
    } else {
        let action = percent::encode(action);
        (
            String::new(),
            format!("Action={action}&{written}&{common}&Format={format}"),
            format!("Action={action}&{common}&Format={format}"),
        )
    };
    // What begins with @ would be the name of a file to --data.
    match (how.post, how.placement) {
        (false, _) => format!("curl -gsS{headers} \"$TARGET/?{all}\"; echo\n"),
        (true, Placement::Query) => {
            format!("curl -gsS{headers} -X POST \"$TARGET/?{all}\"; echo\n")
        }
        (true, Placement::Form) => {
            format!("curl -gsS{headers} \"$TARGET/\" --data-raw \"{all}\"; echo\n")
        }
        (true, Placement::Split) => {
            format!("curl -gsS{headers} \"$TARGET/?{query}\" --data-raw \"{written}\"; echo\n")
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
        // Writing to a text cannot fail.
        let _ = writeln!(script, "(\n{lane}) &");
    }
    script.push_str("wait\n");
    script
}

fn creation(product: &Product, transcript: &Transcript, resource: &Labelled) -> String {
    let life = resource.bound.kind.lifecycle();
    let region = percent::encode(&resource.region);
    let mut query = format!("Action={}&{}={region}", life.create, life.region);
    // Writing to a text cannot fail.
    if let (Some(parent), Some(id)) = (life.parent, &resource.bound.parent) {
        let _ = write!(
            query,
            "&{}={}",
            parent.lifecycle().id,
            of_id(transcript, id)
        );
    }
    let inner = life.inner.filter(|(_, asked)| *asked == Lodging::Usually);
    let mut beside = transcript.of(resource.bound.account, resource.bound.region);
    if let Some((inner, _)) = inner
        && let Some(there) = beside.find(|there| there.bound.kind == inner)
    {
        let id = of_id(transcript, &there.bound.id);
        let _ = write!(query, "&{}={id}", inner.lifecycle().id);
    }
    let mut all = transcript.resources.iter();
    let number = all.position(|there| there == resource).unwrap_or(0) % 255;
    for (name, given) in life.create_params {
        let value = given.value(|| format!("{}-b", resource.region), number);
        let _ = write!(query, "&{name}={}", percent::encode(&value));
    }
    let account = ACCOUNTS[resource.bound.account as usize];
    format!(
        "{}=$(curl -gsS -X POST \"$TARGET/?{query}&{}&Format=JSON\" | id {})\n",
        variable(resource),
        common(account, product),
        life.id_field
    )
}

/// An id in a query: that of a resource is a variable.
fn of_id(transcript: &Transcript, id: &str) -> String {
    let mut resources = transcript.resources.iter();
    resources.find(|there| there.bound.id == id).map_or_else(
        || percent::encode(id),
        |there| format!("${{{}}}", variable(there)),
    )
}

fn deletion(product: &Product, resource: &Labelled) -> String {
    let life = resource.bound.kind.lifecycle();
    let account = ACCOUNTS[resource.bound.account as usize];
    // What is encoded is the form of the name; the id is a variable.
    let id = format!("${{{}}}", variable(resource));
    let named = percent::write_form(&life.delete_by.of(AN_ID)).replace(AN_ID, &id);
    format!(
        "curl -gsS -o /dev/null -X POST \"$TARGET/?Action={}&{}={}&{named}&{}&Format=JSON\"\n",
        life.delete,
        life.region,
        percent::encode(&resource.region),
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
    if account == ACCOUNTS[1] {
        "otherid"
    } else {
        "testid"
    }
}

/// The shell variable that holds a resource's id, encoded.
fn variable(resource: &Labelled) -> String {
    resource.label.trim_matches(['<', '>']).replace(':', "_")
}

/// A query between double quotes in a shell: ids within its values are variables,
/// the rest is literal.
fn quoted_query(transcript: &Transcript, query: &str, spelling: Spelling) -> String {
    let mut ids: Vec<(String, String)> = Vec::new();
    let mut add = |id: &str, resource: &Labelled| {
        if !id.is_empty() && memmem::find(query.as_bytes(), id.as_bytes()).is_some() {
            ids.push((id.to_owned(), variable(resource)));
        }
    };
    // There may be thousands, and most requests name one or two.
    for resource in &transcript.resources {
        let id = &resource.bound.id;
        // A literal query holds it as it is.
        add(id, resource);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if !id.bytes().all(is_plain) {
            let written = percent::write_spelt(&[("", id)], spelling);
            add(written.trim_start_matches('='), resource);
        }
    }
    let parts = query.split('&').map(|part| {
        let value = part.find('=').map_or(0, |equals| equals + 1);
        let (name, value) = part.split_at(value);
        quoted(name) + &quoted_value(&ids, value)
    });
    parts.collect::<Vec<_>>().join("&")
}

fn quoted_value(ids: &[(String, String)], value: &str) -> String {
    let held = ids.iter().filter_map(|(id, variable)| {
        let at = value.find(id)?;
        (id == value || id.len() >= TELLING).then_some((at, id.len(), variable))
    });
    // Of ids that begin alike the longer one is meant.
    match held.min_by_key(|(at, length, _)| (*at, Reverse(*length))) {
        None => quoted(value),
        Some((at, length, variable)) => {
            let (before, rest) = (&value[..at], &value[at + length..]);
            let after = quoted_value(ids, rest);
            format!("{}${{{variable}}}{after}", quoted(before))
        }
    }
}

/// A text between double quotes in a shell, as it is. No word of a shell holds NUL.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('`', "\\`")
        .replace('$', "\\$")
        .replace('\0', "%00")
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::process::Command;

    use super::*;
    use crate::cases::{Bound, Side};
    use crate::check::belief::stories;
    use crate::contract::{Answer, Call, params, vpc};
    use crate::targets::How;

    /// Records the words that it is given, and answers with the next id.
    const CURL: &str = r#"#!/bin/sh
n=$(cat count)
echo $((n + 1)) > count
{ printf '%s\1' "$@"; printf '\2'; } >> asked
cat answer$((n % 40))
"#;

    fn texts() -> Vec<String> {
        let texts = include_str!("../../../tests/hostile_texts.json");
        serde_json::from_str(texts).unwrap()
    }

    fn id_of(text: &str) -> String {
        format!("{text}-id")
    }

    fn hows() -> [How; 5] {
        let usual = How::usual();
        let post = |placement, spelling| How {
            post: true,
            placement,
            spelling,
            ..usual
        };
        [
            usual,
            post(Placement::Query, Spelling::Plus),
            post(Placement::Form, Spelling::Bare),
            post(Placement::Split, Spelling::Escaped),
            How {
                scheme: Some(Scheme::Acs3),
                ..post(Placement::Form, Spelling::Escaped)
            },
        ]
    }

    /// A case in which every text is an id, a region, a parameter and its value, an
    /// action, and a literal query, each sent in every way.
    fn transcript(texts: &[String]) -> Transcript {
        let mut transcript = Transcript::default();
        for (place, text) in texts.iter().enumerate() {
            let label = transcript.next_label(vpc::VPC);
            transcript.resources.push(Labelled {
                name: "vpc".to_owned(),
                label,
                bound: Bound {
                    id: id_of(text),
                    kind: vpc::VPC,
                    region: Side::Own,
                    account: Side::Own,
                    parent: None,
                },
                region: texts[(place + 1) % texts.len()].clone(),
                from_start: true,
            });
        }
        for (place, text) in texts.iter().enumerate() {
            let call = Call::new(text, "own")
                .with(params::REGION_ID, &texts[(place + 1) % texts.len()])
                .with("ResourceId.1", id_of(text))
                .with(&texts[(place + 2) % texts.len()], format!("of {text}"));
            let answer = Answer::new(200, serde_json::json!({}));
            let mut exchange = Exchange::of_step(1, call, answer);
            exchange.how = hows()[place % hows().len()];
            let mut raw = exchange.clone();
            raw.raw = Some(text.as_str().into());
            raw.how = hows()[(place + 1) % hows().len()];
            transcript
                .events
                .extend([Event::Exchange(exchange), Event::Exchange(raw)]);
        }
        transcript
    }

    /// The words that curl was given, call by call.
    fn asked(script: &str, texts: &[String], folder: &Path) -> Vec<Vec<String>> {
        for (place, text) in texts.iter().enumerate() {
            let answer = serde_json::json!({ "RequestId": "x", "VpcId": id_of(text) });
            fs::write(folder.join(format!("answer{place}")), answer.to_string()).unwrap();
        }
        fs::write(folder.join("count"), "0").unwrap();
        fs::write(folder.join("script"), script).unwrap();
        fs::write(folder.join("curl"), CURL).unwrap();
        let run = |program: &str, args: &[&str]| {
            let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
            let mut command = Command::new(program);
            command.args(args).current_dir(folder);
            command
                .env_remove("TARGET")
                .env("PATH", path)
                .output()
                .unwrap()
        };
        run("chmod", &["+x", "curl"]);
        let done = run("sh", &["script"]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success() && said.is_empty(), "{said}");
        assert!(!folder.join("CANARY").exists());
        let asked = fs::read_to_string(folder.join("asked")).unwrap();
        let words = |call: &str| call.split_terminator('\u{1}').map(str::to_owned).collect();
        asked.split_terminator('\u{2}').map(words).collect()
    }

    #[test]
    fn a_script_hands_every_text_on_and_runs_none() {
        let texts = texts();
        let transcript = transcript(&texts);
        let case = Case {
            id: "a\ntouch CANARY".to_owned(),
            ..stories::case()
        };
        let address = "http://h/'$(touch CANARY)}\"`touch CANARY`{target}";
        let script = with_address(&curl(&case, &transcript, usize::MAX - 1), address);
        let folder = tempfile::tempdir().unwrap();
        let asked = asked(&script, &texts, folder.path());
        let count = texts.len();
        // Made, two calls, deleted.
        assert_eq!(asked.len(), 4 * count);
        let of = |words: &[String]| {
            let is_flag = |pair: &[String]| pair[0] != "--data-raw" && pair[1].contains("CANARY");
            let hostile = words
                .windows(2)
                .find(|pair| is_flag(pair) && pair[1].starts_with('-'));
            assert_eq!(hostile, None);
            let url = words
                .iter()
                .find_map(|word| word.strip_prefix(address)?.strip_prefix("/"));
            let data = words
                .iter()
                .position(|word| word == "--data-raw")
                .map(|at| &words[at + 1]);
            let query = url.unwrap().trim_start_matches('?').to_owned();
            format!("{query}&{}", data.map_or("", String::as_str))
        };
        for (place, text) in texts.iter().enumerate() {
            let next = &texts[(place + 1) % count];
            let [made, sent, raw, deleted] = [
                &asked[place],
                &asked[count + 2 * place],
                &asked[count + 2 * place + 1],
                &asked[3 * count + place],
            ]
            .map(|words| of(words));
            let said = |query: &str, name: &str| {
                let params = percent::parse_form(query).unwrap();
                let found = params.into_iter().find(|(there, _)| there == name);
                found.unwrap_or_else(|| panic!("{name:?} in {query}")).1
            };
            assert_eq!(said(&made, "RegionId"), *next);
            let name = &texts[(place + 2) % count];
            assert_eq!(said(&sent, name), format!("of {text}"), "{sent}");
            assert!(
                raw.contains(&text.replace('\0', "%00")),
                "{text:?} in {raw}"
            );
            // What JSON escapes by a number or a letter is not read by the script.
            if !text.chars().any(char::is_control) {
                assert_eq!(said(&sent, "ResourceId.1"), id_of(text));
                assert_eq!(said(&deleted, "VpcId"), id_of(text));
            }
        }
    }

    #[test]
    fn an_id_is_a_variable_where_it_is_a_value_or_too_long_for_chance() {
        let mut transcript = transcript(&texts());
        for (place, id) in ["e", "vpc-1", "vpc-12"].into_iter().enumerate() {
            transcript.resources[place].bound.id = id.to_owned();
        }
        let quoted = |query| quoted_query(&transcript, query, Spelling::Escaped);
        assert_eq!(
            quoted("Re=e&a=pre&b=vpc-1,vpc-12x"),
            "Re=${vpc_1}&a=pre&b=${vpc_2},${vpc_3}x"
        );
        assert_eq!(quoted("vpc-1=$a\"`\\\0"), "vpc-1=\\$a\\\"\\`\\\\%00");
    }
}
