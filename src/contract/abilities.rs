//! Abilities: what a target can do and cases may need.

use std::collections::BTreeSet;
use std::fmt;

use super::edition::Edition;
use super::kind::Kind;

/// One thing that a target can do. Which of them a verdict is about is its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ability {
    /// Answers in JSON.
    Json,
    /// Answers in XML.
    Xml,
    /// Takes GET.
    Get,
    /// Takes POST, parameters in the query.
    Post,
    /// Takes POST, parameters in a form.
    Form,
    /// Keeps two regions apart.
    Regions,
    /// Keeps two accounts apart.
    Accounts,
    /// Asks for signatures.
    Signatures,
    /// Answers on several connections at once.
    AtOnce,
    /// Creates and deletes resources.
    Create,
    /// Has resources of a type.
    Type(Kind),
    /// Knows an operation besides `TagResources`.
    Operation(&'static str),
}

/// What the names of types begin with.
const TYPE: &str = "type:";

/// A name or glob that no ability has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown ability '{name}'{}; `tagproof list abilities` names them", .nearest.as_ref().map(|near| format!(", did you mean '{near}'?")).unwrap_or_default())]
pub struct UnknownAbility {
    /// What was said.
    pub name: String,
    /// What was probably meant.
    pub nearest: Option<String>,
}

impl Ability {
    /// The abilities that cases of an edition may need, in the order of
    /// `tagproof list abilities`.
    pub fn all(edition: &Edition) -> impl Iterator<Item = Self> + '_ {
        let product = edition.product;
        let types = product.kinds.iter().copied().filter(|kind| {
            let mut known = edition.types.iter();
            known.any(|known| known.kind == Some(*kind))
        });
        [
            Self::Json,
            Self::Xml,
            Self::Get,
            Self::Post,
            Self::Form,
            Self::Regions,
            Self::Accounts,
            Self::Signatures,
            Self::AtOnce,
            Self::Create,
        ]
        .into_iter()
        .chain(types.map(Self::Type))
        .chain(product.companions.iter().copied().map(Self::Operation))
    }

    /// The abilities that a name or a glob such as `type:*` stands for, with
    /// what nobody has who lacks these.
    ///
    /// # Errors
    ///
    /// When none goes by it.
    pub fn named(pattern: &str, edition: &Edition) -> Result<BTreeSet<Self>, UnknownAbility> {
        let found: BTreeSet<Self> = Self::all(edition)
            .filter(|ability| matches_glob(pattern, &ability.to_string()))
            .collect();
        if found.is_empty() {
            let names: Vec<String> = Self::all(edition).map(|known| known.to_string()).collect();
            return Err(UnknownAbility {
                name: pattern.to_owned(),
                nearest: super::nearest(pattern, names.iter().map(String::as_str)),
            });
        }
        Ok(found.into_iter().flat_map(Self::with_implied).collect())
    }

    /// This one and what depends on it: a form is posted.
    fn with_implied(self) -> impl Iterator<Item = Self> {
        let implied = (self == Self::Post).then_some(Self::Form);
        std::iter::once(self).chain(implied)
    }

    /// What it is, for people.
    pub fn about(self) -> String {
        match self {
            Self::Json => "answers in JSON".to_owned(),
            Self::Xml => "answers in XML".to_owned(),
            Self::Get => "takes GET".to_owned(),
            Self::Post => "takes POST with the parameters in the query".to_owned(),
            Self::Form => "takes POST with the parameters in a form".to_owned(),
            Self::Regions => "has a second region, and keeps regions apart".to_owned(),
            Self::Accounts => "has a second account, and keeps accounts apart".to_owned(),
            Self::Signatures => {
                "refuses calls without a signature; in scope under --auth enforced only".to_owned()
            }
            Self::AtOnce => "answers a second connection while a first one is open".to_owned(),
            Self::Create => "creates and deletes resources".to_owned(),
            Self::Type(kind) => format!(
                "has resources of this type: {} makes them, --fixtures lends them, or any id is taken",
                kind.lifecycle().create
            ),
            Self::Operation(name) => format!("knows {name}"),
        }
    }
}

impl fmt::Display for Ability {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => out.write_str("json"),
            Self::Xml => out.write_str("xml"),
            Self::Get => out.write_str("get"),
            Self::Post => out.write_str("post"),
            Self::Form => out.write_str("form"),
            Self::Regions => out.write_str("regions"),
            Self::Accounts => out.write_str("accounts"),
            Self::Signatures => out.write_str("signatures"),
            Self::AtOnce => out.write_str("at-once"),
            Self::Create => out.write_str("create"),
            Self::Type(kind) => write!(out, "{TYPE}{}", kind.lifecycle().fixture),
            Self::Operation(name) => out.write_str(name),
        }
    }
}

/// Names of abilities as `--without` takes them.
pub fn ability_names<'a>(abilities: impl IntoIterator<Item = &'a Ability>) -> String {
    let names: Vec<String> = abilities.into_iter().map(Ability::to_string).collect();
    names.join(",")
}

/// Whether a text matches a pattern in which `*` stands for any characters. The
/// time is at most the product of the lengths.
pub fn matches_glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut place) = (0, 0);
    // Where the last star was, and how much of the text it took.
    let mut star: Option<(usize, usize)> = None;
    while place < text.len() {
        if pattern.get(at) == Some(&b'*') {
            star = Some((at, place));
            at += 1;
        } else if pattern.get(at) == Some(&text[place]) {
            at += 1;
            place += 1;
        } else if let Some((last, taken)) = star {
            star = Some((last, taken + 1));
            at = last + 1;
            place = taken + 1;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|rest| *rest == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(pattern: &str) -> String {
        let found = Ability::named(pattern, Edition::of_record());
        found.map_or_else(
            |error| error.to_string(),
            |found| ability_names(found.iter()),
        )
    }

    #[test]
    fn abilities_are_named_by_words_and_globs() {
        assert_eq!(named("xml"), "xml");
        assert_eq!(named("post"), "post,form");
        assert_eq!(
            named("type:*"),
            "type:vpc,type:vswitch,type:routetable,type:eip,type:vpngateway,type:natgateway"
        );
        assert_eq!(named("Describe*"), "DescribeTagKeys,DescribeTags");
        for (wrong, meant) in [("xmk", "xml"), ("type:vpcs", "type:vpc")] {
            let said = format!("unknown ability '{wrong}', did you mean '{meant}'?");
            assert!(named(wrong).starts_with(&said), "{}", named(wrong));
        }
        assert!(named("TagResources").starts_with("unknown ability"));
    }

    #[test]
    fn every_ability_is_found_by_its_own_name() {
        for ability in Ability::all(Edition::of_record()) {
            let found = Ability::named(&ability.to_string(), Edition::of_record()).unwrap();
            assert!(found.contains(&ability), "{ability}");
        }
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, expected) in [
            ("quota/21st-new-key", "quota/21st-new-key", true),
            ("*/21st-*", "quota/21st-new-key", true),
            ("q*y", "quota/21st-new-key", true),
            ("quota/21st", "quota/21st-new-key", false),
            ("", "", true),
            ("*", "", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b-d", false),
            ("*a*a*a*a*a*a*a*a*a*b", &"a".repeat(2000), false),
        ] {
            assert_eq!(matches_glob(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
