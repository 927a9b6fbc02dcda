//! The editions: dated versions of the specification, as values.

use super::axes as axis;
use super::clauses::{self, CLAUSES, Clause};
use super::errors::{ErrorRow, LATER_ERRORS, PAGE_ERRORS};
use super::reading::{ReadingError, Readings};
use super::resources::Kind;
use super::text::{FirstRule, KEY_AXES, TextAxes, VALUE_AXES, charset_axes};

/// One dated version of the specification.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Permanent name, as in `--edition NAME`.
    pub name: &'static str,
    /// Where it comes from.
    pub about: &'static str,
    /// Resource ids in a call, at most.
    pub ids: usize,
    /// Tags in a call, at most.
    pub tags: usize,
    /// Tags on a resource, at most.
    pub quota: usize,
    /// Rules for keys.
    pub key: TextRule,
    /// Rules for values.
    pub value: TextRule,
    /// Resource types with the edition's spelling.
    pub types: &'static [ResourceType],
    /// Types that only later editions list.
    pub newer_types: &'static [&'static str],
    /// Types that share tag information with each other.
    pub sharing: &'static [Kind],
    /// Error tables of the page itself.
    pub errors: &'static [&'static [ErrorRow]],
    /// Axes on which the edition itself leaves fewer options.
    pub settled: &'static [(&'static str, &'static [&'static str])],
    /// Clauses that it does not have.
    pub without: &'static [&'static str],
}

/// A resource type of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceType {
    /// The edition's spelling.
    pub name: &'static str,
    /// The type's operations, if fixtures of it can be created.
    pub kind: Option<Kind>,
}

/// What an edition says of one kind of text.
#[derive(Debug, Clone)]
pub struct TextRule {
    /// Characters, at most.
    pub length: usize,
    /// Whether the page lists the characters that it can contain.
    pub listed_characters: bool,
    /// Whether it must start with a letter.
    pub first: FirstRule,
    /// The axes that settle the rest.
    pub axes: &'static TextAxes,
}

/// Regions that every edition knows; the list is long and open, so
/// a target may know others.
pub static REGIONS: &[&str] = &[
    "cn-hangzhou",
    "cn-shanghai",
    "cn-beijing",
    "cn-shenzhen",
    "cn-qingdao",
    "cn-zhangjiakou",
    "cn-huhehaote",
    "cn-chengdu",
    "cn-hongkong",
    "ap-southeast-1",
    "ap-southeast-5",
    "ap-northeast-1",
    "us-east-1",
    "us-west-1",
    "eu-central-1",
    "eu-west-1",
];

/// Every edition; the first is the default.
pub static EDITIONS: &[Edition] = &[
    Edition {
        name: "vpc-2023-03",
        about: "The specification of record, spec/vpc-TagResources.txt: the English page of about March 2023.",
        ids: 20,
        tags: 20,
        quota: 20,
        key: TextRule {
            length: 64,
            listed_characters: true,
            first: FirstRule::Letter,
            axes: &KEY_AXES,
        },
        value: TextRule {
            length: 128,
            listed_characters: true,
            first: FirstRule::Doubtful,
            axes: &VALUE_AXES,
        },
        types: &[
            ResourceType {
                name: "VPC",
                kind: Some(Kind::Vpc),
            },
            ResourceType {
                name: "VSWITCH",
                kind: Some(Kind::VSwitch),
            },
            ResourceType {
                name: "ROUTETABLE",
                kind: Some(Kind::RouteTable),
            },
            ResourceType {
                name: "EIP",
                kind: Some(Kind::Eip),
            },
            ResourceType {
                name: "VpnGateway",
                kind: Some(Kind::VpnGateway),
            },
            ResourceType {
                name: "NATGATEWAY",
                kind: Some(Kind::NatGateway),
            },
        ],
        newer_types: NEWER_TYPES,
        sharing: &[Kind::Vpc, Kind::RouteTable, Kind::VSwitch, Kind::Eip],
        errors: &[PAGE_ERRORS],
        settled: &[],
        without: &[],
    },
    Edition {
        name: "vpc-2024-06",
        about: "The current page, from the API metadata of June 2024: 50 ids, keys of 128 characters, any character, 19 types in any letter case.",
        ids: 50,
        tags: 20,
        quota: 20,
        key: TextRule {
            length: 128,
            listed_characters: false,
            first: FirstRule::Anything,
            axes: &KEY_AXES,
        },
        value: TextRule {
            length: 128,
            listed_characters: false,
            first: FirstRule::Anything,
            axes: &VALUE_AXES,
        },
        types: &[
            ResourceType {
                name: "VPC",
                kind: Some(Kind::Vpc),
            },
            ResourceType {
                name: "VSWITCH",
                kind: Some(Kind::VSwitch),
            },
            ResourceType {
                name: "ROUTETABLE",
                kind: Some(Kind::RouteTable),
            },
            ResourceType {
                name: "EIP",
                kind: Some(Kind::Eip),
            },
            ResourceType {
                name: "VPNGATEWAY",
                kind: Some(Kind::VpnGateway),
            },
            ResourceType {
                name: "NATGATEWAY",
                kind: Some(Kind::NatGateway),
            },
            ResourceType {
                name: "COMMONBANDWIDTHPACKAGE",
                kind: None,
            },
            ResourceType {
                name: "PREFIXLIST",
                kind: None,
            },
            ResourceType {
                name: "PUBLICIPADDRESSPOOL",
                kind: None,
            },
            ResourceType {
                name: "IPV4GATEWAY",
                kind: None,
            },
            ResourceType {
                name: "IPV6GATEWAY",
                kind: None,
            },
            ResourceType {
                name: "NETWORKACL",
                kind: None,
            },
            ResourceType {
                name: "TRAFFICMIRRORFILTER",
                kind: None,
            },
            ResourceType {
                name: "TRAFFICMIRRORSESSION",
                kind: None,
            },
            ResourceType {
                name: "FLOWLOG",
                kind: None,
            },
            ResourceType {
                name: "HAVIP",
                kind: None,
            },
            ResourceType {
                name: "DHCPOPTIONSSET",
                kind: None,
            },
            ResourceType {
                name: "GATEWAYENDPOINT",
                kind: None,
            },
            ResourceType {
                name: "IPV6ADDRESS",
                kind: None,
            },
        ],
        newer_types: &[],
        sharing: &[Kind::Vpc, Kind::RouteTable, Kind::VSwitch, Kind::Eip],
        errors: &[PAGE_ERRORS, LATER_ERRORS],
        settled: &[
            ("value-aliyun", &["rejected"]),
            ("value-acs", &["rejected"]),
            ("value-url", &["rejected"]),
            (
                "no-tags",
                &[
                    "missing-parameter-tag-key",
                    "missing-param-tags",
                    "missing-tag",
                ],
            ),
            ("type-case", &["any-case"]),
            ("newer-types", &["known"]),
        ],
        without: &[
            clauses::KEY_FIRST,
            clauses::KEY_OTHER_CHARACTERS,
            clauses::VALUE_OTHER_CHARACTERS,
            clauses::VALUE_FIRST,
        ],
    },
];

static NEWER_TYPES: &[&str] = &[
    "COMMONBANDWIDTHPACKAGE",
    "PREFIXLIST",
    "PUBLICIPADDRESSPOOL",
    "IPV4GATEWAY",
    "IPV6GATEWAY",
    "NETWORKACL",
    "TRAFFICMIRRORFILTER",
    "TRAFFICMIRRORSESSION",
    "FLOWLOG",
    "HAVIP",
    "DHCPOPTIONSSET",
    "GATEWAYENDPOINT",
    "IPV6ADDRESS",
];

/// The edition named `name`.
pub fn edition_named(name: &str) -> Option<&'static Edition> {
    EDITIONS.iter().find(|edition| edition.name == name)
}

impl Edition {
    /// The default edition, the specification of record.
    pub fn of_record() -> &'static Self {
        &EDITIONS[0]
    }

    /// Every reading that the edition admits.
    pub fn readings(&self) -> Readings {
        let mut readings = Readings::all();
        for (axis, options) in self.settled {
            // A test holds that the table names existing axes and options.
            readings = readings.limited(axis, options).unwrap_or(readings);
        }
        if !self.key.listed_characters && !self.value.listed_characters {
            for axis in charset_axes() {
                if let Some(accepted) = axis.axis().option("accepted") {
                    readings = readings.choosing(axis, accepted);
                }
            }
        }
        readings
    }

    /// The readings of the edition under `AXIS=OPTION` choices.
    pub fn readings_given<'a>(
        &self,
        choices: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Readings, ReadingError> {
        let all = self.readings();
        let mut readings = all;
        for (axis, option) in choices {
            let wanted = Readings::all().limited(axis, &[option])?;
            readings = readings
                .meet(&wanted)
                .ok_or_else(|| ReadingError::Settled {
                    edition: self.name.to_owned(),
                    axis: axis.to_owned(),
                    settled: axis::axis_named(axis)
                        .map(|id| all.names(id).join(", "))
                        .unwrap_or_default(),
                })?;
        }
        Ok(readings)
    }

    /// One complete reading: the first option left on every axis.
    pub fn complete(&self, readings: &Readings) -> Readings {
        axis::axis_ids().fold(*readings, |reading, axis| {
            reading.choosing(axis, readings.first(axis))
        })
    }

    /// The row of a code on the page itself.
    pub fn page_error(&self, code: &str) -> Option<&'static ErrorRow> {
        self.errors
            .iter()
            .flat_map(|table| table.iter())
            .find(|row| row.code == code)
    }

    /// The spelling of a type that fixtures can be created of.
    pub fn type_name(&self, kind: Kind) -> &'static str {
        self.types
            .iter()
            .find(|known| known.kind == Some(kind))
            .map_or("", |known| known.name)
    }

    /// The clauses that it has.
    pub fn clauses(&self) -> impl Iterator<Item = &'static Clause> + '_ {
        CLAUSES
            .iter()
            .filter(|clause| !self.without.contains(&clause.id))
    }

    /// A clause's sentence with the edition's limits in it.
    pub fn words(&self, clause: &Clause) -> String {
        let types: Vec<_> = self.types.iter().map(|known| known.name).collect();
        clause
            .words
            .replace("{ids}", &self.ids.to_string())
            .replace("{tags}", &self.tags.to_string())
            .replace("{quota}", &self.quota.to_string())
            .replace("{key-length}", &self.key.length.to_string())
            .replace("{value-length}", &self.value.length.to_string())
            .replace("{types}", &types.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_edition_settles_exists() {
        for edition in EDITIONS {
            for (axis, options) in edition.settled {
                Readings::all().limited(axis, options).expect(edition.name);
            }
            for clause in edition.without {
                assert!(CLAUSES.iter().any(|known| known.id == *clause), "{clause}");
            }
        }
    }

    #[test]
    fn the_page_has_thirteen_codes_and_a_clause_for_each() {
        assert_eq!(PAGE_ERRORS.len(), 13);
        for row in PAGE_ERRORS {
            assert!(
                CLAUSES
                    .iter()
                    .any(|clause| clause.kind == clauses::Kind::Code
                        && clause.code == Some(row.code)),
                "{}",
                row.code
            );
        }
    }

    #[test]
    fn a_settled_axis_cannot_be_read_otherwise() {
        let current = edition_named("vpc-2024-06").expect("it is in the table");
        let error = current
            .readings_given([("type-case", "exact")])
            .expect_err("settled");
        assert!(error.to_string().contains("any-case"), "{error}");
    }
}
