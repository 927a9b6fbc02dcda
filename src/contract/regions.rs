//! The regions of the cloud, which its products share.

/// A region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Its id, as in `RegionId`.
    pub id: &'static str,
    /// How the ids of its resources go on after their prefix.
    pub infix: &'static str,
}

const fn region(id: &'static str, infix: &'static str) -> Region {
    Region { id, infix }
}

/// The regions that every product knows: the list is long and open, so a target
/// may know others.
pub static REGIONS: &[Region] = &[
    region("cn-hangzhou", "bp1"),
    region("cn-shanghai", "uf6"),
    region("cn-beijing", "2ze"),
    region("cn-shenzhen", "wz9"),
    region("cn-qingdao", "m5e"),
    region("cn-zhangjiakou", "8vb"),
    region("cn-huhehaote", "hp3"),
    region("cn-chengdu", "2vc"),
    region("cn-hongkong", "j6c"),
    region("ap-southeast-1", "t4n"),
    region("ap-southeast-5", "k1a"),
    region("ap-northeast-1", "6we"),
    region("us-east-1", "0xi"),
    region("us-west-1", "rj9"),
    region("eu-central-1", "gw8"),
    region("eu-west-1", "d7o"),
];

/// A run's own region and the other one, unless it is told others.
pub fn usual_regions() -> [String; 2] {
    [REGIONS[0].id.to_owned(), REGIONS[1].id.to_owned()]
}

/// A region beside those: the first of all that is neither.
pub fn third_region(regions: &[String; 2]) -> &'static str {
    let mut others = REGIONS.iter().map(|region| region.id);
    // There are more than two, so one is left.
    others
        .find(|id| !regions.iter().any(|taken| taken == id))
        .unwrap_or(REGIONS[2].id)
}

/// The region with this id.
pub fn region_named(id: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_region_is_neither_of_two() {
        let third = |one: &str, other: &str| third_region(&[one.to_owned(), other.to_owned()]);
        assert_eq!(third("cn-hangzhou", "cn-shanghai"), "cn-beijing");
        assert_eq!(third("eu-west-1", "cn-hangzhou"), "cn-shanghai");
        assert_eq!(third("elsewhere", "nowhere"), "cn-hangzhou");
    }

    #[test]
    fn every_region_has_an_infix_of_its_own() {
        let mut infixes: Vec<&str> = REGIONS.iter().map(|region| region.infix).collect();
        infixes.sort_unstable();
        infixes.dedup();
        assert_eq!(infixes.len(), REGIONS.len());
    }
}
