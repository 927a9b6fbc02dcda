//! What a target can do, told before it is judged.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::contract::visible;
use crate::targets::{Capabilities, Told};

/// What a target can do in one line, and a line for each thing that it cannot.
pub(super) fn abilities(able: &Capabilities) -> String {
    in_lines(able.told())
}

fn in_lines(mut told: BTreeMap<&'static str, Told>) -> String {
    let ways: Vec<&str> = ["json", "xml", "get", "form"]
        .into_iter()
        .filter(|name| matches!(told.remove(*name), Some(Told::Usual(_))))
        .collect();
    let mut lacks = Vec::new();
    let mut had = |name: &str| {
        let Some(Told::ByType(parts)) = told.remove(name) else {
            return "unknown".to_owned();
        };
        let (with, without): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.had.is_ok());
        lacks.extend(
            without
                .iter()
                .map(|part| format!("{name}: {}", part.words())),
        );
        if with.is_empty() {
            return "none".to_owned();
        }
        let with: Vec<String> = with.iter().map(|part| part.words()).collect();
        with.join("; ")
    };
    let (fixtures, witness) = (had("create"), had("witness"));
    let ways = ways.join(", ");
    let mut text = format!("target: {ways} · fixtures: {fixtures} · tags shown by: {witness}\n");
    let others = told
        .iter()
        .filter(|(_, told)| !matches!(told, Told::Usual(_)));
    lacks.extend(others.map(|(name, told)| format!("{name}: {}", told.words())));
    for lack in lacks {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  {}", visible(&lack));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::ByType;

    #[test]
    fn what_is_there_is_told_in_a_line_and_what_is_not_in_one_each() {
        let part = |types: &[&'static str], had: Result<&'static str, &str>| ByType {
            types: types.to_vec(),
            had: had.map_err(str::to_owned),
        };
        let told = [
            ("json", Told::Usual("yes")),
            ("xml", Told::Lacks(None)),
            ("get", Told::Usual("yes")),
            (
                "create",
                Told::ByType(vec![
                    part(&["vpc", "vswitch"], Ok("api")),
                    part(&["eip"], Err("refused; no: not here")),
                ]),
            ),
            (
                "witness",
                Told::ByType(vec![part(&[], Ok("ListTagResources"))]),
            ),
            ("regions", Told::Lacks(Some("nowhere else".to_owned()))),
            ("signatures", Told::Usual("not asked for")),
            (
                "listings",
                Told::Notable("3 ms late, waited for".to_owned()),
            ),
            ("accounts", Told::Usual("yes")),
        ];
        assert_eq!(
            in_lines(BTreeMap::from(told)),
            "target: json, get · fixtures: vpc, vswitch api · tags shown by: ListTagResources\n  \
             create: eip no: refused; no: not here\n  \
             listings: 3 ms late, waited for\n  \
             regions: no: nowhere else\n"
        );
    }
}
