//! The keys and values of one sequence: few, so that they meet again.

use crate::contract::Edition;

use super::draw::Draw;
use super::texts;

/// A tag: a key and a value, either of which may be left out.
type Tag = (Option<String>, Option<String>);

/// The keys and values of a sequence.
#[derive(Debug)]
pub(super) struct Pool {
    keys: Vec<Text>,
    values: Vec<Text>,
    /// Keys that hold the id of a fixture, so that nobody else has them.
    own: Vec<String>,
    /// The fixture whose id they hold.
    owner: String,
}

#[derive(Debug)]
struct Text {
    content: String,
    /// Whether some reading refuses it.
    odd: bool,
}

impl Text {
    fn plain(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            odd: false,
        }
    }

    fn odd(content: String) -> Self {
        Self { content, odd: true }
    }
}

impl Pool {
    /// A pool for these fixtures.
    pub(super) fn new(draw: &mut Draw<'_, '_>, edition: &Edition, names: &[&str]) -> Self {
        let owner = draw.pick(names).to_owned();
        let own = vec![format!("own-{{{owner}}}"), format!("mine.{{{owner}}}")];
        let plain = texts::plain_key(draw, "", edition.key.length);
        let mut keys: Vec<Text> = own.iter().map(Text::plain).collect();
        // Another case of a key, and a key that another begins with.
        if draw.one_in(2) {
            keys.push(Text::plain(swapped(&plain)));
        }
        if draw.one_in(2) {
            keys.push(Text::plain(
                format!("{plain}-2")
                    .chars()
                    .rev()
                    .take(edition.key.length)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .collect::<String>(),
            ));
        }
        keys.push(Text::plain(plain));
        for _ in 0..draw.between(1, 2) {
            keys.push(Text::odd(texts::odd(draw, edition.key.length)));
        }
        let mut values = vec![Text::plain("v"), Text::plain("")];
        values.push(Text::plain(texts::plain_value(draw, edition.value.length)));
        for _ in 0..draw.between(1, 2) {
            values.push(Text::odd(texts::odd(draw, edition.value.length)));
        }
        Self {
            keys,
            values,
            own,
            owner,
        }
    }

    /// Some tags of a call: one odd text at most, mostly, so that a refusal
    /// leaves few explanations.
    pub(super) fn tags(&self, draw: &mut Draw<'_, '_>) -> Vec<Tag> {
        let mut allowed = if draw.one_in(10) { 2 } else { 1 };
        let mut places: Vec<usize> = (0..self.keys.len()).collect();
        draw.shuffle(&mut places);
        let count = draw.between(1, 3);
        let mut tags: Vec<Tag> = Vec::new();
        for place in places {
            if tags.len() == count {
                break;
            }
            let key = &self.keys[place];
            if key.odd && allowed == 0 {
                continue;
            }
            allowed -= usize::from(key.odd);
            let mut value = &self.values[draw.below(self.values.len())];
            if value.odd && allowed == 0 {
                value = &self.values[draw.below(2)];
            }
            allowed -= usize::from(value.odd);
            tags.push((Some(key.content.clone()), Some(value.content.clone())));
        }
        tags
    }

    /// Some keys to remove, most of which may be there.
    pub(super) fn keys(&self, draw: &mut Draw<'_, '_>) -> Vec<String> {
        let mut keys: Vec<String> = self
            .keys
            .iter()
            .filter(|key| !key.odd)
            .map(|key| key.content.clone())
            .collect();
        draw.shuffle(&mut keys);
        keys.truncate(draw.between(1, 2));
        keys
    }

    /// A tag to look for, by its key alone or with a value.
    pub(super) fn filter(&self, draw: &mut Draw<'_, '_>) -> Vec<Tag> {
        let key = &self.own[draw.below(self.own.len())];
        let value = draw.one_in(2).then(|| "v".to_owned());
        vec![(Some(key.clone()), value)]
    }

    /// The keys that nobody else has, to look for.
    pub(super) fn own_filter(&self) -> Vec<Tag> {
        self.own
            .iter()
            .map(|key| (Some(key.clone()), None))
            .collect()
    }

    /// Part of the keys that nobody else has.
    pub(super) fn own_keyword(&self) -> String {
        format!("{{{}}}", self.owner)
    }
}

/// A text with the letter case of every letter changed.
fn swapped(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_ascii_uppercase() {
                character.to_ascii_lowercase()
            } else {
                character.to_ascii_uppercase()
            }
        })
        .collect()
}
