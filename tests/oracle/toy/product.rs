//! A product that nobody sells, as data: three types, other limits, other codes,
//! and tags that are taken off by another name.

use tagproof::contract::{
    Characters, Edition, ErrorRow, FirstRule, KEY_AXES, Kind, Lifecycle, ListPage, Naming, Product,
    Refusals, ResourceType, Stated, TextRule, Trait, VALUE_AXES, clauses,
};

/// The product.
pub(super) static PRODUCT: Product = Product {
    name: "toy",
    title: "Toy",
    version: "2026-11-28",
    host: "toy.example.com",
    regional_host: "toy.{region}.example.com",
    errors: &[PAGE_ERRORS],
    exists: &BAD_CALL,
    in_use: &IN_USE,
    comes_with_parent: &IN_USE,
    kinds: &[SHELF, BOX, LAMP],
    untag: "StripResources",
    companions: &["ListTagResources", "StripResources"],
    list_page: ListPage {
        parameter: Some("Rows"),
        usual: 20,
        most: 40,
    },
    suites: &[],
    probes: &[],
};

/// Its one edition.
pub(super) static EDITION: Edition = Edition {
    product: &PRODUCT,
    name: "toy-2026-11",
    about: "A product of a test: 7 ids and 6 tags in a call, 13 on a resource, keys of 40 characters and values of 60.",
    file: None,
    ids: 7,
    tags: 6,
    quota: 13,
    key: TextRule {
        length: 40,
        characters: Characters::Unsaid,
        first: FirstRule::Anything,
        axes: &KEY_AXES,
    },
    value: TextRule {
        length: 60,
        characters: Characters::Unsaid,
        first: FirstRule::Anything,
        axes: &VALUE_AXES,
    },
    types: &[
        ResourceType::named("Shelf").of(SHELF),
        ResourceType::named("Box").of(BOX),
        ResourceType::named("Lamp").of(LAMP),
    ],
    newer_types: &["Chair"],
    sharing: &[],
    refusals: &REFUSALS,
    kill_matrix: "",
    settled: &[
        ("value-aliyun", &["rejected"]),
        ("value-acs", &["rejected"]),
        ("value-url", &["rejected"]),
        ("key-without-value", &["empty-value"]),
        ("existing-key", &["overwrite"]),
    ],
    absent: &[
        ("key-aliyun-code", "forbidden-tag-keys"),
        ("key-acs-code", "forbidden-tag-keys"),
        ("value-aliyun-code", "invalid-tag-value"),
        ("value-acs-code", "invalid-tag-value"),
        ("empty-key-code", "missing-parameter-tag-key"),
        ("value-without-key", "missing-parameter-tag-key"),
        ("no-tags", "missing-param-tags"),
        ("tag-limit-code", "size-limit-exceeded"),
        ("atomicity-existing-key", "atomic"),
        ("type-mismatch", "not-found"),
        ("wrong-region", "not-found"),
        ("describe-tags-scope", "type"),
        ("describe-tag-keys-scope", "type"),
        ("empty-value", "accepted"),
        ("region-left-out", "rejected"),
        ("region-for-global", "ignored"),
        ("other-types", "alike"),
        ("list-deleted", "empty"),
    ],
    leaning: &[],
    without: &[
        clauses::KEY_CASE,
        clauses::KEY_FIRST,
        clauses::VALUE_FIRST,
        clauses::VALUE_REQUIRED,
        clauses::KEY_EXISTING,
        clauses::SHARED_INFORMATION,
        clauses::CODE_FORBIDDEN_TAG_KEYS,
        clauses::CODE_TAG_SCOPE,
        clauses::CODE_FORBIDDEN,
        clauses::CODE_VALUE_MISSING,
        clauses::CODE_KEY_MISSING,
        clauses::CO_DESCRIBE_TAGS_SHOWS,
        clauses::CO_DESCRIBE_TAGS_PAGES,
    ],
};

const SHELF: Kind = Kind::of(&SHELF_LIFE);
const BOX: Kind = Kind::of(&BOX_LIFE);
const LAMP: Kind = Kind::of(&LAMP_LIFE);

static SHELF_LIFE: Lifecycle = Lifecycle {
    place: 0,
    fixture: "shelf",
    create: "MountShelf",
    id_field: "Shelf",
    delete: "UnmountShelf",
    delete_by: Naming::Plain("Shelf"),
    id: "Shelf",
    describe: "ShowShelves",
    describe_by: Naming::Plain("Shelf"),
    list: ("Shelves", "Shelf"),
    ready: Some("Level"),
    prefix: "sh-",
    not_found: Some(&UNKNOWN),
    name_param: "Title",
    name_field: "Title",
    ..Lifecycle::PLAIN
};

static BOX_LIFE: Lifecycle = Lifecycle {
    place: 1,
    fixture: "box",
    create: "FoldBox",
    id_field: "Box",
    delete: "TearBox",
    delete_by: Naming::Json("Boxes"),
    id: "Box",
    describe: "ShowBoxes",
    describe_by: Naming::Json("Boxes"),
    list: ("Boxes", "Box"),
    prefix: "bx-",
    parent: Some(SHELF),
    traits: &[Trait::BornTagged],
    not_found: Some(&UNKNOWN),
    name_param: "Title",
    name_field: "Title",
    ..Lifecycle::PLAIN
};

static LAMP_LIFE: Lifecycle = Lifecycle {
    place: 2,
    fixture: "lamp",
    create: "HangLamp",
    id_field: "Lamp",
    delete: "TakeLamp",
    delete_by: Naming::Indexed("Lamp"),
    id: "Lamp",
    describe: "ShowLamps",
    describe_by: Naming::Indexed("Lamp"),
    list: ("Lamps", ""),
    prefix: "lp-",
    traits: &[Trait::GoesSlowly],
    not_found: Some(&UNKNOWN),
    name_param: "Title",
    name_field: "Title",
    ..Lifecycle::PLAIN
};

static REFUSALS: Refusals = Refusals {
    missing_region: MISSING,
    missing_type: MISSING,
    missing_id: MISSING,
    empty_id: Stated::Nothing,
    duplicate_id: Stated::Nothing,
    id_limit: Stated::Only(&[&TOO_MANY_THINGS]),
    tag_limit: Stated::Only(&[&TOO_MANY_TAGS]),
    quota: Stated::Only(&[&TAGGED_ENOUGH]),
    no_tags: MISSING,
    no_tags_gateway: MISSING,
    missing_key: MISSING,
    missing_value: MISSING,
    invalid_key: Stated::Only(&[&BAD_KEY]),
    key_length: Stated::Only(&[&BAD_KEY]),
    reserved_key: Stated::Only(&[&BAD_KEY]),
    invalid_value: Stated::Only(&[&BAD_VALUE]),
    value_length: Stated::Only(&[&BAD_VALUE]),
    reserved_value: Stated::Only(&[&BAD_VALUE]),
    duplicate_key: Stated::Only(&[&KEY_TWICE]),
    existing_key: Stated::Nothing,
    key_case: Stated::Nothing,
    unknown_type: Stated::Only(&[&UNKNOWN_TYPE]),
    unknown_id: Stated::Only(&[&UNKNOWN]),
    other_type: Stated::Only(&[&UNKNOWN]),
    other_region: Stated::Only(&[&UNKNOWN]),
    unknown_region: Stated::Nothing,
    forbidden: Stated::Nothing,
    tag_scope: Stated::Nothing,
    all_with_keys: Stated::Nothing,
    list_missing_type: MISSING,
    list_of_nothing: MISSING,
    lone_filter_value: MISSING,
};

const MISSING: Stated = Stated::Among(&[&LEFT_OUT]);

static PAGE_ERRORS: &[&ErrorRow] = &[
    &LEFT_OUT,
    &TOO_MANY_THINGS,
    &TOO_MANY_TAGS,
    &TAGGED_ENOUGH,
    &BAD_KEY,
    &BAD_VALUE,
    &KEY_TWICE,
    &UNKNOWN_TYPE,
    &UNKNOWN,
];

static LEFT_OUT: ErrorRow = row(400, "Toy.LeftOut", "Something is left out.");
static TOO_MANY_THINGS: ErrorRow = row(413, "Toy.TooManyThings", "At most seven at once.");
static TOO_MANY_TAGS: ErrorRow = row(400, "Toy.TooManyTags", "At most six at once.");
static TAGGED_ENOUGH: ErrorRow = row(409, "Toy.TaggedEnough", "Thirteen tags are enough.");
static BAD_KEY: ErrorRow = row(422, "Toy.BadKey", "This is no key.");
static BAD_VALUE: ErrorRow = row(422, "Toy.BadValue", "This is no value.");
static KEY_TWICE: ErrorRow = row(400, "Toy.KeyTwice", "A key is there twice.");
static UNKNOWN_TYPE: ErrorRow = row(404, "Toy.UnknownType", "There is no such type.");
static UNKNOWN: ErrorRow = row(404, "Toy.Unknown", "There is no such thing.");
static BAD_CALL: ErrorRow = row(400, "Toy.BadCall", "This cannot be done.");
static IN_USE: ErrorRow = row(409, "Toy.InUse", "Something is in it.");

const fn row(status: u16, code: &'static str, message: &'static str) -> ErrorRow {
    ErrorRow {
        status,
        code,
        message,
        is_of_the_page: true,
    }
}
