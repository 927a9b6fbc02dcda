//! Pages of a listing: what is asked for, and the token that leads to the next.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::contract::{Call, ListPage, Readings, errors, params};

use super::refusal::Refused;

/// The pages of `DescribeTags` and `DescribeTagKeys`: their schema allows more
/// rows than their prose.
pub(super) const OF_TAGS: ListPage = ListPage {
    parameter: Some(params::MAX_RESULT),
    usual: 50,
    most: 500,
};

/// The page that a call asks for.
///
/// A token holds the last row shown and not how many were: what others write
/// meanwhile neither repeats a row nor skips one.
#[derive(Debug)]
pub(super) struct Page {
    rows: usize,
    after: Option<Vec<String>>,
}

impl Page {
    /// Reads the page from a call whose rows are counted by `parameter`.
    pub(super) fn asked(call: &Call, page: ListPage, reading: &Readings) -> Result<Self, Refused> {
        let ListPage {
            parameter,
            usual,
            most,
        } = page;
        let parameter = parameter.unwrap_or_default();
        let rows = match call.given(parameter) {
            None => usual,
            Some(text) => number(text)
                .filter(|rows| (1..=most).contains(rows))
                .ok_or_else(|| {
                    Refused::with(&errors::INVALID_PARAMETER)
                        .saying(format!("{parameter} is a number from 1 to {most}."))
                })?,
        };
        let after = match call.given(params::NEXT_TOKEN) {
            None => None,
            Some(token) => {
                Some(opened(token).ok_or_else(|| Refused::invalid(params::NEXT_TOKEN, reading))?)
            }
        };
        Ok(Self { rows, after })
    }

    /// The rows of the page and the token of the next, empty on the last one.
    /// `rows` must be sorted by `key`, which must tell them apart.
    pub(super) fn of<T>(&self, rows: Vec<T>, key: impl Fn(&T) -> Vec<String>) -> (Vec<T>, String) {
        let mut left: Vec<T> = match &self.after {
            None => rows,
            Some(after) => rows.into_iter().filter(|row| key(row) > *after).collect(),
        };
        if left.len() <= self.rows {
            return (left, String::new());
        }
        left.truncate(self.rows);
        let token = left
            .last()
            .map_or_else(String::new, |row| sealed(&key(row)));
        (left, token)
    }
}

/// A number written in digits alone.
pub(super) fn number(text: &str) -> Option<usize> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

fn sealed(key: &[String]) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::json!(key).to_string())
}

fn opened(token: &str) -> Option<Vec<String>> {
    let text = URL_SAFE_NO_PAD.decode(token).ok()?;
    serde_json::from_slice(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Edition;

    fn asked(pairs: &[(&str, &str)]) -> Result<Page, Refused> {
        let edition = Edition::of_record();
        let reading = edition.complete(&edition.readings());
        let call = pairs
            .iter()
            .fold(Call::new(params::LIST_TAG_RESOURCES, ""), |call, (n, v)| {
                call.with(*n, *v)
            });
        Page::asked(&call, edition.product.list_page, &reading)
    }

    #[test]
    fn a_walk_neither_skips_nor_repeats_what_stays() {
        let key = |row: &String| vec![row.clone()];
        let mut rows: Vec<String> = (0..10).map(|n| format!("r{n}")).collect();
        let page = asked(&[(params::MAX_RESULTS, "4")]).unwrap();
        let (first, token) = page.of(rows.clone(), key);
        assert_eq!(first, ["r0", "r1", "r2", "r3"]);
        // What was shown goes away, and something comes in before the place.
        rows.remove(3);
        rows.insert(0, "a".to_owned());
        let page = asked(&[(params::MAX_RESULTS, "6"), (params::NEXT_TOKEN, &token)]).unwrap();
        let (second, token) = page.of(rows, key);
        assert_eq!(second, ["r4", "r5", "r6", "r7", "r8", "r9"]);
        assert_eq!(token, "");
    }

    #[test]
    fn sizes_are_numbers_in_their_range() {
        for (text, fine) in [
            ("1", true),
            ("50", true),
            ("0", false),
            ("51", false),
            ("-1", false),
            ("+1", false),
            ("1.0", false),
            ("ten", false),
            ("99999999999999999999999", false),
        ] {
            let page = asked(&[(params::MAX_RESULTS, text)]);
            match page {
                Ok(page) => assert!(
                    fine && page.rows == text.parse::<usize>().unwrap(),
                    "{text}"
                ),
                Err(refused) => {
                    assert!(!fine, "{text}");
                    assert_eq!(refused.code, errors::INVALID_PARAMETER.code);
                    assert_eq!(refused.status, 400);
                }
            }
        }
        assert_eq!(asked(&[]).unwrap().rows, 50);
    }

    #[test]
    fn a_token_of_somebody_else_is_refused() {
        for token in ["x", "====", "e30", "MQ", "\u{e9}"] {
            let refused = asked(&[(params::NEXT_TOKEN, token)]).unwrap_err();
            assert_eq!(refused.status, 400, "{token}");
        }
        assert!(asked(&[(params::NEXT_TOKEN, "")]).unwrap().after.is_none());
    }
}
