//! One long exchange for the tests of this room, in which every mutant shows.

use crate::contract::params;
use crate::wire::{Endpoint, Format, Response};

use super::client::{AWAY, Client, HOME};

/// One exchange of the script.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// What was asked.
    pub(super) what: String,
    /// The format asked for.
    pub(super) format: Format,
    /// What was answered.
    pub(super) response: Response,
}

/// Plays the script.
pub(super) fn run(endpoint: &dyn Endpoint) -> Vec<Step> {
    let mut play = Play {
        endpoint,
        steps: Vec::new(),
    };
    let cast = play.create();
    play.texts(&cast);
    play.forms(&cast);
    play.places(&cast);
    play.limits(&cast);
    play.shared(&cast);
    play.removals(&cast);
    play.steps
}

/// Who takes part.
struct Cast {
    vpcs: Vec<String>,
    vswitch: String,
    table: String,
    eip: String,
    vpn: String,
    nat: String,
    away: String,
    foreign: String,
}

struct Play<'a> {
    endpoint: &'a dyn Endpoint,
    steps: Vec<Step>,
}

const ME: &str = "me";
const THEM: &str = "them";

impl Play<'_> {
    fn ask(&mut self, who: &str, format: Format, action: &str, pairs: &[(&str, &str)]) -> String {
        let client = Client {
            format,
            ..Client::new(self.endpoint, who)
        };
        let response = client.send(action, pairs);
        let body = String::from_utf8_lossy(&response.body).into_owned();
        self.steps.push(Step {
            what: format!("{who} {format} {action} {pairs:?}"),
            format,
            response,
        });
        body
    }

    fn made(&mut self, who: &str, action: &str, field: &str, pairs: &[(&str, &str)]) -> String {
        let body = self.ask(who, Format::Json, action, pairs);
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        body[field].as_str().unwrap_or_default().to_owned()
    }

    fn create(&mut self) -> Cast {
        let home = (params::REGION_ID, HOME);
        let vpcs: Vec<String> = (0..25)
            .map(|_| self.made(ME, "CreateVpc", "VpcId", &[home]))
            .collect();
        let vpc = ("VpcId", vpcs[0].as_str());
        let tag = [("Tag.1.Key", "born"), ("Tag.1.Value", "here")];
        let vswitch = self.made(ME, "CreateVSwitch", "VSwitchId", &[vpc, tag[0], tag[1]]);
        Cast {
            table: self.made(ME, "CreateRouteTable", "RouteTableId", &[home, vpc]),
            eip: self.made(ME, "AllocateEipAddress", "AllocationId", &[home]),
            vpn: self.made(ME, "CreateVpnGateway", "VpnGatewayId", &[home, vpc]),
            nat: self.made(ME, "CreateNatGateway", "NatGatewayId", &[home, vpc]),
            away: self.made(ME, "CreateVpc", "VpcId", &[(params::REGION_ID, AWAY)]),
            foreign: self.made(THEM, "CreateVpc", "VpcId", &[home]),
            vswitch,
            vpcs,
        }
    }

    /// A `TagResources` call, and what is listed after it.
    fn tag(&mut self, format: Format, kind: &str, ids: &[&str], tags: &[(&str, &str)]) {
        let mut asked: Vec<(String, String)> = vec![
            (params::REGION_ID.to_owned(), HOME.to_owned()),
            (params::RESOURCE_TYPE.to_owned(), kind.to_owned()),
        ];
        for (place, id) in (1..).zip(ids) {
            asked.push((
                params::element(params::RESOURCE_ID, place),
                (*id).to_owned(),
            ));
        }
        for (place, (key, value)) in (1..).zip(tags) {
            let field = |name| params::field(params::TAG, place, name);
            asked.push((field(params::KEY), (*key).to_owned()));
            asked.push((field(params::VALUE), (*value).to_owned()));
        }
        self.tag_with(format, &asked);
        for id in ids {
            self.list(format, kind, id);
        }
    }

    fn tag_with(&mut self, format: Format, asked: &[(String, String)]) {
        let asked: Vec<(&str, &str)> = asked
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.ask(ME, format, params::TAG_RESOURCES, &asked);
    }

    fn list(&mut self, format: Format, kind: &str, id: &str) {
        let asked = [
            (params::REGION_ID, HOME),
            (params::RESOURCE_TYPE, kind),
            ("ResourceId.1", id),
        ];
        self.ask(ME, format, params::LIST_TAG_RESOURCES, &asked);
    }

    /// Keys and values of every class, one at a time.
    fn texts(&mut self, cast: &Cast) {
        let long = |count| "k".repeat(count);
        let (k64, k65, v128, v129) = (long(64), long(65), long(128), long(129));
        let v300 = long(300);
        let id = cast.vpcs[1].as_str();
        // Again in `places`: what switches after a while has done so by then.
        self.tag(Format::Json, "vpc", &[id], &[("type-case", "v")]);
        for format in [Format::Json, Format::Xml] {
            for (key, value) in [
                ("plain", "value"),
                ("plain", "other"),
                ("MiXed", "MiXed"),
                ("a_b.c-d", "a"),
                ("ab", "a_b.c-d"),
                (&k64, "v"),
                (&k65, "v"),
                ("v128", &v128),
                ("v129", &v129),
                ("v300", &v300),
                ("xaliyun", "v"),
                ("aliyun", "v"),
                ("acs:x", "v"),
                ("a-http://b", "v"),
                ("a-https://b", "v"),
                ("1a", "v"),
                ("digit", "1"),
                ("empty", ""),
                ("", "v"),
                ("key ", "v"),
                ("space", "a "),
                ("percent", "a%41"),
                ("plus", "a+b"),
                ("amp", "a&b"),
                ("\u{4e2d}", "v"),
                ("cjk", "a\u{4e2d}\u{6587}"),
                ("astral", "a\u{20000}"),
                ("emoji", "a\u{1f600}"),
                ("control", "a\u{1}"),
                ("http", "a-http://b"),
            ] {
                self.tag(format, "VPC", &[id], &[(key, value)]);
                self.untag(id);
            }
        }
        self.tag(Format::Json, "VPC", &[id], &[("a", "1"), ("a", "2")]);
        self.tag(Format::Json, "VPC", &[id], &[("a", "x"), ("A", "y")]);
    }

    fn untag(&mut self, id: &str) {
        let asked = [
            (params::REGION_ID, HOME),
            (params::RESOURCE_TYPE, "VPC"),
            ("ResourceId.1", id),
            ("TagKey.1", "MiXed"),
            ("TagKey.2", "empty"),
        ];
        self.ask(ME, Format::Json, "UnTagResources", &asked);
    }

    /// Calls with something missing, odd or twice.
    fn forms(&mut self, cast: &Cast) {
        let id = cast.vpcs[2].clone();
        let right: Vec<(String, String)> = [
            (params::REGION_ID, HOME),
            (params::RESOURCE_TYPE, "VPC"),
            ("ResourceId.1", &id),
            ("Tag.1.Key", "k"),
            ("Tag.1.Value", "v"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        for left_out in 0..right.len() {
            let mut asked = right.clone();
            asked.remove(left_out);
            self.tag_with(Format::Json, &asked);
        }
        self.tag_with(Format::Json, &right[..3]);
        self.tag_with(Format::Json, &[]);
        for (name, value) in [
            ("Tag.x.Key", "k"),
            ("Tag.0.Key", "k"),
            ("Tag.07.Value", "k"),
            ("Tag.5.Key", "gap"),
            ("ResourceId.0", id.as_str()),
            ("ResourceId.7", id.as_str()),
            ("ResourceId.2", ""),
            ("tag.2.key", "k"),
            ("Scope", "system"),
            ("RegionId", AWAY),
            ("Tag.1.Value", "again"),
        ] {
            let mut asked = right.clone();
            asked.push((name.to_owned(), value.to_owned()));
            self.tag_with(Format::Json, &asked);
        }
        let asked: Vec<(&str, &str)> = right
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.ask(ME, Format::Json, "tagresources", &asked);
        self.list(Format::Json, "VPC", &id);
    }

    /// Ids that are unknown or elsewhere, and every type.
    fn places(&mut self, cast: &Cast) {
        let tag = [("place", "v")];
        let id = cast.vpcs[3].as_str();
        for format in [Format::Json, Format::Xml] {
            for other in ["vpc-unknown", &cast.away, &cast.foreign, &cast.eip, "", id] {
                self.tag(format, "VPC", &[other], &tag);
                self.tag(format, "VPC", &[id, other], &tag);
            }
            for (kind, id) in [
                ("VSWITCH", &cast.vswitch),
                ("ROUTETABLE", &cast.table),
                ("EIP", &cast.eip),
                ("VpnGateway", &cast.vpn),
                ("NATGATEWAY", &cast.nat),
                ("vpc", &cast.vpcs[3]),
                ("PIZZA", &cast.vpcs[3]),
                ("COMMONBANDWIDTHPACKAGE", &cast.vpcs[3]),
            ] {
                self.tag(format, kind, &[id], &tag);
            }
            let theirs = [
                (params::REGION_ID, HOME),
                (params::RESOURCE_TYPE, "VPC"),
                ("ResourceId.1", id),
            ];
            self.ask(THEM, format, params::LIST_TAG_RESOURCES, &theirs);
            let elsewhere = [(params::REGION_ID, AWAY), theirs[1], theirs[2]];
            self.ask(ME, format, params::LIST_TAG_RESOURCES, &elsewhere);
        }
    }

    /// Numbers of tags and ids on both sides of their limits.
    fn limits(&mut self, cast: &Cast) {
        let keys: Vec<String> = (0..30).map(|n| format!("k{n}")).collect();
        let tags: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "v")).collect();
        let ids: Vec<&str> = cast.vpcs.iter().map(String::as_str).collect();
        self.tag(Format::Json, "VPC", &ids[4..5], &tags[..20]);
        self.tag(Format::Json, "VPC", &ids[4..5], &tags[..1]);
        self.tag(Format::Json, "VPC", &ids[4..5], &tags[20..21]);
        self.tag(Format::Json, "VPC", &ids[5..6], &tags[..21]);
        self.tag(Format::Json, "VPC", &ids[6..7], &tags[..15]);
        self.tag(Format::Json, "VPC", &ids[6..7], &tags[15..25]);
        self.tag(Format::Json, "VPC", &ids[..20], &tags[..1]);
        self.tag(Format::Json, "VPC", &ids[..21], &tags[1..2]);
        self.tag(Format::Json, "VPC", &ids[..22], &tags[1..2]);
        self.tag(Format::Json, "VPC", &ids[7..9], &tags[..9]);
        let twice = [ids[9], ids[9]];
        self.tag(Format::Json, "VPC", &twice, &tags[..1]);
        let twice = [cast.eip.as_str(), cast.eip.as_str()];
        self.tag(Format::Json, "EIP", &twice, &tags[..1]);
    }

    /// Tags of a VPC and its children, shown to those who share them.
    fn shared(&mut self, cast: &Cast) {
        self.tag(Format::Json, "VPC", &[&cast.vpcs[0]], &[("parent", "v")]);
        self.list(Format::Json, "VSWITCH", &cast.vswitch);
        self.list(Format::Json, "ROUTETABLE", &cast.table);
        self.tag(Format::Json, "EIP", &[&cast.eip], &[("only-eip", "v")]);
        let away = [
            (params::REGION_ID, AWAY),
            (params::RESOURCE_TYPE, "VPC"),
            ("ResourceId.1", cast.away.as_str()),
            ("Tag.1.Key", "away"),
            ("Tag.1.Value", "v"),
        ];
        self.ask(ME, Format::Json, params::TAG_RESOURCES, &away);
        let theirs = [
            (params::REGION_ID, HOME),
            (params::RESOURCE_TYPE, "VPC"),
            ("ResourceId.1", cast.foreign.as_str()),
            ("Tag.1.Key", "theirs"),
            ("Tag.1.Value", "v"),
        ];
        self.ask(THEM, Format::Json, params::TAG_RESOURCES, &theirs);
        self.describe();
    }

    fn describe(&mut self) {
        for action in [params::DESCRIBE_TAGS, params::DESCRIBE_TAG_KEYS] {
            for who in [ME, THEM] {
                for region in [HOME, AWAY] {
                    let asked = [(params::REGION_ID, region), (params::MAX_RESULT, "500")];
                    self.ask(who, Format::Json, action, &asked);
                    let typed = [asked[0], asked[1], (params::RESOURCE_TYPE, "VPC")];
                    self.ask(who, Format::Json, action, &typed);
                }
            }
        }
    }

    /// Tags and resources that go away.
    fn removals(&mut self, cast: &Cast) {
        let ids = [cast.vpcs[7].as_str(), cast.vpcs[8].as_str()];
        self.tag(
            Format::Json,
            "VPC",
            &ids,
            &[("gone", "a"), ("gone-not", "b")],
        );
        let untag = [
            (params::REGION_ID, HOME),
            (params::RESOURCE_TYPE, "VPC"),
            ("ResourceId.1", ids[0]),
            ("ResourceId.2", ids[1]),
            ("TagKey.1", "gone"),
        ];
        self.ask(ME, Format::Json, "UnTagResources", &untag);
        for id in ids {
            self.list(Format::Json, "VPC", id);
        }
        self.describe();
        for (action, parameter, kind, id) in [
            ("DeleteVSwitch", "VSwitchId", "VSWITCH", &cast.vswitch),
            ("ReleaseEipAddress", "AllocationId", "EIP", &cast.eip),
            ("DeleteVpc", "VpcId", "VPC", &cast.vpcs[7]),
            ("DeleteVpc", "VpcId", "VPC", &cast.vpcs[0]),
        ] {
            let asked = [(params::REGION_ID, HOME), (parameter, id.as_str())];
            self.ask(ME, Format::Json, action, &asked);
            self.list(Format::Json, kind, id);
            self.tag(Format::Json, kind, &[id], &[("late", "v")]);
        }
        self.describe();
        for action in [
            "DescribeVpcs",
            "DescribeVSwitches",
            "DescribeRouteTableList",
            "DescribeEipAddresses",
            "DescribeVpnGateways",
            "DescribeNatGateways",
        ] {
            let asked = [(params::REGION_ID, HOME), ("PageSize", "50")];
            self.ask(ME, Format::Json, action, &asked);
            self.ask(ME, Format::Xml, action, &asked);
        }
    }
}
