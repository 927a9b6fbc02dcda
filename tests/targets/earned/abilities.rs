//! The reference less one ability: 3, and 0 where the verdict leaves it out.

use tagproof::contract::{Ability, Call, Edition};
use tagproof::wire::{Format, Method, Request};

use super::altered::{Altered, Served, leaves_out, refused, rewritten};

/// Whether a request carries the parameters of its operation in a form.
fn is_form(request: &Request) -> bool {
    request.method == Method::Post && !request.body.is_empty()
}

fn less(ability: Ability) -> Altered {
    let whole = Altered::reference();
    match ability {
        Ability::Json => whole.veil(|response, call| {
            let is_json = response.body.first() == Some(&b'{');
            if is_json {
                rewritten(&response, call, Format::Json, Format::Xml)
            } else {
                response
            }
        }),
        Ability::Xml => whole.veil(|response, call| {
            let is_xml = response.body.first() == Some(&b'<');
            if is_xml {
                rewritten(&response, call, Format::Xml, Format::Json)
            } else {
                response
            }
        }),
        Ability::Get => refusing(
            |request, _| request.method == Method::Get,
            405,
            "UnsupportedHTTPMethod",
        ),
        Ability::Post => refusing(
            |request, _| request.method == Method::Post,
            405,
            "UnsupportedHTTPMethod",
        ),
        Ability::Form => refusing(|request, _| is_form(request), 400, "MissingAction"),
        Ability::Regions => refusing(
            |_, call| call.get("RegionId") == Some("cn-shanghai"),
            404,
            "InvalidRegionId.NotFound",
        ),
        Ability::Accounts => refusing(
            |_, call| call.account == "otherid",
            404,
            "InvalidAccessKeyId.NotFound",
        ),
        Ability::Create => refusing(
            |_, call| creates_or_deletes(&call.action),
            404,
            "InvalidAction.NotFound",
        ),
        Ability::Type(kind) => refusing(
            move |_, call| call.action == kind.lifecycle().create,
            404,
            "InvalidAction.NotFound",
        ),
        Ability::Operation(name) => refusing(
            move |_, call| call.action == name,
            404,
            "InvalidAction.NotFound",
        ),
        // Others have tests of their own.
        Ability::Signatures | Ability::AtOnce => whole,
    }
}

fn refusing(
    which: impl Fn(&Request, &Call) -> bool + Send + Sync + 'static,
    status: u16,
    code: &'static str,
) -> Altered {
    Altered::reference().door(move |request, call| {
        which(request, call).then(|| refused(request, call, status, code))
    })
}

fn creates_or_deletes(action: &str) -> bool {
    ["Create", "Allocate", "Delete", "Release"]
        .iter()
        .any(|start| action.starts_with(start))
}

/// Ends with 3 and names what it lacks; with 0 once that is left out, and then
/// nearly all of the rest is decided.
fn is_missed_and_left_out(target: &Served, ability: Ability, args: &[&str]) {
    let name = ability.to_string();
    let (ended, report) = target.judged(args);
    assert_eq!(ended.code, 3, "{name}: {ended:?}");
    let missing = report["missing"].as_array().unwrap();
    let own = missing
        .iter()
        .find(|missing| missing["ability"] == name.as_str())
        .unwrap_or_else(|| panic!("{name} is not told: {ended:?}"));
    assert!(own["cases"].as_u64().is_some(), "{own}");
    let left_out = leaves_out(&ended).to_owned();
    let flags = [args, &["--without", left_out.as_str()]].concat();
    let (ended, report) = target.judged(&flags);
    assert_eq!(ended.code, 0, "{name} without {left_out}: {ended:?}");
    let last = ended.out.lines().last().unwrap();
    let told = format!(
        " conforms to vpc-2023-03 without {}",
        left_out.replace(',', ", ")
    );
    assert!(last.ends_with(&told), "{last}");
    let coverage = report["summary"]["coverage"].as_f64().unwrap();
    assert!(coverage >= 0.95, "{name}: {coverage}: {ended:?}");
}

fn is_missed(ability: Ability) {
    is_missed_and_left_out(&less(ability).served(), ability, &[]);
}

#[test]
fn formats() {
    is_missed(Ability::Json);
    is_missed(Ability::Xml);
}

#[test]
fn methods() {
    is_missed(Ability::Get);
    is_missed(Ability::Post);
    is_missed(Ability::Form);
}

#[test]
fn places() {
    is_missed(Ability::Regions);
    is_missed(Ability::Accounts);
}

#[test]
fn types() {
    for ability in Ability::all(Edition::of_record()) {
        if matches!(ability, Ability::Type(_)) {
            is_missed(ability);
        }
    }
}

#[test]
fn operations() {
    for ability in Ability::all(Edition::of_record()) {
        if matches!(ability, Ability::Operation(_)) {
            is_missed(ability);
        }
    }
}

#[test]
fn signatures_where_they_are_demanded() {
    let target = Altered::reference().served();
    is_missed_and_left_out(&target, Ability::Signatures, &["--auth", "enforced"]);
    let (ended, _) = target.judged(&["--auth", "auto", "keys"]);
    assert_eq!(ended.code, 0, "{ended:?}");
}
