//! Holds what an API is in its product's own folders: no other room has a literal
//! of its tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use crate::contract::{Given, Kind, Product, editions, errors};

use super::sources::{root, sources};

/// Where they may stand.
const FOLDERS: &[&str] = &["contract/products/", "endpoint/products/"];

/// Words that are of the dialect, and so of every product, though a table of one
/// has them too; and what stands elsewhere with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("Name", "a word of every describe operation"),
    ("Status", "a word of every describe operation"),
    ("Type", "a word of listings"),
    ("Tags", "a word of the dialect"),
    ("Tag", "a word of the dialect"),
    ("Key", "a word of the dialect"),
    ("Value", "a word of the dialect"),
    ("TagKey", "a word of the dialect"),
    ("TagValue", "a word of the dialect"),
    ("PageSize", "how pages of describe operations are asked for"),
    ("1", "a number"),
    ("ZoneId", "a word of DescribeZones, which all products have"),
    ("true", "a word of every language"),
    (
        "command",
        "what --target exec: starts, and not the type of ECS",
    ),
    ("vpc", "the older name of a field of fixture files"),
];

#[test]
fn what_an_api_is_stands_in_its_own_folders() {
    let words = words();
    // Where nothing is looked for, nothing is found.
    for known in [
        "VpcId",
        "UnTagResources",
        "InvalidResourceId.NotFound",
        "cen",
    ] {
        assert!(words.contains(known), "{known}");
    }
    let files = sources(&root());
    let of_tests: BTreeSet<PathBuf> = files
        .iter()
        .flat_map(|(path, text)| test_files(path, text))
        .collect();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in files {
        let path = file.strip_prefix(root()).unwrap().display().to_string();
        let is_own = FOLDERS.iter().any(|folder| path.starts_with(folder));
        if is_own || path.starts_with("tests/") || of_tests.contains(&file) {
            continue;
        }
        for literal in literals(text.parse().unwrap()) {
            if words.contains(&literal) {
                found.entry(literal).or_default().push(path.clone());
            }
        }
    }
    let excepted: BTreeSet<&str> = EXCEPTIONS.iter().map(|(word, _)| *word).collect();
    let wrong: Vec<String> = found
        .iter()
        .filter(|(word, _)| !excepted.contains(word.as_str()))
        .map(|(word, files)| format!("{word:?} in {}", files.join(", ")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(EXCEPTIONS.len() <= 30);
    for word in excepted {
        assert!(found.contains_key(word), "{word:?} needs no exception");
    }
}

#[test]
fn a_literal_is_seen_in_macros_and_not_in_tests() {
    let text = r#"
        fn one() { json!({"VpcId": id}); }
        #[cfg(test)]
        mod tests { const IT: &str = "DiskId"; }
        fn two() -> &'static str { "CenId" }
    "#;
    assert_eq!(literals(text.parse().unwrap()), ["VpcId", "CenId"]);
}

/// The files of the modules that a file declares for tests alone.
fn test_files(path: &Path, text: &str) -> Vec<PathBuf> {
    let folder = if path.ends_with("mod.rs") || path.ends_with("lib.rs") {
        path.parent().unwrap().to_owned()
    } else {
        path.with_extension("")
    };
    let declared = text.split("#[cfg(test)]\n").skip(1).filter_map(|rest| {
        let (_, rest) = rest.lines().next()?.split_once("mod ")?;
        rest.strip_suffix(';')
    });
    declared
        .map(|name| folder.join(format!("{name}.rs")))
        .collect()
}

/// Every text of the tables of every product that is no word of the dialect.
fn words() -> BTreeSet<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    let mut add = |word: &str| {
        if !word.is_empty() {
            words.insert(word.to_owned());
        }
    };
    for edition in editions() {
        add(edition.name);
        for known in edition.types {
            add(known.name);
        }
        for newer in edition.newer_types {
            add(newer);
        }
        of_product(edition.product, &mut add);
    }
    // What the gateway says it says for all.
    for row in errors::GATEWAY_ERRORS {
        words.remove(row.code);
    }
    words.remove(crate::contract::params::REGION_ID);
    words.remove(crate::contract::params::LIST_TAG_RESOURCES);
    words.remove(crate::contract::params::DESCRIBE_TAGS);
    words.remove(crate::contract::params::DESCRIBE_TAG_KEYS);
    words.remove(crate::contract::params::MAX_RESULTS);
    words
}

fn of_product(product: &Product, add: &mut impl FnMut(&str)) {
    for word in [
        product.name,
        product.title,
        product.version,
        product.host,
        product.regional_host,
        product.untag,
    ] {
        add(word);
    }
    product.companions.iter().for_each(|word| add(word));
    add(product.list_page.parameter.unwrap_or_default());
    for row in product.errors.iter().copied().flatten() {
        add(row.code);
    }
    for kind in product.kinds {
        of_kind(*kind, add);
    }
}

fn of_kind(kind: Kind, add: &mut impl FnMut(&str)) {
    let life = kind.lifecycle();
    for word in [
        life.fixture,
        life.create,
        life.id_field,
        life.delete,
        life.delete_by.parameter(),
        life.id,
        life.describe,
        life.describe_by.parameter(),
        life.single.map_or("", |single| single.operation),
        life.list.0,
        life.list.1,
        life.tags.0,
        life.tags.1,
        life.tag.0,
        life.tag.1,
        life.status,
        life.ready.unwrap_or_default(),
        life.prefix,
        life.not_found.map_or("", |row| row.code),
        life.name_param,
        life.name_field,
        life.region,
    ] {
        add(word);
    }
    for (name, given) in life.create_params {
        add(name);
        if let Given::Text(text) = given {
            add(text);
        }
    }
}

/// The texts that are written in code, tests left out.
fn literals(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_test = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let text = group.stream().to_string().replace(' ', "");
                if text == "cfg(test)" {
                    is_test = true;
                } else if is_test && group.delimiter() == proc_macro2::Delimiter::Brace {
                    is_test = false;
                } else {
                    found.extend(literals(group.stream()));
                }
            }
            TokenTree::Punct(end) if end.as_char() == ';' => is_test = false,
            TokenTree::Literal(literal) => {
                let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
                found.extend(text.map(|text| text.value()));
            }
            _ => {}
        }
    }
    found
}
