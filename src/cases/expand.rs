//! Texts in cases that stand for others: repetitions, limits, ids, types, regions.

use crate::contract::Edition;

use super::binding::Binding;
use super::case::Side;

/// Bytes of what a repetition in a text stands for, at most.
const MAX_EXPANSION: usize = 1024 * 1024;

impl Binding<'_> {
    /// Expands `{a*64}`, `{a*key-length+1}`, `{vpc}`, `{vpc:upper}`,
    /// `{vpc:cut}` (without its last character), `{vpc:type}` (its type) and
    /// `{region}` in a text; all else stays as it is, also what would be longer
    /// than 1 MiB.
    pub fn expand(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, from) = rest.split_at(open);
            out.push_str(before);
            let inner = from
                .find('}')
                .map(|close| (&from[1..close], &from[close + 1..]));
            if let Some((expansion, after)) =
                inner.and_then(|(inner, after)| Some((self.expansion(inner)?, after)))
            {
                out.push_str(&expansion);
                rest = after;
            } else {
                out.push('{');
                rest = &from[1..];
            }
        }
        out.push_str(rest);
        out
    }

    fn expansion(&self, inner: &str) -> Option<String> {
        if let Some(bound) = self.get(inner) {
            return Some(bound.id.clone());
        }
        if let Some(bound) = inner.strip_suffix(":upper").and_then(|name| self.get(name)) {
            return Some(bound.id.to_uppercase());
        }
        if let Some(bound) = inner.strip_suffix(":type").and_then(|name| self.get(name)) {
            return Some(self.edition.type_name(bound.kind).to_owned());
        }
        if let Some(bound) = inner.strip_suffix(":cut").and_then(|name| self.get(name)) {
            let mut id = bound.id.clone();
            id.pop();
            return Some(id);
        }
        match inner {
            "region" => return Some(self.region(Side::Own).to_owned()),
            "other-region" => return Some(self.region(Side::Other).to_owned()),
            "third-region" => return Some(self.region(Side::Third).to_owned()),
            _ => {}
        }
        let (unit, times) = inner.rsplit_once('*')?;
        let times = amount(times, self.edition)?;
        let length = unit.len().checked_mul(times)?;
        (length <= MAX_EXPANSION).then(|| unit.repeat(times))
    }
}

/// A number: digits, or a limit of the edition, with `+1` or `-1` behind it.
pub(super) fn amount(text: &str, edition: &Edition) -> Option<usize> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (name, shift) = match text.find('+') {
        Some(sign) => (&text[..sign], text[sign + 1..].parse::<isize>().ok()?),
        None => match text
            .rsplit_once('-')
            .and_then(|(name, by)| Some((name, by.parse::<isize>().ok()?)))
        {
            Some((name, by)) => (name, -by),
            None => (text, 0),
        },
    };
    let limit = match name {
        "key-length" => edition.key.length,
        "value-length" => edition.value.length,
        "ids" => edition.ids,
        "tags" => edition.tags,
        "quota" => edition.quota,
        _ => return None,
    };
    limit.checked_add_signed(shift)
}

#[cfg(test)]
mod tests {
    use super::super::case::Need;
    use super::*;

    fn binding() -> Binding<'static> {
        let mut binding = Binding::new(Edition::of_record(), &["r1".to_owned(), "r2".to_owned()]);
        binding
            .bind_symbolically(&Need::parse("vpc", Edition::of_record().product).expect("a name"));
        binding
    }

    #[test]
    fn text_is_expanded_and_other_braces_stay() {
        let binding = binding();
        assert_eq!(binding.expand("x{ab*3}y"), "xabababy");
        assert_eq!(binding.expand("{a*key-length+1}").len(), 65);
        assert_eq!(binding.expand("{a*value-length-1}").len(), 127);
        assert_eq!(binding.expand("k-{vpc}"), "k-vpc-fixture1");
        assert_eq!(
            binding.expand("{vpc:upper}{vpc:cut}"),
            "VPC-FIXTURE1vpc-fixture"
        );
        assert_eq!(binding.expand("{vpc:type}"), "VPC");
        assert_eq!(binding.expand("{x}{ {}"), "{x}{ {}");
        assert_eq!(binding.expand("{ab*524288}").len(), 1024 * 1024);
        for long in ["{ab*524289}", "{ab*18446744073709551615}"] {
            assert_eq!(binding.expand(long), long);
        }
    }
}
