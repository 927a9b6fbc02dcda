//! What a target can do, told before it is judged.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a target can do in one line, and a line for each thing that it cannot.
pub fn abilities(words: &BTreeMap<String, String>) -> String {
    let is_yes = |name: &&str| words.get(*name).is_some_and(|words| words == "yes");
    let able: Vec<&str> = ["json", "xml", "get", "form"]
        .into_iter()
        .filter(is_yes)
        .collect();
    let mut lacks = Vec::new();
    let mut had = |name: &str| {
        let said = words.get(name).map_or("unknown", String::as_str);
        let (without, with): (Vec<&str>, Vec<&str>) =
            said.split("; ").partition(|part| part.contains("no: "));
        lacks.extend(without.into_iter().map(|part| format!("{name}: {part}")));
        if with.is_empty() {
            "none".to_owned()
        } else {
            with.join("; ")
        }
    };
    let (fixtures, witness) = (had("create"), had("witness"));
    let able = able.join(", ");
    let mut text = format!("target: {able} · fixtures: {fixtures} · tags shown by: {witness}\n");
    let told = ["create", "witness", "json", "xml", "get", "form"];
    for (name, words) in words {
        if !told.contains(&name.as_str()) && words != "yes" && words != "not asked for" {
            lacks.push(format!("{name}: {words}"));
        }
    }
    for lack in lacks {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  {lack}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_told_in_a_line_and_what_is_not_in_one_each() {
        let words = [
            ("json", "yes"),
            ("xml", "no"),
            ("get", "yes"),
            ("create", "vpc, vswitch api; eip no: refused"),
            ("witness", "ListTagResources"),
            ("regions", "no: nowhere else"),
            ("accounts", "yes"),
        ];
        let words = words.map(|(name, words)| (name.to_owned(), words.to_owned()));
        assert_eq!(
            abilities(&BTreeMap::from(words)),
            "target: json, get · fixtures: vpc, vswitch api · tags shown by: ListTagResources\n  \
             create: eip no: refused\n  regions: no: nowhere else\n"
        );
    }
}
