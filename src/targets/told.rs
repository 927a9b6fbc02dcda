//! What was found out about a target, in words.

use std::collections::BTreeMap;

use super::capabilities::Capabilities;
use super::lack::Lack;
use super::supply::{Source, Supply};
use super::witness::Witness;

/// What is told of one thing that a target may be able to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It can, or nothing else was to be expected.
    Usual(&'static str),
    /// It cannot, with the reason unless the name says it all.
    Lacks(Option<String>),
    /// It is somehow, and whoever reads the verdict should know.
    Notable(String),
    /// It differs by type: what is to be said, with the types that it holds for;
    /// types with the same to say are together.
    ByType(Vec<ByType>),
}

/// What is told of some types of resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByType {
    /// The types by the names that fixtures have; none where it holds for all.
    pub types: Vec<&'static str>,
    /// How it is had, or why it is not.
    pub had: Result<&'static str, String>,
}

impl Told {
    /// Everything in one line.
    pub fn words(&self) -> String {
        match self {
            Self::Usual(words) => (*words).to_owned(),
            Self::Lacks(None) => "no".to_owned(),
            Self::Lacks(Some(why)) => format!("no: {why}"),
            Self::Notable(words) => words.clone(),
            Self::ByType(parts) => {
                let words: Vec<String> = parts.iter().map(ByType::words).collect();
                words.join("; ")
            }
        }
    }

    fn of(able: &Result<(), Lack>) -> Self {
        match able {
            Ok(()) => Self::Usual("yes"),
            Err(lack) => Self::Lacks(Some(lack.to_string())),
        }
    }

    /// For what the name alone says enough of.
    fn plainly(is_able: bool) -> Self {
        if is_able {
            Self::Usual("yes")
        } else {
            Self::Lacks(None)
        }
    }
}

impl ByType {
    /// The types and what is said of them.
    pub fn words(&self) -> String {
        let said = match &self.had {
            Ok(words) => (*words).to_owned(),
            Err(why) => format!("no: {why}"),
        };
        if self.types.is_empty() {
            said
        } else {
            format!("{} {said}", self.types.join(", "))
        }
    }
}

impl Capabilities {
    /// The findings in words, by name, as reports keep them.
    pub fn words(&self) -> BTreeMap<String, String> {
        let told = self.told().into_iter();
        told.map(|(name, told)| (name.to_owned(), told.words()))
            .collect()
    }

    /// What was found out, by name.
    pub fn told(&self) -> BTreeMap<&'static str, Told> {
        let mut told = BTreeMap::from([
            ("json", Told::plainly(self.json.is_ok())),
            ("xml", Told::plainly(self.xml.is_ok())),
            ("get", Told::plainly(self.get.is_ok())),
            ("form", Told::plainly(self.form.is_ok())),
            ("parallel", Told::plainly(self.at_once.is_ok())),
            ("regions", Told::of(&self.other_region)),
            ("accounts", Told::of(&self.other_account)),
            ("create", self.by_type(|supply| source(&supply.source))),
            ("witness", self.by_type(|supply| witness(&supply.witness))),
        ]);
        let third = self.third_region.as_ref().err();
        let of_forms = self.other_scheme_forms.as_ref().err();
        let split = self.split.as_ref().err();
        for (name, instead, lack) in [
            (
                "third-region",
                "judged with two regions",
                third.filter(|_| self.other_region.is_ok()).cloned(),
            ),
            (
                "other-scheme",
                "judged with one scheme of signing",
                self.other_scheme.as_ref().err().cloned(),
            ),
            (
                "other-scheme-forms",
                "forms are judged with one scheme of signing",
                of_forms.filter(|_| self.other_scheme.is_ok()).cloned(),
            ),
            (
                "query-and-form",
                "judged with all parameters in one of them",
                split.filter(|_| self.form.is_ok()).cloned(),
            ),
        ] {
            if let Some(lack) = lack {
                told.insert(name, Told::Notable(format!("{instead}: {lack}")));
            }
        }
        if self.post.is_err() {
            told.insert("post", Told::Lacks(None));
        }
        if let Some(enforced) = &self.signatures {
            let how = match enforced {
                Ok(()) => Told::Notable("enforced".to_owned()),
                Err(_) => Told::Usual("not asked for"),
            };
            told.insert("signatures", how);
        }
        for (operation, able) in &self.companions {
            if able.is_err() {
                told.insert(operation, Told::of(able));
            }
        }
        for operation in self.wrong.keys() {
            let wrong = self.distrust(operation).map(Told::Notable);
            told.extend(Some(*operation).zip(wrong));
        }
        if !self.lateness.seen.is_zero() {
            let late = format!("{} ms late, waited for", self.lateness.seen.as_millis());
            told.insert("listings", Told::Notable(late));
        }
        told
    }

    fn by_type(&self, had: impl Fn(&Supply) -> Result<&'static str, String>) -> Told {
        let mut parts: Vec<ByType> = Vec::new();
        for (kind, supply) in &self.supplies {
            let (had, name) = (had(supply), kind.lifecycle().fixture);
            match parts.iter_mut().find(|part| part.had == had) {
                Some(part) => part.types.push(name),
                None => parts.push(ByType {
                    types: vec![name],
                    had,
                }),
            }
        }
        if let [only] = parts.as_mut_slice() {
            only.types.clear();
        }
        Told::ByType(parts)
    }
}

fn source(source: &Result<Source, Lack>) -> Result<&'static str, String> {
    match source {
        Ok(Source::Api { waits: false }) => Ok("api"),
        Ok(Source::Api { waits: true }) => Ok("api, waited for"),
        Ok(Source::Shelf) => Ok("fixtures"),
        Ok(Source::Invented) => Ok("invented"),
        Err(lack) => Err(lack.to_string()),
    }
}

fn witness(witness: &Result<Witness, Lack>) -> Result<&'static str, String> {
    match witness {
        Ok(witness) => Ok(witness.name()),
        Err(lack) => Err(lack.to_string()),
    }
}
