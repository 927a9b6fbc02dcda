//! Reads tags back: `ListTagResources`, all pages.

use serde_json::json;

use crate::contract::{Answer, Call, TagRow, params};

use super::client::{Client, How, Reply};

/// Pages that are read of one listing; 50 resources of 20 tags are 20 pages.
pub const MAX_PAGES: usize = 40;

/// Lists tags by the call given and follows its pages. The last reply is
/// returned; if all went well its answer holds the rows of every page.
pub fn list_tags(client: &Client, call: &Call, how: How) -> Reply {
    let mut rows: Vec<TagRow> = Vec::new();
    let mut page = call.clone();
    for _ in 0..MAX_PAGES {
        let mut reply = client.call(&page, how, None);
        let Some(answer) = reply.answer().filter(|answer| answer.is_success()) else {
            return reply;
        };
        let Some(shown) = answer.tag_rows() else {
            return reply;
        };
        rows.extend(shown);
        let Some(token) = answer.next_token().map(str::to_owned) else {
            if rows.len() > answer.tag_rows().map_or(0, |last| last.len()) {
                let whole = whole(answer, &rows);
                if let Ok(received) = &mut reply.received {
                    received.answer = Ok(whole);
                }
            }
            return reply;
        };
        page = call.clone().with(params::NEXT_TOKEN, token);
    }
    client.call(&page, how, None)
}

fn whole(last: &Answer, rows: &[TagRow]) -> Answer {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| json!({"ResourceId": row.resource, "TagKey": row.key, "TagValue": row.value}))
        .collect();
    let mut body = last.body.clone();
    body["TagResources"] = json!({ "TagResource": rows });
    Answer::new(last.status, body)
}
