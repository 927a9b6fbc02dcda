//! Follows a listing of tags from page to page, to its end.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::contract::{Answer, Call, elements, params};

use super::client::Client;
use super::pages::Pages;
use super::reply::Reply;
use super::ways::How;

/// Rows of one listing, at most: no account has so many tags.
const MAX_ROWS: usize = 100_000;

/// Pages without a row that may follow each other before there are more.
const MAX_EMPTY: usize = 100;

/// Sends a call that lists tags or keys, and follows its pages to the end. The
/// last reply is returned; if all went well its answer holds the rows of every
/// page. What is wrong with the pages is kept beside it.
pub fn follow(client: &Client, call: &Call, how: How) -> Reply {
    let mut walk = Walk::new(call);
    let mut page = call.clone();
    loop {
        let mut reply = client.patiently(&page, how);
        let Some(answer) = reply.answer().filter(|answer| answer.is_success()) else {
            reply.pages = walk.refused(&reply);
            return reply;
        };
        let token = walk.take(answer);
        if let Some(token) = token {
            page = call.clone().with(params::NEXT_TOKEN, token);
            continue;
        }
        let pages = walk.pages();
        let whole = (pages.count > 1).then(|| walk.whole(answer));
        reply.pages = pages;
        if let (Some(whole), Ok(received)) = (whole, &mut reply.received) {
            received.answer = Ok(whole);
        }
        return reply;
    }
}

/// What was seen of a listing so far.
struct Walk {
    /// The names of the list and of its elements.
    list: (&'static str, &'static str),
    rows: Vec<Value>,
    /// The rows as texts, to know them again.
    known: BTreeSet<String>,
    tokens: BTreeSet<String>,
    count: usize,
    empty: usize,
    fault: Option<String>,
}

impl Walk {
    fn new(call: &Call) -> Self {
        Self {
            list: if call.action == params::DESCRIBE_TAG_KEYS {
                params::KEYS
            } else {
                params::ROWS
            },
            rows: Vec::new(),
            known: BTreeSet::new(),
            tokens: BTreeSet::new(),
            count: 0,
            empty: 0,
            fault: None,
        }
    }

    /// Takes the next page; where one follows, its token.
    fn take(&mut self, answer: &Answer) -> Option<String> {
        self.count += 1;
        let token = answer.next_token().map(str::to_owned);
        let shown = elements(answer.body.get(self.list.0), self.list.1);
        let is_alone = self.count == 1 && token.is_none();
        let known = self.known.len();
        if !is_alone {
            self.known.extend(shown.iter().map(ToString::to_string));
        }
        self.empty = if shown.is_empty() { self.empty + 1 } else { 0 };
        let is_new = shown.is_empty() || is_alone || self.known.len() > known;
        let page = self.count;
        self.rows.extend(shown.into_iter().cloned());
        let token = token?;
        self.fault = if !is_new {
            Some(format!(
                "page {page} shows only rows that were shown before, and says that there are more"
            ))
        } else if self.empty > MAX_EMPTY {
            Some(format!(
                "{MAX_EMPTY} pages in a row are empty, and each says that there are more"
            ))
        } else if self.rows.len() > MAX_ROWS {
            Some(format!(
                "more than {MAX_ROWS} rows came, and there is no end"
            ))
        } else if !self.tokens.insert(token.clone()) {
            Some(format!(
                "page {page} gives the NextToken of an earlier page again"
            ))
        } else {
            None
        };
        self.fault.is_none().then_some(token)
    }

    fn pages(&self) -> Pages {
        Pages {
            count: self.count.max(1),
            fault: self.fault.clone(),
        }
    }

    /// What a reply that is no success says of the pages: the first may be
    /// refused, but whoever gives a token takes it.
    fn refused(&self, reply: &Reply) -> Pages {
        let is_heard =
            reply.weather().is_none() && reply.answer().is_some_and(|answer| answer.status < 500);
        let fault = (self.count > 0 && is_heard).then(|| {
            format!(
                "the NextToken of page {} was answered with {}",
                self.count,
                reply.words()
            )
        });
        Pages {
            count: self.count + 1,
            fault,
        }
    }

    /// An answer that holds the rows of every page.
    fn whole(&self, last: &Answer) -> Answer {
        let (outer, inner) = self.list;
        let mut body = last.body.clone();
        body[outer] = json!({ inner: self.rows });
        Answer::new(last.status, body)
    }
}
