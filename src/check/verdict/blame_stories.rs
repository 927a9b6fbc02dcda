//! Small stories in which something is wrong, and the clause that each is blamed on.
//!
//! They are told as [`stories`] reads them. Before a story stand the clauses that
//! its case speaks for, and `companions` or `end` where the case is about
//! companion operations or has its state read at the end alone. The clause is the
//! one whose sentence is broken, not what the code makes of the story.

use crate::cases::{Action, Case, ReadBack, Step};
use crate::check::belief::{Finding, Relation, exchange_at, judge, stories};
use crate::check::evidence::{Event, Exchange, Role, Transcript};
use crate::contract::{Edition, clause_named, params};

use super::blame::clause_of;
use super::companion_blame::{identity, is_companion, operation_of, unanswered_clause};

/// What a case is about, what came, and the clause that is broken.
type Row = (&'static str, &'static str, &'static str);

#[rustfmt::skip] // One line a story reads as the table that it is.
const ANSWERS: &[Row] = &[
    // What had to be refused is accepted.
    ("", "tag z k=v ok", "TR-ID-EXISTS"),
    ("", "tag f k=v ok", "TR-ID-ACCOUNT"),
    ("", "tag a @Nothing k=v ok", "TR-TYPE-VALUES"),
    ("", "tag a 1k=v ok", "TR-KEY-FIRST"),
    ("", "tag a k=v,k=w ok", "TR-KEY-DUPLICATE"),
    ("", "tag a k1..21=v ok", "TR-TAG-LIMIT"),
    ("", "tag a k1..20=v ok; tag a l=v ok", "TR-TAG-QUOTA"),
    // Where a call breaks two clauses, the case knows which it is about.
    ("TR-KEY-FIRST", "tag z 1k=v ok", "TR-KEY-FIRST"),
    ("TR-ID-EXISTS", "tag z 1k=v ok", "TR-ID-EXISTS"),
    // It is refused, but not as the page says.
    ("", "tag z k=v 400", "TR-ERROR-CODE"),
    ("", "tag a k=v 400", "TR-ERROR-CODE"),
    ("", "tag z k=v 404:InvalidInstanceIds.NotFound", "TR-ERROR-STATUS"),
    ("", "tag a 1k=v 403:InvalidTagKey", "TR-ERROR-STATUS"),
    ("", "tag z k=v Forbidden", "TR-ID-EXISTS"),
    ("", "tag z k=v Odd", "TR-ID-EXISTS"),
    ("TR-KEY-FIRST", "tag z 1k=v Odd", "TR-KEY-FIRST"),
    // What had to be accepted is refused: the code says for what.
    ("", "tag a k=v QuotaExceeded.TagNum", "TR-TAG-QUOTA"),
    ("", "tag a k=v SizeLimitExceeded.TagNum", "TR-TAG-LIMIT"),
    ("", "tag a k=v SizeLimitExceeded.ResourceId", "TR-ID-LIMIT"),
    ("", "tag a k=v InvalidInstanceIds.NotFound", "TR-ID-EXISTS"),
    ("", "tag a k=v InvalidInstanceType.NotFound", "TR-TYPE-VALUES"),
    ("", "tag a k=v Forbidden", "TR-ID-ACCOUNT"),
    ("", "tag a k=v Forbidden.TagKey.Duplicated", "TR-KEY-DUPLICATE"),
    ("", "tag a k=v Forbidden.TagKeys", "TR-KEY-ALIYUN"),
    ("", "tag a k=v MissingParameter.TagKey", "TR-KEY-REQUIRED"),
    ("", "tag a k=v MissingParameter.TagValue", "TR-VALUE-REQUIRED"),
    ("", "tag a k= MissingParameter.TagValue", "TR-VALUE-EMPTY"),
    ("", "tag a k=v InvalidTagKey", "TR-KEY-CHARACTERS"),
    ("", "tag a kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk=v InvalidTagKey", "TR-KEY-LENGTH"),
    ("", "tag a k=v InvalidTagValue", "TR-VALUE-CHARACTERS"),
    ("", "tag a k= InvalidTagValue", "TR-VALUE-EMPTY"),
    ("", "tag a k=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv InvalidTagValue", "TR-VALUE-LENGTH"),
    ("", "tag a k=v Odd", "TR-EFFECT-ALL"),
    // The case speaks for its own step alone, and for what the code is about.
    ("TR-KEY-LENGTH", "tag a k=v InvalidTagKey", "TR-KEY-LENGTH"),
    ("TR-EFFECT-ALL TR-KEY-FIRST", "tag a k=v InvalidTagKey", "TR-KEY-FIRST"),
    ("TR-KEY-LENGTH", "tag a k=v InvalidTagKey; tag b k=v ok", "TR-KEY-CHARACTERS"),
    ("TR-VALUE-LENGTH", "tag a k=v InvalidTagKey", "TR-KEY-CHARACTERS"),
    ("TR-CODE-INVALID-TAG-KEY", "tag a k=v InvalidTagKey", "TR-KEY-CHARACTERS"),
    ("TR-ID-TYPE", "tag a k=v InvalidInstanceIds.NotFound", "TR-ID-TYPE"),
    ("TR-ID-LIMIT", "tag a k=v InvalidInstanceIds.NotFound", "TR-ID-EXISTS"),
    ("TR-ID-LIMIT", "tag a k=v SizeLimitExceeded.ResourceId", "TR-ID-LIMIT"),
];

#[rustfmt::skip] // The same.
const EFFECTS: &[Row] = &[
    // Too little of what the call adds, too much of what it does not.
    ("", "tag a k=v ok; list a -", "TR-EFFECT-ALL"),
    ("", "tag a k=v,l=v ok; list a l=v", "TR-EFFECT-ALL"),
    ("", "tag a,b k=v ok; list b -", "TR-EFFECT-ALL"),
    ("", "tag a k=v ok; tag a k=w ok; list a k=v", "TR-EFFECT-ALL"),
    ("", "tag a k=v ok; list a k=v,l=v", "TR-EFFECT-ONLY"),
    ("", "tag a k=v ok; list b k=v", "TR-EFFECT-ONLY"),
    ("", "tag a k=v ok; tag a l=v ok; list a l=v", "TR-EFFECT-ONLY"),
    ("", "list a k=v", "TR-EFFECT-ONLY"),
    ("", "beside tag b k=v ok; list b -", "TR-EFFECT-ALL"),
    ("", "tag a k=v ok; beside tag b x=y ok; list a -", "TR-EFFECT-ALL"),
    // Read at the end alone, any of the calls may be it.
    ("end", "tag a k=v ok; tag a l=v ok; list a l=v", "TR-EFFECT-ALL"),
    // What is kept is not what was sent.
    ("", "tag a k=v ok; list a k=w", "TR-EFFECT-EXACT"),
    ("", "tag a k=v ok; list a K=v", "TR-EFFECT-EXACT"),
    ("", "tag a k=v ok; list a k=", "TR-EFFECT-EXACT"),
    ("", "tag a k=v,l=w ok; list a k=w,l=v", "TR-EFFECT-EXACT"),
    ("", "tag a k=v ok; list a k=k", "TR-EFFECT-EXACT"),
    ("", "tag a,b k=v ok; list a,b a/k=w", "TR-EFFECT-ALL"),
    ("", "tag a k=v,l=v ok; list a k=w", "TR-EFFECT-ALL"),
    ("", "tag a k=v,l=v ok; list a k=w,l=x", "TR-EFFECT-EXACT"),
    ("", "tag a k=v ok; untag a k ok; tag a l=v ok; list a k=v", "TR-EFFECT-ALL"),
    ("", "tag a k=v ok; list a k=v,k=w", "TR-KEYS-UNIQUE"),
    // A refused call has changed something.
    ("", "tag z k=v InvalidInstanceIds.NotFound; list a k=v", "TR-REFUSED-UNCHANGED"),
    ("", "tag a l=v ok; tag a 1k=v InvalidTagKey; list a -", "TR-REFUSED-UNCHANGED"),
    ("", "tag a k=v ok; tag a k=w Forbidden.TagKey.Duplicated; list a k=w", "TR-REFUSED-UNCHANGED"),
    // A case about another effect knows better, if that is what shows.
    ("TR-NO-INHERITANCE", "tag a k=v ok; list s @VSWITCH k=v", "TR-NO-INHERITANCE"),
    ("TR-NO-INHERITANCE", "tag a k=v ok; list a k=v,l=v", "TR-EFFECT-ONLY"),
    ("TR-REGION-ISOLATION", "tag a k=v ok; list r k=v", "TR-REGION-ISOLATION"),
    ("TR-REGION-ISOLATION", "tag a k=v ok; list b k=v", "TR-EFFECT-ONLY"),
    ("TR-ACCOUNT-ISOLATION", "tag a k=v ok; list f k=v", "TR-ACCOUNT-ISOLATION"),
    ("TR-ACCOUNT-ISOLATION", "tag a k=v ok; list b k=v", "TR-EFFECT-ONLY"),
    ("TR-DELETE-TAGS", "tag a k=v ok; delete a; list a k=v", "TR-DELETE-TAGS"),
    ("TR-DELETE-TAGS", "tag a k=v ok; list a -", "TR-EFFECT-ALL"),
    ("TR-TAG-REMOVE", "tag a k=v ok; untag a k ok; tag b k=v ok; list a k=v", "TR-TAG-REMOVE"),
    ("TR-TAG-REMOVE", "tag a k=v ok; untag b k ok; tag b k=v ok; list a k=v,l=v", "TR-EFFECT-ONLY"),
    ("TR-VALUE-EMPTY", "tag a k= ok; list a -", "TR-VALUE-EMPTY"),
    ("TR-VALUE-EMPTY", "tag a k=v ok; list a -", "TR-EFFECT-ALL"),
    ("TR-KEY-CHARACTERS", "tag a k=v ok; list a -", "TR-KEY-CHARACTERS"),
    ("TR-KEY-CHARACTERS", "tag a k=v ok; list a k=v,l=v", "TR-EFFECT-ONLY"),
    ("TR-KEY-CHARACTERS TR-EFFECT-ALL", "tag a k=v ok; list a -", "TR-EFFECT-ALL"),
    ("TR-SHARED-INFORMATION", "tag a ka=v ok; describe - -", "TR-SHARED-INFORMATION"),
    ("TR-NO-ORPHANS", "tag a ka=v ok; delete a; describe - ka=v", "TR-NO-ORPHANS"),
    // Nothing shows tags, so more are added until there is no more room.
    ("", "tag a k1..20=v ok; back tag a l=v ok", "TR-EFFECT-ALL"),
    ("", "tag a k1..19=v ok; back tag a l=v QuotaExceeded.TagNum", "TR-EFFECT-ONLY"),
    ("", "tag z k=v InvalidInstanceIds.NotFound; back tag a l1..20=v QuotaExceeded.TagNum", "TR-REFUSED-UNCHANGED"),
    ("", "tag z k=v InvalidInstanceIds.NotFound; back tag a l1..19=v ok; back tag a m=v QuotaExceeded.TagNum", "TR-REFUSED-UNCHANGED"),
    ("", "tag a k=v ok; delete a; back tag a l=v ok", "TR-DELETE-TAGS"),
];

#[rustfmt::skip] // The same.
const COMPANIONS: &[Row] = &[
    // Of two operations that show tags the one is wrong that is alone.
    ("", "tag a k=v ok; back list a -; asked describe a k=v", "CO-LIST-SHOWS"),
    ("", "tag a k=v ok; back list a -; asked describe a -", "TR-EFFECT-ALL"),
    ("", "tag a k=v ok; back list a -; asked describe a Odd", "TR-EFFECT-ALL"),
    ("", "tag a k=v ok; back list a - in 2 pages; asked describe a k=v", "CO-LIST-PAGES"),
    ("", "tag a k=v ok; back describe a -; asked list a k=v", "CO-DESCRIBE-TAGS-SHOWS"),
    ("", "tag a k=v ok; back describe a - in 2 pages; asked list a k=v", "CO-DESCRIBE-TAGS-PAGES"),
    ("TR-EFFECT-ALL", "tag a k=v ok; back list a -; asked describe a k=v", "CO-LIST-SHOWS"),
    ("companions CO-LIST-IDS", "tag a,b k=v ok; list a k=v,b/k=v; asked describe a k=v", "CO-LIST-IDS"),
    // A count speaks for the quota, and of another text it says nothing.
    ("", "tag a k1..20=v ok; back list a -; asked tag a l=v QuotaExceeded.TagNum", "CO-LIST-SHOWS"),
    ("", "tag a k1..20=v ok; back list a -; asked tag a l=v ok", "TR-EFFECT-ALL"),
    ("", "tag a k=v ok; back list a k=w; asked tag a l=v ok", "TR-EFFECT-EXACT"),
    // Asked for some of the tags, a listing is wrong where nothing else shows them.
    ("companions CO-LIST-IDS", "tag a,b k=v ok; list a k=v,b/k=v", "CO-LIST-IDS"),
    ("companions CO-LIST-SHOWS", "tag a k=v ok; list a -", "TR-EFFECT-ALL"),
    ("companions CO-UNTAG-KEYS", "tag a k=v ok; list a -", "TR-EFFECT-ALL"),
    ("CO-LIST-IDS", "tag a,b k=v ok; list a k=v,b/k=v", "TR-EFFECT-ONLY"),
    // A listing is refused that must not be.
    ("companions CO-LIST-EMPTY", "list a InvalidInstanceIds.NotFound", "CO-LIST-EMPTY"),
    ("companions", "tag a k=v ok; list a Forbidden", "CO-LIST-SHOWS"),
    // A row is wrong by itself, whatever it shows.
    ("", "tag a k=v ok; list a k=#1", "CO-LIST-TEXT"),
    ("", "tag s @VSWITCH k=v ok; list s @VPC k=v", "CO-LIST-TYPE"),
    // What was removed last is there, or more is gone.
    ("", "tag a k=v ok; untag a k ok; list a k=v", "CO-UNTAG-KEYS"),
    ("", "tag a k=v,l=v ok; untag a k ok; list a -", "CO-UNTAG-KEYS"),
    ("", "tag a k=v ok; untag a * ok; list a k=v", "CO-UNTAG-ALL"),
    ("", "tag a k=v,l=v ok; untag a k,!* ok; list a -", "CO-UNTAG-ALL-FALSE"),
    ("", "tag a k=v,l=v ok; untag a k,* ok; list a -", "CO-UNTAG-KEYS"),
    ("", "tag a k=v ok; untag a - ok; list a k=w", "CO-UNTAG-NOTHING"),
    ("companions CO-UNTAG-ABSENT", "tag a k=v ok; untag a l ok; list a -", "CO-UNTAG-ABSENT"),
    ("CO-UNTAG-ABSENT", "tag a k=v ok; untag a l ok; list a -", "CO-UNTAG-KEYS"),
    ("", "tag a k=v ok; untag a k ok; back list a k=v; asked describe a -", "CO-LIST-SHOWS"),
    ("", "tag a k=v ok; untag a k ok; tag a l=v ok; list a k=v,l=v", "TR-EFFECT-ONLY"),
    // A removal is refused that must not be.
    ("companions", "tag a k=v ok; untag a k Odd", "CO-UNTAG-KEYS"),
    ("companions", "tag a k=v ok; untag a * Odd", "CO-UNTAG-ALL"),
    // Of what types share, the page says what is shown.
    ("TR-NO-ORPHANS", "tag a ka=v ok; untag a ka ok; describe - ka=v", "TR-NO-ORPHANS"),
    ("", "tag a ka=v ok; untag a ka ok; describe - ka=v", "CO-UNTAG-KEYS"),
];

#[rustfmt::skip] // The same.
const UNANSWERED: &[Row] = &[
    ("", "tag a k=v 200", "none"),
    ("", "list a -", "CO-LIST-SHOWS"),
    ("", "list a - in 2 pages", "CO-LIST-PAGES"),
    ("", "back describe a -", "CO-DESCRIBE-TAGS-SHOWS"),
    ("", "untag a k,l ok", "CO-UNTAG-KEYS"),
    ("", "untag a !* ok", "CO-UNTAG-NOTHING"),
    ("companions CO-UNTAG-ALL CO-LIST-EMPTY", "list a -", "CO-LIST-EMPTY"),
    ("CO-LIST-EMPTY", "list a -", "CO-LIST-SHOWS"),
];

#[test]
fn a_wrong_answer_is_blamed_on_the_sentence_that_it_breaks() {
    hold(ANSWERS, blamed);
}

#[test]
fn tags_that_nothing_explains_are_blamed_on_the_effect_that_is_wrong() {
    hold(EFFECTS, blamed);
}

#[test]
fn what_another_operation_did_is_not_blamed_on_the_page() {
    hold(COMPANIONS, blamed);
}

#[test]
fn an_operation_without_an_answer_breaks_what_it_is_there_for() {
    hold(UNANSWERED, |case, transcript| {
        let exchange = transcript.exchanges().last().expect("a call");
        let clause = unanswered_clause(case, exchange);
        clause.map_or("none".to_owned(), |clause| clause.to_string())
    });
}

#[test]
fn a_clause_of_a_companion_is_known_by_its_operation() {
    #[rustfmt::skip] // The same.
    let rows = [
        ("CO-LIST-SHOWS", "CO-LIST-SHOWS/ListTagResources", true),
        ("CO-DESCRIBE-TAGS-PAGES", "CO-DESCRIBE-TAGS-PAGES/DescribeTags", true),
        ("CO-UNTAG-ALL", "CO-UNTAG-ALL/UnTagResources", true),
        ("CO-GONE", "CO-GONE", true),
        ("TR-EFFECT-ALL", "TR-EFFECT-ALL", false),
    ];
    let product = stories::case().product;
    for (id, known_as, is_one) in rows {
        let clause = clause_named(id).expect(id);
        assert_eq!(identity(clause, product), known_as);
        assert_eq!(is_companion(clause), is_one, "{clause}");
        let operation = known_as.split_once('/').map(|(_, operation)| operation);
        assert_eq!(operation_of(clause, product), operation, "{clause}");
    }
}

/// Holds rows against what is said of their stories, all at once.
fn hold(rows: &[Row], said: impl Fn(&Case, &Transcript) -> String) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(about, story, expected)| {
            let mut transcript = stories::transcript(story);
            keep_what_is_named(&mut transcript);
            let said = said(&case_about(about, &transcript), &transcript);
            (said != *expected)
                .then(|| format!("{about}: {story}\n  comes to {said}\n  and not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The clause that a story is blamed on.
fn blamed(case: &Case, transcript: &Transcript) -> String {
    let edition = Edition::of_record();
    let all = Relation::new(vec![edition.readings()]);
    match judge(case, transcript, edition, &all) {
        Finding::Divergent(divergent) => {
            let (exchange, answer) = exchange_at(transcript, divergent.event).expect("an answer");
            clause_of(case, transcript, exchange, answer, &divergent, edition).to_string()
        }
        other => format!("no divergence: {other:?}"),
    }
}

/// Leaves the resources out that a story does not name: a case has no others.
fn keep_what_is_named(transcript: &mut Transcript) {
    let mut named: Vec<String> = Vec::new();
    for event in &transcript.events {
        match event {
            Event::Exchange(Exchange { call, .. }) => {
                let ids = call.indexed(params::RESOURCE_ID);
                named.extend(ids.into_iter().map(str::to_owned));
            }
            Event::Deleted(id) => named.push(id.clone()),
            _ => {}
        }
    }
    transcript
        .resources
        .retain(|there| named.contains(&there.name));
}

fn case_about(about: &str, transcript: &Transcript) -> Case {
    let mut case = stories::case();
    for word in about.split_whitespace() {
        match word {
            "companions" => case.id = "companions/one".to_owned(),
            "end" => case.read_back = ReadBack::End,
            clause => case.clauses.push(clause_named(clause).expect(clause)),
        }
    }
    case.steps = transcript.events.iter().filter_map(step).collect();
    case
}

/// The step of the case that an event is of, as far as blame looks at it.
fn step(event: &Event) -> Option<Step> {
    let action = match event {
        Event::Deleted(_) => Action::Delete,
        Event::Exchange(exchange) if matches!(exchange.role, Role::Step(_)) => {
            if exchange.call.action == params::TAG_RESOURCES {
                Action::Tag
            } else {
                Action::List
            }
        }
        _ => return None,
    };
    Some(Step::new(action, &[]))
}
