//! Whether a case is about resource types, or goes for any type that is there.

use crate::contract::{ClauseId, Kind, Product, clauses, params};

use super::case::Case;

/// What is said of types, so that a case which speaks for it is about them.
const OF_TYPES: [ClauseId; 3] = [
    clauses::ID_TYPE,
    clauses::SHARED_INFORMATION,
    clauses::NO_INHERITANCE,
];

/// How the text ends that stands for the type of a fixture.
const TYPE_OF: &str = ":type}";

/// What is said of certain types, which no other can stand for.
const OF_CERTAIN_TYPES: [ClauseId; 2] = [clauses::SHARED_INFORMATION, clauses::NO_INHERITANCE];

impl Case {
    /// The one type that it needs resources of, if any other would do as well:
    /// no clause of it, no step and not its name says anything of types.
    pub fn any_type(&self) -> Option<Kind> {
        let kind = self.needs.first()?.kind;
        let is_of_one = self.needs.iter().all(|need| need.kind == kind);
        let is_about_types = self.clauses.iter().any(|clause| OF_TYPES.contains(clause));
        let names_one = || {
            let mut words = self
                .id
                .split(|letter: char| !letter.is_ascii_alphanumeric());
            words.any(|word| self.product.kind_named(word).is_some())
        };
        let says_one = || {
            self.steps.iter().chain(&self.twin).any(|step| {
                let other = |id: &String| self.need(id).is_some_and(|need| need.kind != kind);
                // That of the fixtures is whatever theirs is.
                let of_them = format!("@{}", kind.lifecycle().fixture);
                let mut named = step.resource_type.iter();
                named.any(|name| *name != of_them && names_a_type(name, self.product))
                    || step.ids.iter().any(other)
            })
        };
        (is_of_one && !is_about_types && !names_one() && !says_one() && !self.spells_types())
            .then_some(kind)
    }

    /// Whether two types may stand for each other in it, in all that it says of
    /// them.
    pub fn may_exchange(&self) -> bool {
        let mut clauses = self.clauses.iter();
        !clauses.any(|clause| OF_CERTAIN_TYPES.contains(clause)) && !self.spells_types()
    }

    /// Whether a step says a type where nothing can be put for it.
    fn spells_types(&self) -> bool {
        self.steps.iter().chain(&self.twin).any(|step| {
            let of_the_type = |(name, value): &(String, String)| {
                name == params::RESOURCE_TYPE && names_a_type(value, self.product)
            };
            let is_literal = |raw: &String| !raw.contains(TYPE_OF);
            step.raw.as_ref().is_some_and(is_literal)
                || step.set.iter().chain(&step.add).any(of_the_type)
        })
    }
}

/// Whether a text is, or holds, the name of a type that resources may have.
fn names_a_type(text: &str, product: &Product) -> bool {
    let text = text.to_ascii_lowercase();
    product.find(|life| text.contains(life.fixture)).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::suite::parse;
    use crate::contract::{Edition, vpc};

    #[test]
    fn a_case_is_about_types_if_anything_of_it_is() {
        let any = |text: &str| {
            let text = format!("[[case]]\n{text}");
            let cases = parse("suites/x.toml", &text, Edition::of_record()).unwrap();
            cases.first().unwrap().any_type()
        };
        let step = "[[case.step]]\nids = [\"vpc\"]\ntags = [[\"k\", \"v-{vpc}\"]]\n";
        let case = |id: &str, clause: &str, needs: &str, more: &str| {
            any(&format!(
                "id = \"{id}\"\nclauses = [\"{clause}\"]\nneeds = [{needs}]\n{step}{more}"
            ))
        };
        let (effect, one) = ("TR-EFFECT-ALL", "\"vpc\"");
        assert_eq!(case("x/plain", effect, one, ""), Some(vpc::VPC));
        assert_eq!(case("x/of-the-vpc", effect, one, ""), None);
        assert_eq!(case("x/plain", "TR-NO-INHERITANCE", one, ""), None);
        assert_eq!(case("x/plain", effect, "\"vpc\", \"vswitch\"", ""), None);
        assert_eq!(case("x/plain", effect, one, "type = \"VPC\"\n"), None);
        assert_eq!(
            case("x/plain", effect, one, "type = \"@vpc\"\n"),
            Some(vpc::VPC)
        );
        let raw = "raw = \"ResourceType={vpc:type}&ResourceId.1={vpc}\"\n";
        let plain = "id = \"x/plain\"\nclauses = [\"TR-EFFECT-ALL\"]\nneeds = [\"vpc\"]\n";
        assert_eq!(any(&format!("{plain}[[case.step]]\n{raw}")), Some(vpc::VPC));
        assert_eq!(
            case("x/plain", "TR-TYPE-VALUES", one, "type = \"DISK\"\n"),
            Some(vpc::VPC)
        );
        let raw = "set = { ResourceType = \"VPC\" }\n";
        assert_eq!(case("x/plain", effect, one, raw), None);
    }
}
