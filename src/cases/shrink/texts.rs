//! Makes keys and values plainer: short, plain, or just beyond a limit.

use crate::contract::Edition;

use super::super::case::{Action, Case, Step};
use super::parts::chunks;

/// A key and a value, either of which may be left out.
type Tag = (Option<String>, Option<String>);

/// Plain texts in place of all, of one kind, and of each by itself.
pub(super) fn plainer(case: &Case, _: &Edition) -> Vec<Case> {
    let mut proposed = Vec::new();
    let mut keys: Vec<&str> = Vec::new();
    for step in &case.steps {
        let in_tags = step.tags.iter().filter_map(|(key, _)| key.as_deref());
        for key in in_tags.chain(step.keys.iter().map(String::as_str)) {
            if is_free(key) && !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let plain = |place: usize| format!("k{}", place + 1);
    let mut all = case.clone();
    for (place, key) in keys.iter().enumerate() {
        rename_key(&mut all, key, &format!("\u{0}{place}"));
    }
    for place in 0..keys.len() {
        rename_key(&mut all, &format!("\u{0}{place}"), &plain(place));
    }
    proposed.push(all);
    for (place, key) in keys.iter().enumerate() {
        let mut one = case.clone();
        if !keys.contains(&plain(place).as_str()) {
            rename_key(&mut one, key, &plain(place));
            proposed.push(one);
        }
    }
    proposed.extend(each_value(case, |value| {
        (value != "v").then(|| vec!["v".to_owned()])
    }));
    proposed
}

/// Texts that are longer than a limit, as long as just shows it.
pub(super) fn at_a_boundary(case: &Case, edition: &Edition) -> Vec<Case> {
    let beyond = |text: &str, limit: usize, letter: &str, name: &str| {
        let length = text.chars().count();
        (length + 1 >= limit && is_free(text)).then(|| {
            vec![
                format!("{{{letter}*{name}+1}}"),
                format!("{{{letter}*{name}}}"),
            ]
        })
    };
    let mut proposed = each_key(case, |key| {
        beyond(key, edition.key.length, "k", "key-length")
    });
    proposed.extend(each_value(case, |value| {
        beyond(value, edition.value.length, "v", "value-length")
    }));
    proposed
}

/// Texts with some characters fewer, or with plain ones in place of others.
pub(super) fn shorter(case: &Case, _: &Edition) -> Vec<Case> {
    let shorter = |text: &str| {
        let characters: Vec<char> = text.chars().collect();
        let without = |from: usize, to: usize| {
            characters[..from]
                .iter()
                .chain(&characters[to..])
                .collect::<String>()
        };
        let mut proposed: Vec<String> = chunks(characters.len())
            .map(|(from, to)| without(from, to))
            .filter(|text| !text.is_empty())
            .collect();
        for (place, character) in characters.iter().enumerate() {
            if !character.is_ascii_lowercase() {
                let mut plain = characters.clone();
                plain[place] = 'a';
                proposed.push(plain.into_iter().collect());
            }
        }
        (is_free(text) && !is_plain(text)).then_some(proposed)
    };
    let mut proposed = each_key(case, shorter);
    proposed.extend(each_value(case, shorter));
    proposed
}

/// Whether a text stands for itself: not for the id of a fixture, nor for one
/// that a boundary writes shorter than it is.
fn is_free(text: &str) -> bool {
    !text.contains('{')
}

/// Whether a text is as plain as can be: the first passes made it so.
fn is_plain(text: &str) -> bool {
    let number = text.strip_prefix('k');
    text == "v"
        || number.is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Tag information is asked for by keys that nobody else has: those stay.
fn is_touched(step: &Step) -> bool {
    !matches!(step.action, Action::DescribeTags | Action::DescribeTagKeys)
}

fn rename_key(case: &mut Case, from: &str, to: &str) {
    for step in case.steps.iter_mut().filter(|step| is_touched(step)) {
        let in_tags = step.tags.iter_mut().filter_map(|(key, _)| key.as_mut());
        for key in in_tags.chain(&mut step.keys) {
            if key == from {
                to.clone_into(key);
            }
        }
    }
}

/// Every key by itself in place of what `proposals` says, in all steps at once.
fn each_key(case: &Case, proposals: impl Fn(&str) -> Option<Vec<String>>) -> Vec<Case> {
    let mut proposed = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for step in case.steps.iter().filter(|step| is_touched(step)) {
        let in_tags = step.tags.iter().filter_map(|(key, _)| key.as_deref());
        for key in in_tags.chain(step.keys.iter().map(String::as_str)) {
            if seen.contains(&key) {
                continue;
            }
            seen.push(key);
            for text in proposals(key).unwrap_or_default() {
                let mut plainer = case.clone();
                rename_key(&mut plainer, key, &text);
                proposed.push(plainer);
            }
        }
    }
    proposed
}

/// Every value by itself in place of what `proposals` says; first all of them
/// at once.
fn each_value(case: &Case, proposals: impl Fn(&str) -> Option<Vec<String>>) -> Vec<Case> {
    let first = |tag: &mut Tag| {
        if let Some(value) = tag.1.as_mut()
            && let Some(plain) = proposals(value).and_then(|texts| texts.into_iter().next())
        {
            *value = plain;
        }
    };
    let mut all = case.clone();
    for step in all.steps.iter_mut().filter(|step| is_touched(step)) {
        step.tags.iter_mut().for_each(first);
    }
    let mut proposed = vec![all];
    for (at, step) in case.steps.iter().enumerate() {
        if !is_touched(step) {
            continue;
        }
        for (place, (_, value)) in step.tags.iter().enumerate() {
            let Some(value) = value else { continue };
            for text in proposals(value).unwrap_or_default() {
                let mut plainer = case.clone();
                plainer.steps[at].tags[place].1 = Some(text);
                proposed.push(plainer);
            }
        }
    }
    proposed
}
