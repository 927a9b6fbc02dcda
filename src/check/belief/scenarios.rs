//! Small stories of calls and answers, and what each says of the readings.
//!
//! They are told as [`super::stories`] reads them. What is said is written from
//! the page and its ambiguities, not from what the model says.

use crate::contract::Edition;

use super::finding::Finding;
use super::hypotheses::Relation;
use super::judge::judge;
use super::stories::{case, possible, transcript};

#[rustfmt::skip] // One line a story reads as the table that it is.
const STORIES: &[(&str, &str)] = &[
    // What is accepted is there, and nothing else is.
    ("list a -", "any"),
    ("tag a k=v ok; list a k=v", "any"),
    ("tag a k=v ok; list b -", "any"),
    ("tag a k=v ok; list b k=v", "diverges at 2"),
    ("tag a k=v ok; list a -", "diverges at 2"),
    ("tag a k=v ok; list a k=w", "diverges at 2"),
    ("tag a k=v ok; list a k=v,l=v", "diverges at 2"),
    ("tag a k=v,l=w ok; list a k=v,l=w", "any"),
    ("tag a k=v,l=w ok; list a k=v", "diverges at 2"),
    ("tag a k= ok; list a k=", "any"),
    ("tag a k= InvalidTagValue", "diverges at 1"),
    ("tag a k=v QuotaExceeded.TagNum", "diverges at 1"),
    ("tag a k=v Forbidden.TagKey.Duplicated", "diverges at 1"),
    ("tag a,b k=v ok; list a k=v; list b k=v", "any"),
    ("tag a,b k=v ok; list b -", "diverges at 2"),
    // A key that is there.
    ("tag a k=v ok; tag a k=w ok; list a k=w", "existing-key=overwrite"),
    ("tag a k=v ok; tag a k=w ok; list a k=v", "diverges at 3"),
    ("tag a k=v ok; tag a k=w Forbidden.TagKey.Duplicated; list a k=v", "existing-key=rejected|rejected-unless-equal"),
    ("tag a k=v ok; tag a k=w Forbidden.TagKey.Duplicated; list a k=w", "diverges at 3"),
    ("tag a k=v ok; tag a k=v ok; list a k=v", "existing-key=overwrite|rejected-unless-equal"),
    ("tag a k=v ok; tag a k=v Forbidden.TagKey.Duplicated", "existing-key=rejected"),
    ("tag a k=v ok; tag a k=v ok; tag a k=w Forbidden.TagKey.Duplicated", "existing-key=rejected-unless-equal"),
    ("tag a k=v ok; tag a k=w ok; tag a k=u Forbidden.TagKey.Duplicated", "existing-key both ways: 2, 3"),
    ("tag a k=v ok; tag a k=v Forbidden.TagKey.Duplicated; tag a k=w ok", "existing-key both ways: 2, 3"),
    ("tag a k=v,k=w Forbidden.TagKey.Duplicated; list a -", "any"),
    ("tag a k=v,k=w ok", "diverges at 1"),
    // Letter case of keys.
    ("tag a k=v ok; tag a K=w ok; list a k=v,K=w", "key-case=sensitive"),
    ("tag a k=v ok; tag a K=w ok; list a k=w", "key-case=insensitive-keeps-spelling, existing-key=overwrite"),
    ("tag a k=v ok; tag a K=w ok; list a K=w", "key-case=insensitive-takes-spelling, existing-key=overwrite"),
    ("tag a k=v,K=w ok; list a k=v,K=w", "key-case=sensitive"),
    ("tag a k=v,K=w ok; tag b k=v,K=w Forbidden.TagKey.Duplicated", "key-case both ways: 1, 2"),
    // Tags that are taken off.
    ("tag a k=v ok; untag a k ok; list a -", "any"),
    ("tag a k=v ok; untag a k ok; list a k=v", "diverges at 3"),
    ("tag a k=v,l=w ok; untag a k ok; list a l=w", "any"),
    ("tag a k=v,l=w ok; untag a k ok; list a -", "diverges at 3"),
    ("tag a k=v,l=w ok; untag a * ok; list a -", "any"),
    ("tag a k=v,l=w ok; untag a * ok; list a l=w", "diverges at 3"),
    ("tag a k=v ok; untag a - ok; list a k=v", "untag-nothing=removes-nothing"),
    ("tag a k=v ok; untag a - ok; list a -", "untag-nothing=removes-all"),
    ("tag a k=v ok; untag a - MissingParameter.TagKey; list a k=v", "untag-nothing=refused"),
    // The quota of a resource, and of a call.
    ("tag a k1..20=v ok; list a k1..20=v", "any"),
    ("tag a k1..20=v ok; tag a l=v QuotaExceeded.TagNum; list a k1..20=v", "any"),
    ("tag a k1..20=v ok; tag a l=v ok", "diverges at 2"),
    ("tag a k1..19=v ok; tag a l=v ok; list a k1..19=v,l=v", "any"),
    ("tag a k1..19=v ok; tag a l=v QuotaExceeded.TagNum", "diverges at 2"),
    ("tag a k1..19=v ok; tag a l1..2=v QuotaExceeded.TagNum; list a k1..19=v", "any"),
    ("tag a k1..19=v ok; tag a l1..2=v QuotaExceeded.TagNum; list a k1..19=v,l1=v", "diverges at 3"),
    ("tag a k1..20=v ok; tag a k1=w QuotaExceeded.TagNum", "quota-count=sum"),
    ("tag a k1..20=v ok; tag a k1=w Forbidden.TagKey.Duplicated", "existing-key=rejected|rejected-unless-equal"),
    ("tag a k1..20=v ok; tag a k1=w ok", "existing-key=overwrite, quota-count=union"),
    ("tag a k1..21=v SizeLimitExceeded.TagNum; list a -", "tag-limit-code=size-limit-exceeded"),
    ("tag a k1..21=v QuotaExceeded.TagNum; list a -", "tag-limit-code=quota-exceeded"),
    ("tag a k1..21=v SizeLimitExceeded.TagNum; tag b k1..21=v QuotaExceeded.TagNum", "tag-limit-code both ways: 1, 2"),
    ("tag a k1..21=v ok", "diverges at 1"),
    // Ids that are not there, twice there, or somewhere else.
    ("tag z k=v InvalidInstanceIds.NotFound", "any"),
    ("tag z k=v Forbidden", "diverges at 1"),
    ("tag z k=v ok", "diverges at 1"),
    ("tag a,z k=v InvalidInstanceIds.NotFound", "any"),
    ("tag a,z k=v InvalidInstanceIds.NotFound; list a -", "atomicity-unknown-id=atomic"),
    ("tag z,a k=v InvalidInstanceIds.NotFound; list a -", "atomicity-unknown-id=atomic|prefix"),
    ("tag a,z k=v InvalidInstanceIds.NotFound; list a k=v", "atomicity-unknown-id=prefix|all-good"),
    ("tag z,a k=v InvalidInstanceIds.NotFound; list a k=v", "atomicity-unknown-id=all-good"),
    ("tag a,z,b k=v InvalidInstanceIds.NotFound; list a k=v; list b -", "atomicity-unknown-id=prefix"),
    ("tag a,z k=v ok", "diverges at 1"),
    ("tag a,a k=v ok; list a k=v", "duplicate-ids=accepted"),
    ("tag a,a k=v InvalidParameter; list a -", "duplicate-ids=rejected"),
    ("tag a,a k=v ok; tag b,b k=v InvalidParameter", "duplicate-ids both ways: 1, 2"),
    ("tag f k=v Forbidden", "foreign-account=forbidden"),
    ("tag f k=v InvalidInstanceIds.NotFound", "foreign-account=not-found"),
    ("tag f k=v ok", "diverges at 1"),
    ("tag r k=v Forbidden", "wrong-region=forbidden"),
    ("tag r k=v InvalidInstanceIds.NotFound", "wrong-region=not-found"),
    ("tag r k=v ok", "diverges at 1"),
    ("tag s k=v InvalidInstanceIds.NotFound", "type-mismatch=not-found"),
    ("tag s k=v Forbidden", "type-mismatch=forbidden"),
    ("tag s k=v ok", "diverges at 1"),
    // Types.
    ("tag s @VSWITCH k=v ok; list s @VSWITCH k=v", "any"),
    ("tag a @vpc k=v ok", "type-case=any-case"),
    ("tag a @vpc k=v InvalidInstanceType.NotFound", "type-case=exact"),
    ("tag a @vpc k=v ok; tag s @vswitch k=v InvalidInstanceType.NotFound", "type-case both ways: 1, 2"),
    ("tag a @Nothing k=v InvalidInstanceType.NotFound", "any"),
    ("tag a @Nothing k=v ok", "diverges at 1"),
    // Texts, and what is left out of a tag.
    ("tag a k=1 ok; list a k=1", "value-first-digit=accepted"),
    ("tag a k=1 InvalidTagValue; list a -", "value-first-digit=rejected"),
    ("tag a k=1 ok; tag b k=2 InvalidTagValue", "value-first-digit both ways: 1, 2"),
    ("tag a 1k=v InvalidTagKey", "any"),
    ("tag a 1k=v ok", "diverges at 1"),
    ("tag a k ok; list a k=", "key-without-value=empty-value"),
    ("tag a k MissingParameter.TagValue; list a -", "key-without-value=missing-parameter-tag-value"),
    ("tag a - MissingParameter.TagKey", "no-tags=missing-parameter-tag-key"),
    ("tag a - MissingTag", "no-tags=missing-tag"),
    ("tag a - ok; list a -", "no-tags=accepted"),
    // Resources that are deleted.
    ("tag a k=v ok; delete a; list a -", "list-deleted=empty"),
    ("tag a k=v ok; delete a; list a InvalidInstanceIds.NotFound", "list-deleted=not-found"),
    ("tag a k=v ok; delete a; list a k=v", "diverges at 3"),
    ("delete a; tag a k=v InvalidInstanceIds.NotFound", "any"),
    ("delete a; tag a k=v ok", "diverges at 2"),
];

#[test]
fn each_story_says_what_the_page_says() {
    let wrong: Vec<String> = STORIES
        .iter()
        .filter_map(|(story, expected)| {
            let said = said(story);
            (said != *expected).then(|| format!("{story}\n  says {said}\n  and not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a story says from all readings.
fn said(story: &str) -> String {
    let edition = Edition::of_record();
    let all = Relation::new(vec![edition.readings()]);
    match judge(&case(), &transcript(story), edition, &all) {
        Finding::Explained(explained) => possible(&explained.relation),
        Finding::Divergent(divergent) => format!("diverges at {}", divergent.event + 1),
        Finding::Inconsistent(found) => {
            format!(
                "{} both ways: {}, {}",
                found.axis, found.earlier, found.later
            )
        }
        other => format!("{other:?}"),
    }
}
