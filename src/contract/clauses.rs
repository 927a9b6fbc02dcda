//! The table of clauses: every sentence of the page that can be kept or broken.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};

use super::clause::{Clause, Kind, Level};

/// A clause of the table, which it stands for wherever one is told.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClauseId(u8);

impl ClauseId {
    /// Its row.
    pub fn clause(self) -> &'static Clause {
        &CLAUSES[usize::from(self.0)]
    }
}

impl Deref for ClauseId {
    type Target = Clause;

    fn deref(&self) -> &Clause {
        self.clause()
    }
}

/// In the order of the ids, as reports have them.
impl Ord for ClauseId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(other.id)
    }
}

impl PartialOrd for ClauseId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq<str> for ClauseId {
    fn eq(&self, id: &str) -> bool {
        self.id == id
    }
}

impl PartialEq<&str> for ClauseId {
    fn eq(&self, id: &&str) -> bool {
        self.id == *id
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.id)
    }
}

impl Serialize for ClauseId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

impl fmt::Debug for ClauseId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.id)
    }
}

/// Declares the clauses: name in the code, permanent id, and the fields above.
macro_rules! clauses {
    ($($name:ident = $id:literal, $level:ident, $kind:ident, $place:literal, $words:literal
        $(, code $code:ident)? $(, from [$($source:literal),+])? $(, settled $settled:literal)?;)+) => {
        #[expect(
            non_camel_case_types,
            clippy::upper_case_acronyms,
            reason = "named like the constants they number"
        )]
        #[derive(Clone, Copy)]
        enum Place { $($name,)+ }

        $(#[doc = $words] pub const $name: ClauseId = ClauseId(Place::$name as u8);)+

        const _: () = assert!([$(Place::$name),+].len() <= u8::MAX as usize, "too many clauses for ClauseId");

        /// Every clause, in the order of `tagproof list clauses`.
        pub static CLAUSES: &[Clause] = &[$(Clause {
            id: $id,
            level: Level::$level,
            kind: Kind::$kind,
            place: $place,
            words: $words,
            code: clauses!(@code $($code)?),
            sources: &[$($($source),+)?],
            settled: clauses!(@maybe $($settled)?),
        },)+];
    };
    (@code) => { None };
    (@code $code:ident) => { Some(|refusals| refusals.$code) };
    (@maybe) => { None };
    (@maybe $text:literal) => { Some($text) };
}

/// The clauses about the signature of a call, which hold where signatures are
/// enforced.
pub static OF_SIGNATURES: [ClauseId; 6] = [
    CO_SIGNATURE,
    CO_SIGNED_PARAMETERS,
    CO_SIGNED_ENVELOPE,
    CO_NONCE,
    CO_TIMESTAMP,
    CO_ACCESS_KEY,
];

/// Every clause by its place.
pub fn clause_ids() -> impl Iterator<Item = ClauseId> + Clone {
    (0..u8::MAX).map(ClauseId).take(CLAUSES.len())
}

/// The ids of some clauses with a text between them.
pub fn listed(clauses: &[ClauseId], between: &str) -> String {
    let ids: Vec<&str> = clauses.iter().map(|clause| clause.clause().id).collect();
    ids.join(between)
}

/// The clause named `id`.
pub fn clause_named(id: &str) -> Option<ClauseId> {
    clause_ids().find(|clause| clause.id == id)
}

clauses! {
    ACTION = "TR-ACTION", Must, Request, "Request parameters, Action",
        "Action names the operation: TagResources. Another name is not this operation.", from ["A53"];
    REGION_REQUIRED = "TR-REGION-REQUIRED", Must, Request, "Request parameters, RegionId",
        "RegionId is required.", from ["A52"];
    TYPE_REQUIRED = "TR-TYPE-REQUIRED", Must, Request, "Request parameters, ResourceType",
        "ResourceType is required.", from ["A52"];
    ID_REQUIRED = "TR-ID-REQUIRED", Must, Request, "Request parameters, ResourceId.N",
        "At least one resource id is required.", from ["A25"];
    ID_LIMIT = "TR-ID-LIMIT", Must, Request, "Request parameters, ResourceId.N",
        "A call names at most {ids} resource ids.", code id_limit, from ["A22", "A23", "A24"];
    ID_EMPTY = "TR-ID-EMPTY", Must, Request, "Request parameters, ResourceId.N",
        "The id of a resource is not empty.", from ["A26"];
    ID_EXISTS = "TR-ID-EXISTS", Must, Request, "Request parameters, ResourceId.N",
        "Every id is the id of a resource.", code unknown_id, from ["A33", "A55"];
    ID_TYPE = "TR-ID-TYPE", Must, Request, "Request parameters, ResourceType",
        "ResourceType is the type of every resource named.", from ["A28"];
    ID_REGION = "TR-ID-REGION", Must, Request, "Request parameters, RegionId",
        "RegionId is the region of every resource named.", from ["A29"];
    ID_ACCOUNT = "TR-ID-ACCOUNT", Must, Request, "Error codes, Forbidden",
        "The caller may operate on every resource named: those of its own account.", code forbidden, from ["A29", "A69"];
    ID_DUPLICATE = "TR-ID-DUPLICATE", Unspecified, Request, "Request parameters, ResourceId.N",
        "Whether a call may name a resource twice is not said.", from ["A27"];
    TYPE_VALUES = "TR-TYPE-VALUES", Must, Request, "Request parameters, ResourceType",
        "ResourceType is one of {types}.", code unknown_type, from ["A31", "A32", "A33"];
    TAG_REQUIRED = "TR-TAG-REQUIRED", Unspecified, Request, "Request parameters, Tag.N.Key",
        "Whether a call needs a tag is contradicted: no parameter of a tag is required, and an error code misses one.", from ["A46", "A47"];
    TAG_LIMIT = "TR-TAG-LIMIT", Must, Request, "Request parameters, Tag.N.Key and Tag.N.Value",
        "A call carries at most {tags} tags.", code tag_limit, from ["A18", "A19", "A22"];
    TAG_QUOTA = "TR-TAG-QUOTA", Must, Request, "Usage notes",
        "A resource has at most {quota} tags; the number that it has is checked before more are added.", code quota, from ["A16", "A17", "A20", "A21", "A22", "A64"];

    KEY_REQUIRED = "TR-KEY-REQUIRED", Must, Request, "Error codes, MissingParameter.TagKey",
        "A tag has a key: a value alone is not a tag.", code missing_key, from ["A49"];
    KEY_EMPTY = "TR-KEY-EMPTY", Must, Request, "Request parameters, Tag.N.Key",
        "A key is not empty.", code invalid_key, from ["A1", "A8", "A51"],
        settled "The row of the key says 'the tag value cannot be an empty string', and the row of the value says that it can. Later editions say in that place that the key must not be empty (A1): the word is a slip, and the sentence is the key's.";
    KEY_LENGTH = "TR-KEY-LENGTH", Must, Request, "Request parameters, Tag.N.Key",
        "A key has at most {key-length} characters.", code key_length, from ["A6", "A7"];
    KEY_CHARACTERS = "TR-KEY-CHARACTERS", Must, Effect, "Request parameters, Tag.N.Key",
        "A key may consist of letters, digits, periods, underscores and hyphens.", from ["A2"],
        settled "The sentence lists digits, periods, underscores and hyphens and leaves letters out, and the next one demands a letter at the start. The sibling operations list letters as well (A2): a page that demands one cannot forbid all of them.";
    KEY_OTHER_CHARACTERS = "TR-KEY-OTHER-CHARACTERS", Unspecified, Request, "Request parameters, Tag.N.Key",
        "Whether a key may hold characters outside the list is not said ('can contain').", from ["A3", "A5", "A39"];
    KEY_FIRST = "TR-KEY-FIRST", Must, Request, "Request parameters, Tag.N.Key",
        "A key starts with a letter.", code invalid_key, from ["A4"];
    KEY_ALIYUN = "TR-KEY-ALIYUN", Must, Request, "Request parameters, Tag.N.Key",
        "A key does not start with aliyun.", code reserved_key, from ["A36", "A37", "A38"];
    KEY_ACS = "TR-KEY-ACS", Must, Request, "Request parameters, Tag.N.Key",
        "A key does not start with acs:.", code reserved_key, from ["A36", "A37", "A38"];
    KEY_HTTP = "TR-KEY-HTTP", Must, Request, "Request parameters, Tag.N.Key",
        "A key does not contain http://.", code invalid_key, from ["A11"];
    KEY_HTTPS = "TR-KEY-HTTPS", Must, Request, "Request parameters, Tag.N.Key",
        "A key does not contain https://.", code invalid_key, from ["A11"];
    KEY_DUPLICATE = "TR-KEY-DUPLICATE", Must, Request, "Usage notes",
        "A call does not name a key twice: the keys of a resource are unique.", code duplicate_key, from ["A12", "A15"],
        settled "That keys are unique, and the code of a key that 'already exists', can be meant of one call or of what the resource has; of the latter the page also says that a value can be modified. Meant of one call nothing contradicts it, and sibling APIs have their codes for that alone (A12). What becomes of a key that the resource has is an axis, existing-key.";
    KEY_EXISTING = "TR-KEY-EXISTING", Unspecified, Request, "Error codes, Forbidden.TagKey.Duplicated",
        "Whether a key may be tagged again that the resource has is contradicted: keys are unique and exist already, and values can be modified.", code existing_key, from ["A12", "A13", "A14", "A63"];

    KEY_CASE = "EC-KEY-CASE", Must, Request, "Error codes, TagKey.Duplication",
        "The keys of a resource differ in more than letter case.", code key_case, from ["A15"];

    VALUE_REQUIRED = "TR-VALUE-REQUIRED", Unspecified, Request, "Error codes, MissingParameter.TagValue",
        "Whether a key needs a value is contradicted: the parameter is not required, and an error code misses it.", code missing_value, from ["A46", "A48", "A50"];
    VALUE_EMPTY = "TR-VALUE-EMPTY", Must, Effect, "Request parameters, Tag.N.Value",
        "A value may be empty.", from ["A1", "A9", "A50"],
        settled "The row of the value says that it can be an empty string; the row of the key says 'the tag value cannot be an empty string'. Later editions say in that place that the key must not be empty (A1): the word is a slip, and the value's own row counts. That a value starts with a letter (A9) is said of 'the key', and of an empty value no edition says it.";
    VALUE_LENGTH = "TR-VALUE-LENGTH", Must, Request, "Request parameters, Tag.N.Value",
        "A value has at most {value-length} characters.", code value_length, from ["A6", "A7"];
    VALUE_CHARACTERS = "TR-VALUE-CHARACTERS", Must, Effect, "Request parameters, Tag.N.Value",
        "A value may consist of letters, digits, periods, underscores and hyphens.", from ["A2"],
        settled "The sentence lists digits, periods, underscores and hyphens and leaves letters out, though the page's own samples have letters. The sibling operations list letters as well (A2).";
    VALUE_OTHER_CHARACTERS = "TR-VALUE-OTHER-CHARACTERS", Unspecified, Request, "Request parameters, Tag.N.Value",
        "Whether a value may hold characters outside the list is not said ('can contain').", code invalid_value, from ["A3", "A5", "A39"];
    VALUE_FIRST = "TR-VALUE-FIRST", Unspecified, Request, "Request parameters, Tag.N.Value",
        "Whether a value starts with a letter is contradicted: its row says so of 'the key'.", code invalid_value, from ["A9"];
    VALUE_ALIYUN = "TR-VALUE-ALIYUN", Unspecified, Request, "Request parameters, Tag.N.Value",
        "Whether a value may start with aliyun is contradicted: its row forbids it to 'the key'.", code invalid_value, from ["A10", "A38"];
    VALUE_ACS = "TR-VALUE-ACS", Unspecified, Request, "Request parameters, Tag.N.Value",
        "Whether a value may start with acs: is contradicted: its row forbids it to 'the key'.", code invalid_value, from ["A10", "A38"];
    VALUE_URL = "TR-VALUE-URL", Unspecified, Request, "Request parameters, Tag.N.Value",
        "Whether a value may contain http:// or https:// is contradicted: its row forbids it to 'the key'.", code invalid_value, from ["A11"];

    INDEX_GAPS = "TR-INDEX-GAPS", Unspecified, Request, "Request parameters, Tag.N.Key",
        "Whether the numbers of a list may have gaps is not said.", from ["A40"];
    INDEX_ODD = "TR-INDEX-ODD", Unspecified, Request, "Error codes, InvalidTagKey",
        "What a number is that is not 1, 2, 3 … is not said.", from ["A35", "A41", "A42"];
    PARAMETER_ODD = "TR-PARAMETER-ODD", Unspecified, Request, "Request parameters",
        "What a parameter is that the page does not know is not said.", from ["A34", "A43", "A45"];
    PARAMETER_REPEATED = "TR-PARAMETER-REPEATED", Unspecified, Request, "Request parameters",
        "What a parameter is that is sent twice is not said.", from ["A44"];
    TEXT_UNJUDGED = "TR-TEXT-UNJUDGED", Unspecified, Request, "Request parameters, Tag.N.Key",
        "Whether emoji, combining marks, control characters and other scripts are letters is not said; what is accepted comes back byte for byte.", from ["A5", "A73"];

    EFFECT_ALL = "TR-EFFECT-ALL", Must, Effect, "Title",
        "An accepted call adds every tag to every resource that it names.", from ["A30", "A56"];
    EFFECT_EXACT = "TR-EFFECT-EXACT", Must, Effect, "Title",
        "Keys and values are kept byte for byte.", from ["A15", "A39", "A73"];
    EFFECT_ONLY = "TR-EFFECT-ONLY", Must, Effect, "Title",
        "An accepted call changes nothing else: other tags and other resources stay as they are.", from ["A57"];
    REFUSED_UNCHANGED = "TR-REFUSED-UNCHANGED", Must, Effect, "Error codes",
        "A refused call changes nothing, but for resources of the same call that are themselves right.", from ["A30", "A54"];
    KEYS_UNIQUE = "TR-KEYS-UNIQUE", Must, Effect, "Usage notes",
        "A resource never shows a key twice.", from ["A12"];
    TAG_REMOVE = "TR-TAG-REMOVE", Must, Effect, "Usage notes",
        "A tag can be removed from a resource; its other tags stay.", from ["A63", "A72"];
    NO_ORPHANS = "TR-NO-ORPHANS", Must, Effect, "Usage notes",
        "There is no tag without a resource.", from ["A60"];
    REGION_ISOLATION = "TR-REGION-ISOLATION", Must, Effect, "Usage notes",
        "Tag information is not shared across regions.", from ["A61"];
    SHARED_INFORMATION = "TR-SHARED-INFORMATION", Must, Effect, "Usage notes",
        "VPCs, route tables, vSwitches and EIPs of one account and region share tag information.", from ["A62"];
    ACCOUNT_ISOLATION = "TR-ACCOUNT-ISOLATION", Must, Effect, "Usage notes",
        "Tag information is shared within one account only.", from ["A62"];
    NO_INHERITANCE = "TR-NO-INHERITANCE", Must, Effect, "Usage notes",
        "Sharing is not inheritance: a tag is on the resources that were named and on no other.", from ["A62"];
    DELETE_TAGS = "TR-DELETE-TAGS", Must, Effect, "Usage notes",
        "When a resource is deleted, all its tags are deleted.", from ["A59"];

    ANSWER_STATUS = "TR-ANSWER-STATUS", Must, Answer, "Sample success responses",
        "An accepted call is answered with status 200 and no error code.", from ["A65"];
    ANSWER_FORMAT = "TR-ANSWER-FORMAT", Must, Answer, "Sample success responses",
        "An answer is well-formed JSON or XML, whichever was asked for.", from ["A65", "A66"];
    ANSWER_ROBUST = "TR-ANSWER-ROBUST", Must, Answer, "Error codes",
        "Whatever is sent, the answer is no server error, and there is one.", from ["A42", "A73", "A74"];
    REQUEST_ID = "TR-REQUEST-ID", Must, Answer, "Response parameters",
        "Every answer has a RequestId.", from ["A65"];
    REQUEST_ID_FORM = "TR-REQUEST-ID-FORM", Should, Answer, "Response parameters",
        "A RequestId has the form of a UUID.";
    REQUEST_ID_UNIQUE = "TR-REQUEST-ID-UNIQUE", Must, Answer, "Response parameters",
        "Every request has a RequestId of its own.";
    ERROR_STATUS = "TR-ERROR-STATUS", Must, Answer, "Error codes",
        "A code of the table comes with the status of the table.", from ["A55"];
    ERROR_CODE = "TR-ERROR-CODE", Must, Answer, "Error codes",
        "A refusal has a code and a 4xx status.", from ["A55"];
    ERROR_MESSAGE = "TR-ERROR-MESSAGE", Should, Answer, "Error codes",
        "A code of the table comes with the message of the table.", from ["A70"];
    CONTENT_TYPE = "TR-CONTENT-TYPE", Should, Answer, "Sample success responses",
        "The content type of an answer is that of its format.", from ["A68"];
    XML_ROOT = "TR-XML-ROOT", Should, Answer, "Sample success responses",
        "The root of an XML answer is TagResourcesResponse, or Error.", from ["A65"];

    CODE_INVALID_TAG_KEY = "TR-CODE-INVALID-TAG-KEY", Must, Code, "Error codes, 1",
        "A key that is not valid is refused with {code}.", code invalid_key;
    CODE_INVALID_TAG_VALUE = "TR-CODE-INVALID-TAG-VALUE", Must, Code, "Error codes, 2",
        "A value that is not valid is refused with {code}.", code invalid_value;
    CODE_TYPE_NOT_FOUND = "TR-CODE-TYPE-NOT-FOUND", Must, Code, "Error codes, 3",
        "An unknown resource type is refused with {code}.", code unknown_type;
    CODE_IDS_NOT_FOUND = "TR-CODE-IDS-NOT-FOUND", Must, Code, "Error codes, 4",
        "An unknown resource id is refused with {code}.", code unknown_id;
    CODE_FORBIDDEN_TAG_KEYS = "TR-CODE-FORBIDDEN-TAG-KEYS", Must, Code, "Error codes, 5",
        "A reserved key that is not merely called invalid is refused with {code}.", code reserved_key, from ["A36"];
    CODE_QUOTA = "TR-CODE-QUOTA", Must, Code, "Error codes, 6",
        "A tag too many on a resource is refused with {code}.", code quota;
    CODE_TAG_SCOPE = "TR-CODE-TAG-SCOPE", Unspecified, Code, "Error codes, 7",
        "{code}: no documented parameter leads to it, so it is listed and never demanded.", code tag_scope, from ["A34"];
    CODE_KEY_DUPLICATED = "TR-CODE-KEY-DUPLICATED", Must, Code, "Error codes, 8",
        "A key named twice is refused with {code}.", code duplicate_key, from ["A12"];
    CODE_TAG_LIMIT = "TR-CODE-TAG-LIMIT", Must, Code, "Error codes, 9",
        "A tag too many in a call is refused with {code}.", code tag_limit, from ["A18"];
    CODE_ID_LIMIT = "TR-CODE-ID-LIMIT", Must, Code, "Error codes, 10",
        "An id too many in a call is refused with {code}.", code id_limit, from ["A24"];
    CODE_VALUE_MISSING = "TR-CODE-VALUE-MISSING", Must, Code, "Error codes, 11",
        "A value that is mandatory and absent is refused with {code}.", code missing_value, from ["A48"];
    CODE_KEY_MISSING = "TR-CODE-KEY-MISSING", Must, Code, "Error codes, 12",
        "A key that is mandatory and absent is refused with {code}.", code missing_key, from ["A49"];
    CODE_FORBIDDEN = "TR-CODE-FORBIDDEN", Must, Code, "Error codes, 13",
        "A caller without the permission is refused with {code} and status {status}.", code forbidden, from ["A69"];

    CO_LIST_SHOWS = "CO-LIST-SHOWS", Companion, Effect, "not on the page: companion operation",
        "ListTagResources shows the tags that accepted calls put on, from the first read on: every row, and no other.", from ["A56"];
    CO_LIST_TEXT = "CO-LIST-TEXT", Companion, Answer, "not on the page: companion operation",
        "ListTagResources shows ids, keys and values as texts, and none of them as a number or as null.";
    CO_LIST_TYPE = "CO-LIST-TYPE", Companion, Answer, "not on the page: companion operation",
        "The ResourceType that ListTagResources shows is that of the resource, in any letter case.", from ["A31"];
    CO_LIST_EMPTY = "CO-LIST-EMPTY", Companion, Effect, "not on the page: companion operation",
        "ListTagResources answers for a resource without tags with an empty list, and does not refuse.";
    CO_LIST_IDS = "CO-LIST-IDS", Companion, Effect, "not on the page: companion operation",
        "ListTagResources shows the resources alone whose ResourceId it is given.";
    CO_LIST_TAG_FILTER = "CO-LIST-TAG-FILTER", Companion, Effect, "not on the page: companion operation",
        "ListTagResources shows the resources alone that have every Tag it is given: the key, with the value where there is one.";
    CO_LIST_TYPE_FILTER = "CO-LIST-TYPE-FILTER", Companion, Effect, "not on the page: companion operation",
        "ListTagResources shows resources of the ResourceType alone that it is given.";
    CO_LIST_REGION_FILTER = "CO-LIST-REGION-FILTER", Companion, Effect, "not on the page: companion operation",
        "ListTagResources shows resources of the RegionId alone that it is given.", from ["A61"];
    CO_LIST_ACCOUNT = "CO-LIST-ACCOUNT", Companion, Effect, "not on the page: companion operation",
        "ListTagResources shows the resources of the caller alone.";
    CO_LIST_PAGES = "CO-LIST-PAGES", Companion, Effect, "not on the page: companion operation",
        "The pages of ListTagResources show every row once, and come to an end.", from ["A71"];
    CO_DESCRIBE_TAGS_SHOWS = "CO-DESCRIBE-TAGS-SHOWS", Companion, Effect, "not on the page: companion operation",
        "DescribeTags shows the tags that accepted calls put on, and those alone that it is asked for.", from ["A56"];
    CO_DESCRIBE_TAGS_PAGES = "CO-DESCRIBE-TAGS-PAGES", Companion, Effect, "not on the page: companion operation",
        "The pages of DescribeTags show every tag, and come to an end.", from ["A71"];
    CO_UNTAG_KEYS = "CO-UNTAG-KEYS", Companion, Effect, "not on the page: companion operation",
        "UnTagResources removes the keys that it is given from every resource that it is given, and nothing else.";
    CO_UNTAG_ALL = "CO-UNTAG-ALL", Companion, Effect, "not on the page: companion operation",
        "UnTagResources with All=true and no key removes every tag of the resources that it is given.";
    CO_UNTAG_ALL_FALSE = "CO-UNTAG-ALL-FALSE", Companion, Effect, "not on the page: companion operation",
        "UnTagResources with keys and All=false, in any letter case, removes the keys alone.";
    CO_UNTAG_ABSENT = "CO-UNTAG-ABSENT", Companion, Effect, "not on the page: companion operation",
        "UnTagResources with a key that is not there is done or refused, and removes nothing that was not named.", from ["A72"];
    CO_UNTAG_NOTHING = "CO-UNTAG-NOTHING", Companion, Effect, "not on the page: companion operation",
        "UnTagResources with neither a key nor All is refused, removes nothing, or removes every tag of the resources that it is given.";
    CO_CREATE_ID = "CO-CREATE-ID", Companion, Effect, "not on the page: companion operation",
        "An operation that creates a resource gives it an id of its own.";
    CO_GONE = "CO-GONE", Companion, Effect, "not on the page: companion operation",
        "A resource stays there until it is deleted.";
    CO_SIGNATURE = "CO-SIGNATURE", Companion, Effect, "not on the page: the signature of a call",
        "Where signatures are enforced, a call without one, or with a wrong one, is refused.";
    CO_SIGNED_PARAMETERS = "CO-SIGNED-PARAMETERS", Companion, Effect, "not on the page: the signature of a call",
        "Where signatures are enforced, a call of which a parameter was changed or added after it was signed is refused.";
    CO_SIGNED_ENVELOPE = "CO-SIGNED-ENVELOPE", Companion, Effect, "not on the page: the signature of a call",
        "Where signatures are enforced, a call without a time is refused, and by RPC-V1 one without a nonce.";
    CO_NONCE = "CO-NONCE", Companion, Effect, "not on the page: the signature of a call",
        "Where signatures are enforced, a call with a nonce that was used before is refused.";
    CO_TIMESTAMP = "CO-TIMESTAMP", Companion, Effect, "not on the page: the signature of a call",
        "Where signatures are enforced, a call that was signed days ago, or is dated days ahead, is refused.";
    CO_ACCESS_KEY = "CO-ACCESS-KEY", Companion, Effect, "not on the page: the signature of a call",
        "Where signatures are enforced, a call by an access key that nobody has is refused.";
}
