//! Creates and deletes resources of the six types.

use serde_json::{Value, json};

use crate::contract::{Call, Kind, Lifecycle, REGIONS, Readings, errors, params};
use crate::model::{Change, Model, Permit, Resource, World};

use super::inventory::{Details, Inventory, Written};
use super::refusal::{DRY_RUN_OPERATION, Fields, QUOTA_EXCEEDED_RESOURCES, Refused};
use super::state::{CLIENT_TOKEN, Outcome, State};

/// Characters of what a create call may say, at most, so that a resource costs
/// little memory; the token's limit is the API's own.
static TEXT_LIMITS: &[(&str, usize)] = &[
    (CLIENT_TOKEN, 64),
    ("Description", 256),
    ("CidrBlock", 64),
    ("ZoneId", 64),
    ("Bandwidth", 16),
];

/// Characters of a resource's name, at most.
const NAME_LIMIT: usize = 128;

/// Types whose create operation takes tags.
static TAGGED_AT_BIRTH: &[Kind] = &[Kind::Vpc, Kind::VSwitch, Kind::RouteTable, Kind::NatGateway];

/// Types whose create operation finds the region by the VPC.
static REGION_OF_PARENT: &[Kind] = &[Kind::VSwitch];

/// Parameter that has a call checked and not done.
const DRY_RUN: &str = "DryRun";

/// Prefix of the ids of routers, which are no taggable resources.
const ROUTER_PREFIX: &str = "vrt-";

/// The one resource group that there is.
pub(super) const RESOURCE_GROUP: &str = "rg-acfmdefaultgroup";

/// Prefixes of the tables of a NAT gateway, and the fields that name them.
pub(super) static NAT_TABLES: &[(&str, &str, &str)] = &[
    ("SnatTableIds", "SnatTableId", "stb-"),
    ("ForwardTableIds", "ForwardTableId", "ftb-"),
    ("FullNatTableIds", "FullNatTableId", "fulltb-"),
];

/// What a create call asks for, after it was found right.
struct Wanted<'a> {
    region: String,
    parent: Option<&'a str>,
    vswitch: Option<&'a str>,
}

/// Creates a resource. Nothing is created if the call is refused, also because
/// of its tags.
pub(super) fn create(
    lifecycle: &Lifecycle,
    call: &Call,
    model: Model<'_>,
    reading: &Readings,
    state: &mut State,
) -> Outcome {
    if let Some(fields) = state.tokens.answer(call) {
        return Outcome::unchanged(Ok(fields));
    }
    let wanted = match wanted(lifecycle, call, reading, &state.inventory) {
        Ok(wanted) => wanted,
        Err(refused) => return Outcome::unchanged(Err(refused)),
    };
    let id = state.new_id(lifecycle.prefix, &wanted.region);
    let mut resource = Resource::new(lifecycle.kind, &call.account, &wanted.region, wanted.parent);
    if TAGGED_AT_BIRTH.contains(&lifecycle.kind) {
        match tagged(&id, resource, call, model, reading) {
            Ok(with_tags) => resource = with_tags,
            Err(refused) => return Outcome::unchanged(Err(refused)),
        }
    }
    if state.inventory.is_full() {
        return Outcome::unchanged(Err(Refused::with(QUOTA_EXCEEDED_RESOURCES)));
    }
    if is_true(call, DRY_RUN) {
        return Outcome::unchanged(Err(Refused::with(DRY_RUN_OPERATION)));
    }
    let outcome = born(lifecycle, call, &id, resource, &wanted, state);
    if let Ok(fields) = &outcome.reply {
        state.tokens.remember(call, fields);
    }
    outcome
}

/// Deletes a resource, with what comes and goes with it.
pub(super) fn delete(
    lifecycle: &Lifecycle,
    call: &Call,
    reading: &Readings,
    inventory: &Inventory,
) -> Outcome {
    match deletable(lifecycle, call, reading, inventory) {
        Ok(_) if is_true(call, DRY_RUN) => {
            Outcome::unchanged(Err(Refused::with(DRY_RUN_OPERATION)))
        }
        Ok(changes) => Outcome {
            reply: Ok(Fields::new()),
            written: Written {
                changes,
                details: Vec::new(),
            },
        },
        Err(refused) => Outcome::unchanged(Err(refused)),
    }
}

fn wanted<'a>(
    lifecycle: &Lifecycle,
    call: &'a Call,
    reading: &Readings,
    inventory: &Inventory,
) -> Result<Wanted<'a>, Refused> {
    let region = call.given(params::REGION_ID);
    if region.is_none() && !REGION_OF_PARENT.contains(&lifecycle.kind) {
        return Err(Refused::missing(params::REGION_ID, reading));
    }
    if region.is_some_and(|region| !may_be_region(region)) {
        return Err(Refused::with(errors::INVALID_REGION_ID_NOT_FOUND));
    }
    let name_limit = (lifecycle.name_param, NAME_LIMIT);
    for (name, most) in TEXT_LIMITS.iter().chain([&name_limit]) {
        let text = call.get(name).unwrap_or_default();
        if text.chars().count() > *most {
            return Err(Refused::invalid(name, reading));
        }
    }
    let mut wanted = Wanted {
        region: region.unwrap_or_default().to_owned(),
        parent: None,
        vswitch: None,
    };
    if lifecycle.in_vpc {
        let vpc = call
            .given(params::VPC_ID)
            .ok_or_else(|| Refused::missing(params::VPC_ID, reading))?;
        let parent = inventory
            .find(call, Kind::Vpc, vpc)
            .ok_or_else(|| Refused::with(Kind::Vpc.lifecycle().not_found))?;
        wanted.region.clone_from(&parent.region);
        wanted.parent = Some(vpc);
        // Only some types need a vSwitch; whoever names one must have it.
        if let Some(vswitch) = call.given(params::VSWITCH_ID) {
            let there = inventory.find(call, Kind::VSwitch, vswitch);
            if there.is_none_or(|there| there.parent.as_deref() != Some(vpc)) {
                return Err(Refused::with(Kind::VSwitch.lifecycle().not_found));
            }
            wanted.vswitch = Some(vswitch);
        }
    }
    Ok(wanted)
}

/// The resource with the tags of its create call, which must be right by the
/// same rules as those of `TagResources`.
fn tagged(
    id: &str,
    resource: Resource,
    call: &Call,
    model: Model<'_>,
    reading: &Readings,
) -> Result<Resource, Refused> {
    let is_tag = |name: &str| {
        name.strip_prefix(params::TAG)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    if !call.params.iter().any(|(name, _)| is_tag(name)) {
        return Ok(resource);
    }
    let mut tagging = Call::new(params::TAG_RESOURCES, &call.account)
        .with(params::REGION_ID, resource.region.clone())
        .with(
            params::RESOURCE_TYPE,
            model.edition.type_name(resource.kind),
        )
        .with(params::element(params::RESOURCE_ID, 1), id);
    tagging
        .params
        .extend(call.params.iter().filter(|(name, _)| is_tag(name)).cloned());
    // A world of its own: nothing else decides whether its tags are right.
    let mut world = World::default();
    world.apply(&Change::Create(id.to_owned(), resource.clone()));
    let decision = model.decide(&world, &tagging, reading);
    if let Permit::Refuse(refusal) = &decision.permit {
        return Err(Refused::of(refusal, reading));
    }
    Ok(world
        .after(&decision.changes)
        .get(id)
        .cloned()
        .unwrap_or(resource))
}

/// The answer and the changes of a create call that is right.
fn born(
    lifecycle: &Lifecycle,
    call: &Call,
    id: &str,
    resource: Resource,
    wanted: &Wanted<'_>,
    state: &mut State,
) -> Outcome {
    let text = |name: &str| call.given(name).unwrap_or_default().to_owned();
    let mut details = Details {
        name: text(lifecycle.name_param),
        description: text("Description"),
        bandwidth: call.given("Bandwidth").unwrap_or("5").to_owned(),
        vswitch: wanted.vswitch.map(str::to_owned),
        ..Details::default()
    };
    let mut fields = Fields::new();
    fields.insert(lifecycle.id_field.to_owned(), json!(id));
    let mut companions = Vec::new();
    match lifecycle.kind {
        Kind::Vpc => {
            call.given("CidrBlock")
                .unwrap_or("172.16.0.0/12")
                .clone_into(&mut details.cidr);
            details.router = state.new_id(ROUTER_PREFIX, &wanted.region);
            let table = Kind::RouteTable.lifecycle();
            details.route_table = state.new_id(table.prefix, &wanted.region);
            fields.insert("VRouterId".to_owned(), json!(details.router));
            fields.insert(table.id_field.to_owned(), json!(details.route_table));
            fields.insert("ResourceGroupId".to_owned(), json!(RESOURCE_GROUP));
            companions.push((
                details.route_table.clone(),
                Resource::new(Kind::RouteTable, &call.account, &wanted.region, Some(id)),
                Details {
                    system: true,
                    ..Details::default()
                },
            ));
        }
        Kind::VSwitch => {
            call.given("CidrBlock")
                .unwrap_or("172.16.0.0/24")
                .clone_into(&mut details.cidr);
            details.zone = call
                .given("ZoneId")
                .map_or_else(|| zones(&wanted.region)[0].clone(), str::to_owned);
        }
        Kind::RouteTable => {}
        Kind::Eip => {
            details.address = state.stream.address();
            fields.insert("EipAddress".to_owned(), json!(details.address));
            fields.insert("OrderId".to_owned(), json!(order(state)));
            fields.insert("ResourceGroupId".to_owned(), json!(RESOURCE_GROUP));
        }
        Kind::VpnGateway => {
            details.address = state.stream.address();
            fields.insert("Name".to_owned(), json!(details.name));
            fields.insert("OrderId".to_owned(), json!(order(state)));
        }
        Kind::NatGateway => {
            for (outer, inner, prefix) in NAT_TABLES {
                fields.insert((*outer).to_owned(), nat_table(id, inner, prefix));
            }
        }
    }
    let mut written = Written {
        changes: vec![Change::Create(id.to_owned(), resource)],
        details: vec![(id.to_owned(), details)],
    };
    for (id, resource, details) in companions {
        written.changes.push(Change::Create(id.clone(), resource));
        written.details.push((id, details));
    }
    Outcome {
        reply: Ok(fields),
        written,
    }
}

fn deletable(
    lifecycle: &Lifecycle,
    call: &Call,
    reading: &Readings,
    inventory: &Inventory,
) -> Result<Vec<Change>, Refused> {
    let id = call
        .given(lifecycle.id_param)
        .ok_or_else(|| Refused::missing(lifecycle.id_param, reading))?;
    inventory
        .find(call, lifecycle.kind, id)
        .ok_or_else(|| Refused::with(lifecycle.not_found))?;
    let details = inventory.details.get(id);
    if details.is_some_and(|details| details.system) {
        return Err(Refused::with(errors::OPERATION_DENIED_SYSTEM_ROUTE_TABLE));
    }
    let lives_there = |(other, resource): (&str, &Resource)| {
        let details = inventory.details.get(other);
        let in_vpc = resource.parent.as_deref() == Some(id)
            && !details.is_some_and(|details| details.system);
        in_vpc || details.is_some_and(|details| details.vswitch.as_deref() == Some(id))
    };
    let may_hold = matches!(lifecycle.kind, Kind::Vpc | Kind::VSwitch);
    if may_hold && inventory.world.iter().any(lives_there) {
        return Err(Refused::with(errors::DEPENDENCY_VIOLATION));
    }
    let table = details.map(|details| details.route_table.clone());
    let mut changes: Vec<Change> = table
        .filter(|table| !table.is_empty())
        .map(Change::Delete)
        .into_iter()
        .collect();
    changes.push(Change::Delete(id.to_owned()));
    Ok(changes)
}

/// The zones of a region.
pub(super) fn zones(region: &str) -> [String; 2] {
    let dash = if region.ends_with(|last: char| last.is_ascii_digit()) {
        ""
    } else {
        "-"
    };
    ["a", "b"].map(|zone| format!("{region}{dash}{zone}"))
}

/// A table of a NAT gateway, named after it.
pub(super) fn nat_table(id: &str, inner: &str, prefix: &str) -> Value {
    let own = id.split_once('-').map_or(id, |(_, own)| own);
    json!({ inner: [format!("{prefix}{own}")] })
}

/// Whether a region may be created in: the list is long and open,
/// so whatever looks like a region's name will do.
fn may_be_region(region: &str) -> bool {
    let looks_like_one = region.len() <= 32
        && region.contains('-')
        && region
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    REGIONS.contains(&region) || looks_like_one
}

fn order(state: &mut State) -> u64 {
    200_000_000_000_000 + state.stream.bits() % 100_000_000_000_000
}

/// Whether a boolean parameter is set, in the case of the documentation or of
/// Python.
fn is_true(call: &Call, name: &str) -> bool {
    call.get(name)
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

#[cfg(test)]
mod tests {
    use super::super::client::{AWAY, Client, HOME, reference};
    use super::super::inventory::MAX_RESOURCES;
    use super::*;
    use crate::contract::{InVSwitch, LIFECYCLES};
    use crate::wire::Format;

    /// The parents that a type needs, created.
    fn parents(client: &Client<'_>, lifecycle: &Lifecycle) -> Vec<(&'static str, String)> {
        let mut parents = Vec::new();
        if lifecycle.in_vpc {
            let vpc = client.vpc();
            if lifecycle.in_vswitch == InVSwitch::Usually {
                let made = client.done("CreateVSwitch", &[("VpcId", &vpc)]);
                parents.push(("VSwitchId", made.text("VSwitchId").unwrap().to_owned()));
            }
            parents.push(("VpcId", vpc));
        }
        parents
    }

    fn create(client: &Client<'_>, lifecycle: &Lifecycle, more: &[(&str, &str)]) -> String {
        let parents = parents(client, lifecycle);
        let mut asked: Vec<(&str, &str)> = parents
            .iter()
            .map(|(name, id)| (*name, id.as_str()))
            .collect();
        asked.extend(lifecycle.create_params);
        asked.extend(more);
        let made = client.done(lifecycle.create, &asked);
        made.text(lifecycle.id_field).unwrap().to_owned()
    }

    #[test]
    fn every_type_is_created_described_tagged_and_deleted() {
        let reference = reference(&[]);
        for format in [Format::Json, Format::Xml] {
            let client = Client {
                format,
                ..Client::new(&reference, "me")
            };
            for lifecycle in LIFECYCLES {
                let id = create(&client, lifecycle, &[(lifecycle.name_param, "Ann")]);
                assert!(id.starts_with(lifecycle.prefix), "{id}");
                let type_name = crate::contract::Edition::of_record().type_name(lifecycle.kind);
                assert_eq!(client.tag(type_name, &[&id], &[("k", "v")]).status, 200);
                let only = [(lifecycle.id_param, id.as_str())];
                let listed = client.done(lifecycle.describe, &only);
                let (outer, inner) = lifecycle.list;
                let found = crate::contract::elements(listed.body.get(outer), inner);
                assert_eq!(found.len(), 1, "{listed:?}");
                for (field, value) in [
                    (lifecycle.id_param, id.as_str()),
                    ("Status", lifecycle.ready),
                    ("RegionId", HOME),
                    (lifecycle.name_param, "Ann"),
                ] {
                    assert_eq!(found[0][field], value, "{}", lifecycle.describe);
                }
                let tag = crate::contract::elements(found[0].get("Tags"), "Tag")[0];
                let key = if lifecycle.kind == Kind::NatGateway {
                    "TagKey"
                } else {
                    "Key"
                };
                assert_eq!(tag[key], "k", "{}", lifecycle.describe);
                client.done(lifecycle.delete, &only);
                let gone = client.done(lifecycle.describe, &only);
                let found = crate::contract::elements(gone.body.get(outer), inner);
                assert_eq!(found, [&json!(null); 0], "{}", lifecycle.describe);
                assert_eq!(client.tags(type_name, &id), []);
                let again = client.refused(lifecycle.delete, &only);
                assert_eq!(again, (404, lifecycle.not_found.to_owned()));
            }
        }
    }

    #[test]
    fn a_vpc_brings_its_system_route_table_and_takes_it_along() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "me");
        let made = client.done("CreateVpc", &[]);
        let vpc = made.text("VpcId").unwrap();
        let table = made.text("RouteTableId").unwrap();
        assert!(made.text("VRouterId").unwrap().starts_with(ROUTER_PREFIX));
        assert_eq!(
            client.tag("ROUTETABLE", &[table], &[("k", "v")]).status,
            200
        );
        client.done("CreateRouteTable", &[("VpcId", vpc)]);
        let custom = [("VpcId", vpc), ("RouteTableType", "Custom")];
        let listed = client.done("DescribeRouteTableList", &custom);
        assert_eq!(listed.body["TotalCount"], 1);
        let shown = &listed.body["RouterTableList"]["RouterTableListType"][0];
        let own = shown["RouteTableId"].as_str().unwrap();
        assert_ne!(own, table);
        client.done("DeleteRouteTable", &[("RouteTableId", own)]);
        let of_vpc = [("VpcId", vpc), ("RouteTableType", "System")];
        let listed = client.done("DescribeRouteTableList", &of_vpc);
        let shown = &listed.body["RouterTableList"]["RouterTableListType"][0];
        assert_eq!(shown["RouteTableId"], table);
        assert_eq!(shown["Tags"]["Tag"][0]["Value"], "v");
        assert_eq!(
            client.refused("DeleteRouteTable", &[("RouteTableId", table)]),
            (400, "OperationDenied.SystemRouteTable".to_owned())
        );
        client.done("DeleteVpc", &[("VpcId", vpc)]);
        assert_eq!(client.tags("ROUTETABLE", table), []);
        let tagged = client.tag("ROUTETABLE", &[table], &[("k", "v")]);
        assert_eq!(tagged.code(), Some("InvalidInstanceIds.NotFound"));
    }

    #[test]
    fn a_parent_stays_while_something_lives_in_it() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "me");
        let vpc = client.vpc();
        let made = client.done("CreateVSwitch", &[("VpcId", &vpc)]);
        let vswitch = made.text("VSwitchId").unwrap();
        let inside = [("VpcId", vpc.as_str()), ("VSwitchId", vswitch)];
        let made = client.done("CreateNatGateway", &inside);
        let nat = made.text("NatGatewayId").unwrap();
        let held = (400, "DependencyViolation".to_owned());
        assert_eq!(client.refused("DeleteVpc", &inside[..1]), held);
        assert_eq!(client.refused("DeleteVSwitch", &inside[1..]), held);
        client.done("DeleteNatGateway", &[("NatGatewayId", nat)]);
        assert_eq!(client.refused("DeleteVpc", &inside[..1]), held);
        client.done("DeleteVSwitch", &inside[1..]);
        client.done("DeleteVpc", &inside[..1]);
    }

    #[test]
    fn tags_of_a_create_call_follow_the_rules_of_tag_resources() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "me");
        for lifecycle in LIFECYCLES {
            let tagged = TAGGED_AT_BIRTH.contains(&lifecycle.kind);
            let tag = [("Tag.1.Key", "born"), ("Tag.1.Value", "here")];
            let id = create(&client, lifecycle, &tag);
            let type_name = crate::contract::Edition::of_record().type_name(lifecycle.kind);
            let expected = vec![("born".to_owned(), "here".to_owned())];
            let expected = if tagged { expected } else { Vec::new() };
            assert_eq!(
                client.tags(type_name, &id),
                expected,
                "{}",
                lifecycle.create
            );
            if !tagged {
                continue;
            }
            let parents = parents(&client, lifecycle);
            for (tags, code) in [
                (
                    vec![("Tag.1.Key", "1a"), ("Tag.1.Value", "v")],
                    "InvalidTagKey",
                ),
                (
                    vec![
                        ("Tag.1.Key", "a"),
                        ("Tag.1.Value", "v"),
                        ("Tag.2.Key", "a"),
                        ("Tag.2.Value", "w"),
                    ],
                    "Forbidden.TagKey.Duplicated",
                ),
                (vec![("Tag.1.Key", "a")], "MissingParameter.TagValue"),
            ] {
                let mut asked: Vec<(&str, &str)> = parents
                    .iter()
                    .map(|(name, id)| (*name, id.as_str()))
                    .collect();
                asked.extend(tags);
                let count = |client: &Client<'_>| {
                    client.done(lifecycle.describe, &[]).body["TotalCount"].clone()
                };
                let before = count(&client);
                let refused = client.refused(lifecycle.create, &asked);
                assert_eq!(refused, (400, code.to_owned()), "{}", lifecycle.create);
                assert_eq!(count(&client), before, "{}", lifecycle.create);
            }
        }
    }

    #[test]
    fn what_a_create_call_needs_must_be_there() {
        let reference = reference(&[("unstated-code", "gateway")]);
        let client = Client::new(&reference, "me");
        let away = client.call("CreateVpc", &[("RegionId", AWAY)]);
        let away = away.text("VpcId").unwrap();
        let vpc = client.vpc();
        let long = "n".repeat(129);
        for (action, asked, status, code) in [
            ("CreateVSwitch", vec![], 400, "MissingVpcId"),
            (
                "CreateVSwitch",
                vec![("VpcId", "vpc-0")],
                404,
                "InvalidVpcId.NotFound",
            ),
            (
                "CreateVSwitch",
                vec![("VpcId", away)],
                404,
                "InvalidVpcId.NotFound",
            ),
            (
                "CreateNatGateway",
                vec![("VpcId", vpc.as_str()), ("VSwitchId", "vsw-0")],
                404,
                "InvalidVSwitchId.NotFound",
            ),
            ("CreateVpc", vec![("VpcName", &long)], 400, "InvalidVpcName"),
            (
                "CreateVpc",
                vec![("ClientToken", &long)],
                400,
                "InvalidClientToken",
            ),
            (
                "CreateVpc",
                vec![("DryRun", "true")],
                400,
                "DryRunOperation",
            ),
            (
                "DeleteVpc",
                vec![("VpcId", &vpc), ("DryRun", "True")],
                400,
                "DryRunOperation",
            ),
            ("DeleteVpc", vec![], 400, "MissingVpcId"),
        ] {
            let refused = client.refused(action, &asked);
            assert_eq!(refused, (status, code.to_owned()), "{action} {asked:?}");
        }
        let nowhere = client.call("CreateVpc", &[]);
        assert_eq!(nowhere.code(), Some("MissingRegionId"));
        let nowhere = client.call("CreateVpc", &[("RegionId", "Mars")]);
        assert_eq!(nowhere.code(), Some("InvalidRegionId.NotFound"));
        let far = client.call("CreateVpc", &[("RegionId", "ap-south-9")]);
        assert!(far.text("VpcId").unwrap().starts_with("vpc-xx0"));
        let vswitch = client.call("CreateVSwitch", &[("VpcId", away)]);
        assert!(vswitch.is_success(), "its region is that of its VPC");
    }

    #[test]
    fn a_client_token_makes_a_call_the_same_call() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "me");
        let token = [("ClientToken", "once")];
        let first = client.done("CreateVpc", &token);
        let second = client.done("CreateVpc", &token);
        assert_eq!(first.text("VpcId"), second.text("VpcId"));
        assert_ne!(first.request_id(), second.request_id());
        let other = client.done("AllocateEipAddress", &token);
        assert!(other.text("AllocationId").is_some());
        let theirs = Client::new(&reference, "them").done("CreateVpc", &token);
        assert_ne!(first.text("VpcId"), theirs.text("VpcId"));
        // What was refused is not remembered.
        let refused = [("ClientToken", "twice"), ("DryRun", "true")];
        client.refused("CreateVpc", &refused);
        client.done("CreateVpc", &refused[..1]);
    }

    #[test]
    fn resources_are_bounded_and_whoever_deletes_may_create_again() {
        let reference = reference(&[]);
        let client = Client::new(&reference, "me");
        // The first brings its route table.
        let vpc = client.vpc();
        let eips: Vec<String> = (2..MAX_RESOURCES)
            .map(|_| {
                let made = client.done("AllocateEipAddress", &[]);
                made.text("AllocationId").unwrap().to_owned()
            })
            .collect();
        let full = (400, "QuotaExceeded.Resources".to_owned());
        assert_eq!(client.refused("AllocateEipAddress", &[]), full);
        assert_eq!(client.refused("CreateVpc", &[]), full);
        assert_eq!(client.tag("VPC", &[&vpc], &[("k", "v")]).status, 200);
        client.done("ReleaseEipAddress", &[("AllocationId", &eips[0])]);
        client.done("AllocateEipAddress", &[]);
        assert_eq!(client.refused("AllocateEipAddress", &[]), full);
    }
}
