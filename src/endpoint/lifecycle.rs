//! Creates and deletes resources.

use crate::contract::{Call, Kind, Product, Readings, Trait, errors, params, region_named};
use crate::model::{Change, Model, Permit, Resource, World};

use super::inventory::{Details, Inventory, Written};
use super::products::{Birth, form_of};
use super::refusal::{Fields, Refused};
use super::state::{CLIENT_TOKEN, Outcome, State};

/// Characters of what a create call may say, at most, so that a resource costs
/// little memory; the token's limit is the API's own.
static TEXT_LIMITS: &[(&str, usize)] = &[(CLIENT_TOKEN, 64), ("Description", 256)];

/// Characters of a resource's name, at most.
const NAME_LIMIT: usize = 128;

/// Parameter that has a call checked and not done.
const DRY_RUN: &str = "DryRun";

/// What a create call asks for, after it was found right.
struct Wanted<'a> {
    region: String,
    parent: Option<&'a str>,
    inner: Option<&'a str>,
}

/// Creates a resource. Nothing is created if the call is refused, also because
/// of its tags.
pub(super) fn create(
    kind: Kind,
    call: &Call,
    model: Model<'_>,
    reading: &Readings,
    state: &mut State,
) -> Outcome {
    if let Some(fields) = state.tokens.answer(call) {
        return Outcome::unchanged(Ok(fields));
    }
    let lifecycle = kind.lifecycle();
    let wanted = match wanted(kind, call, model, reading, &state.inventory) {
        Ok(wanted) => wanted,
        Err(refused) => return Outcome::unchanged(Err(refused)),
    };
    let id = match id_of(kind, call, model, reading, &wanted, state) {
        Ok(id) => id,
        Err(refused) => return Outcome::unchanged(Err(refused)),
    };
    let mut resource = Resource::new(kind, &call.account, &wanted.region, wanted.parent);
    if lifecycle.has(Trait::BornTagged) {
        match tagged(&id, resource, call, model, reading) {
            Ok(with_tags) => resource = with_tags,
            Err(refused) => return Outcome::unchanged(Err(refused)),
        }
    }
    if state.inventory.is_full() {
        return Outcome::unchanged(Err(Refused::with(&errors::QUOTA_EXCEEDED_RESOURCES)));
    }
    if is_true(call, DRY_RUN) {
        return Outcome::unchanged(Err(Refused::with(&errors::DRY_RUN_OPERATION)));
    }
    let outcome = born(call, &id, resource, &wanted, state);
    if let Ok(fields) = &outcome.reply {
        state.tokens.remember(call, fields);
    }
    outcome
}

/// The id of a new resource: a fresh one, or the name that it is given.
fn id_of(
    kind: Kind,
    call: &Call,
    model: Model<'_>,
    reading: &Readings,
    wanted: &Wanted<'_>,
    state: &mut State,
) -> Result<String, Refused> {
    let lifecycle = kind.lifecycle();
    if !lifecycle.has(Trait::IdIsName) {
        return Ok(state.new_id(lifecycle.prefix, &wanted.region));
    }
    let name = call
        .given(lifecycle.name_param)
        .ok_or_else(|| Refused::missing(lifecycle.name_param, reading))?;
    if state.inventory.world.get(name).is_some() {
        return Err(Refused::with(model.edition.product.exists));
    }
    Ok(name.to_owned())
}

/// Deletes a resource, with what comes and goes with it.
pub(super) fn delete(
    kind: Kind,
    call: &Call,
    product: &Product,
    reading: &Readings,
    inventory: &Inventory,
) -> Outcome {
    match deletable(kind, call, product, reading, inventory) {
        Ok(_) if is_true(call, DRY_RUN) => {
            Outcome::unchanged(Err(Refused::with(&errors::DRY_RUN_OPERATION)))
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
    kind: Kind,
    call: &'a Call,
    model: Model<'_>,
    reading: &Readings,
    inventory: &Inventory,
) -> Result<Wanted<'a>, Refused> {
    let lifecycle = kind.lifecycle();
    let region = call.given(lifecycle.region);
    let has_region_elsewhere = lifecycle.has(Trait::RegionOfParent) || lifecycle.has(Trait::Global);
    if region.is_none() && !has_region_elsewhere {
        return Err(Refused::missing(lifecycle.region, reading));
    }
    if region.is_some_and(|region| !may_be_region(region)) {
        return Err(Refused::with(&errors::INVALID_REGION_ID_NOT_FOUND));
    }
    let name_limit = (lifecycle.name_param, NAME_LIMIT);
    let own_limits = form_of(kind).map_or(&[][..], |form| form.limits);
    let limits = TEXT_LIMITS.iter().chain(own_limits);
    for (name, most) in limits.chain([&name_limit]) {
        let text = call.get(name).unwrap_or_default();
        if text.chars().count() > *most {
            return Err(Refused::invalid(name, reading));
        }
    }
    let mut wanted = Wanted {
        region: region.unwrap_or_default().to_owned(),
        parent: None,
        inner: None,
    };
    if let Some(parent) = lifecycle.parent {
        let of_parent = parent.lifecycle();
        let id = call
            .given(of_parent.id)
            .ok_or_else(|| Refused::missing(of_parent.id, reading))?;
        let there = inventory
            .find(call, parent, id)
            .ok_or_else(|| Refused::not_found(parent, reading))?;
        if !of_parent.has(Trait::Global) {
            wanted.region.clone_from(&there.region);
        }
        wanted.parent = Some(id);
        let inner = model.edition.product.inner_kinds(parent);
        wanted.inner = inner_of(call, inner, id, reading, inventory)?;
    }
    Ok(wanted)
}

/// What the resource lives in besides its parent. Only some types need it;
/// whoever names one must have it.
fn inner_of<'a>(
    call: &'a Call,
    mut kinds: impl Iterator<Item = Kind>,
    id: &str,
    reading: &Readings,
    inventory: &Inventory,
) -> Result<Option<&'a str>, Refused> {
    let Some((kind, inner)) = kinds.find_map(|kind| Some((kind, call.given(kind.lifecycle().id)?)))
    else {
        return Ok(None);
    };
    let there = inventory.find(call, kind, inner);
    if there.is_none_or(|there| there.parent.as_deref() != Some(id)) {
        return Err(Refused::not_found(kind, reading));
    }
    Ok(Some(inner))
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
    call: &Call,
    id: &str,
    resource: Resource,
    wanted: &Wanted<'_>,
    state: &mut State,
) -> Outcome {
    let lifecycle = resource.kind.lifecycle();
    let text = |name: &str| call.given(name).unwrap_or_default().to_owned();
    let details = Details {
        name: text(lifecycle.name_param),
        description: text("Description"),
        inner: wanted.inner.map(str::to_owned),
        ..Details::default()
    };
    let mut birth = Birth {
        call,
        id,
        region: &wanted.region,
        state,
        details,
        fields: Fields::new(),
        companions: Vec::new(),
    };
    birth.answers(lifecycle.id_field, id);
    if let Some(form) = form_of(resource.kind) {
        (form.born)(&mut birth);
    }
    let Birth {
        details,
        fields,
        companions,
        ..
    } = birth;
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
    kind: Kind,
    call: &Call,
    product: &Product,
    reading: &Readings,
    inventory: &Inventory,
) -> Result<Vec<Change>, Refused> {
    let lifecycle = kind.lifecycle();
    let named = lifecycle.delete_by.named(call).unwrap_or_default();
    let missing = || Refused::missing(lifecycle.delete_by.parameter(), reading);
    let id = named.first().ok_or_else(missing)?.as_str();
    if inventory.find(call, kind, id).is_none() {
        // Some operations make nothing of an id that is not there.
        return match lifecycle.not_found {
            Some(row) => Err(Refused::with(row)),
            None => Ok(Vec::new()),
        };
    }
    let details = inventory.details.get(id);
    if details.is_some_and(|details| details.system) {
        return Err(Refused::with(product.comes_with_parent));
    }
    let lives_there = |(other, resource): (&str, &Resource)| {
        let is_child = resource.parent.as_deref() == Some(id);
        let inner = resource.kind.lifecycle().inner;
        if !is_child && inner.is_none_or(|(inner, _)| inner != kind) {
            return false;
        }
        let details = inventory.details.get(other);
        let is_own = details.is_some_and(|details| details.system);
        is_child && !is_own || details.is_some_and(|details| details.inner() == id)
    };
    if product.may_hold(kind) && inventory.world.iter().any(lives_there) {
        return Err(Refused::with(product.in_use));
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

/// Whether a region may be created in: the list is long and open,
/// so whatever looks like a region's name will do.
fn may_be_region(region: &str) -> bool {
    let looks_like_one = region.len() <= 32
        && region.contains('-')
        && region
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    region_named(region).is_some() || looks_like_one
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
    use serde_json::json;

    use crate::contract::{Given, vpc};
    use crate::wire::Format;

    /// The parents that a type needs, created.
    fn parents(client: &Client<'_>, kind: Kind) -> Vec<(&'static str, String)> {
        let mut parents = Vec::new();
        if kind.lifecycle().parent.is_some() {
            let vpc = client.vpc();
            if kind.lives_in(vpc::VSWITCH) {
                let made = client.done("CreateVSwitch", &[("VpcId", &vpc)]);
                parents.push(("VSwitchId", made.text("VSwitchId").unwrap().to_owned()));
            }
            parents.push(("VpcId", vpc));
        }
        parents
    }

    fn create(client: &Client<'_>, kind: Kind, more: &[(&str, &str)]) -> String {
        let parents = parents(client, kind);
        let lifecycle = kind.lifecycle();
        let mut asked: Vec<(&str, &str)> = parents
            .iter()
            .map(|(name, id)| (*name, id.as_str()))
            .collect();
        asked.extend(
            lifecycle
                .create_params
                .iter()
                .filter_map(|(name, given)| match given {
                    Given::Text(text) => Some((*name, *text)),
                    _ => None,
                }),
        );
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
            for kind in vpc::PRODUCT.kinds.iter().copied() {
                let lifecycle = kind.lifecycle();
                let id = create(&client, kind, &[(lifecycle.name_param, "Ann")]);
                assert!(id.starts_with(lifecycle.prefix), "{id}");
                let type_name = crate::contract::Edition::of_record().type_name(kind);
                assert_eq!(client.tag(type_name, &[&id], &[("k", "v")]).status, 200);
                let only = [(lifecycle.id, id.as_str())];
                let listed = client.done(lifecycle.describe, &only);
                let (outer, inner) = lifecycle.list;
                let found = crate::contract::elements(listed.body.get(outer), inner);
                assert_eq!(found.len(), 1, "{listed:?}");
                for (field, value) in [
                    (lifecycle.id, id.as_str()),
                    ("Status", lifecycle.ready.unwrap()),
                    ("RegionId", HOME),
                    (lifecycle.name_param, "Ann"),
                ] {
                    assert_eq!(found[0][field], value, "{}", lifecycle.describe);
                }
                let tag = crate::contract::elements(found[0].get("Tags"), "Tag")[0];
                let key = if kind == vpc::NAT_GATEWAY {
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
                assert_eq!(again, (404, lifecycle.not_found.unwrap().code.to_owned()));
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
        assert!(made.text("VRouterId").unwrap().starts_with("vrt-"));
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
        for kind in vpc::PRODUCT.kinds.iter().copied() {
            let lifecycle = kind.lifecycle();
            let tagged = lifecycle.has(Trait::BornTagged);
            let tag = [("Tag.1.Key", "born"), ("Tag.1.Value", "here")];
            let id = create(&client, kind, &tag);
            let type_name = crate::contract::Edition::of_record().type_name(kind);
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
            let parents = parents(&client, kind);
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
