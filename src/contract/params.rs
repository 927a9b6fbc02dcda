//! Names of operations and parameters that every product of the dialect has.

use std::fmt::{Display, Write as _};

/// The operation that everything is about.
pub const TAG_RESOURCES: &str = "TagResources";
/// Lists tags resource by resource.
pub const LIST_TAG_RESOURCES: &str = "ListTagResources";
/// Lists distinct tags.
pub const DESCRIBE_TAGS: &str = "DescribeTags";
/// Lists distinct keys.
pub const DESCRIBE_TAG_KEYS: &str = "DescribeTagKeys";
/// The tag operations that write nothing.
pub const READS: [&str; 3] = [LIST_TAG_RESOURCES, DESCRIBE_TAGS, DESCRIBE_TAG_KEYS];

/// Lists the regions.
pub const DESCRIBE_REGIONS: &str = "DescribeRegions";
/// Lists the zones of a region.
pub const DESCRIBE_ZONES: &str = "DescribeZones";

/// The region of a call.
pub const REGION_ID: &str = "RegionId";
/// The type of the resources named.
pub const RESOURCE_TYPE: &str = "ResourceType";
/// List of resource ids, `ResourceId.N`.
pub const RESOURCE_ID: &str = "ResourceId";
/// List of tags, `Tag.N.Key` and `Tag.N.Value`.
pub const TAG: &str = "Tag";
/// Field of a tag.
pub const KEY: &str = "Key";
/// Field of a tag.
pub const VALUE: &str = "Value";
/// List of keys to remove, `TagKey.N`.
pub const TAG_KEY: &str = "TagKey";
/// Whether to remove every tag.
pub const ALL: &str = "All";
/// Part of a key to look for.
pub const KEYWORD: &str = "Keyword";
/// The value of a tag in a row of a listing.
pub const TAG_VALUE: &str = "TagValue";
/// The field of a listing of tags that holds its rows, and the name of one.
pub const ROWS: (&str, &str) = ("TagResources", "TagResource");
/// The same of a listing of keys.
pub const KEYS: (&str, &str) = ("TagKeys", "TagKey");
/// Where a page of a listing starts.
pub const NEXT_TOKEN: &str = "NextToken";
/// Rows of a page of `ListTagResources`.
pub const MAX_RESULTS: &str = "MaxResults";
/// Rows of a page of `DescribeTags` and `DescribeTagKeys` (singular).
pub const MAX_RESULT: &str = "MaxResult";

/// Bytes that the name of an element or a field takes, in most cases.
const USUAL_LENGTH: usize = 16;

/// The name of one element of a list.
pub fn element(list: &str, index: impl Display) -> String {
    let mut name = String::with_capacity(USUAL_LENGTH);
    // A string takes whatever is written.
    let _ = write!(name, "{list}.{index}");
    name
}

/// The name of one field of an element of a list.
pub fn field(list: &str, index: impl Display, name: &str) -> String {
    let mut field = element(list, index);
    field.push('.');
    field.push_str(name);
    field
}
