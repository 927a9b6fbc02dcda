//! Joins the pages of a listing, and tells which listings show all of something.

use serde_json::json;

use crate::contract::{Answer, Call, Edition, TagRow, params};

use crate::model::kind_of;

use super::known::{has_any, is_plain};

/// Listings that are not at their end.
#[derive(Debug, Clone, Default)]
pub(super) struct Pages {
    begun: Vec<Begun>,
}

#[derive(Debug, Clone)]
struct Begun {
    call: Call,
    token: String,
    rows: Vec<TagRow>,
}

/// What a page comes to.
pub(super) enum Page {
    /// The whole listing: the call without its paging, and all rows.
    Whole(Call, Answer),
    /// Nothing that can be judged yet, or ever.
    Part(&'static str),
}

/// Listings that are not at their end and of which the next page may come.
const BEGUN: usize = 100;

impl Pages {
    /// The resources in the pages that came so far.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        let rows = self.begun.iter().flat_map(|begun| &begun.rows);
        rows.map(|row| row.resource.as_str())
    }

    /// Gives up listings that are not at their end, since something changes.
    pub(super) fn forget(&mut self) {
        self.begun.clear();
    }

    /// Takes the next page of a listing.
    pub(super) fn take(&mut self, edition: &Edition, call: &Call, answer: &Answer) -> Page {
        if !answer.is_success() {
            return Page::Part("a listing that was refused");
        }
        let Some(mut rows) = answer.tag_rows() else {
            return Page::Part("a listing that cannot be read");
        };
        let filters = [params::TAG, params::TAG_KEY, params::ALL];
        if !is_plain(call) || filters.iter().any(|list| has_any(call, list)) {
            return Page::Part("a listing with a filter");
        }
        if kind_of(edition, call).is_none() {
            return Page::Part("a listing of another resource type");
        }
        let token = call.get(params::NEXT_TOKEN).unwrap_or_default().to_owned();
        let mut whole = call.clone();
        whole
            .params
            .retain(|(name, _)| name != params::NEXT_TOKEN && name != params::MAX_RESULTS);
        if !token.is_empty() {
            let begun = self
                .begun
                .iter()
                .position(|begun| begun.call == whole && begun.token == token);
            let Some(place) = begun else {
                return Page::Part("a page of a listing whose beginning was not seen");
            };
            let mut all = self.begun.swap_remove(place).rows;
            all.append(&mut rows);
            rows = all;
        }
        if let Some(next) = answer.next_token() {
            if self.begun.len() == BEGUN {
                self.begun.remove(0);
            }
            self.begun.push(Begun {
                call: whole,
                token: next.to_owned(),
                rows,
            });
            return Page::Part("a page of a listing, judged with its last one");
        }
        let answer = if token.is_empty() {
            answer.clone()
        } else {
            joined(&rows, answer.status)
        };
        Page::Whole(whole, answer)
    }
}

fn joined(rows: &[TagRow], status: u16) -> Answer {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| json!({"ResourceId": row.resource, "TagKey": row.key, "TagValue": row.value}))
        .collect();
    Answer::new(status, json!({"TagResources": {"TagResource": rows}}))
}
