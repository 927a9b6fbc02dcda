//! The resource types of CEN that can be created, and the operations of their
//! life. Its other types are known by name alone.

use crate::contract::kind::{Kind, Lifecycle, Naming, Trait};

use super::errors;

/// Every type, parents before children.
pub(super) static KINDS: &[Kind] = &[CEN, TRANSIT_ROUTER, ROUTE_TABLE];

/// A CEN instance, which is in no region.
pub const CEN: Kind = Kind::of(&CEN_LIFE);
/// A transit router of a CEN instance, one a region.
pub const TRANSIT_ROUTER: Kind = Kind::of(&TRANSIT_ROUTER_LIFE);
/// A route table of a transit router.
pub const ROUTE_TABLE: Kind = Kind::of(&ROUTE_TABLE_LIFE);

static CEN_LIFE: Lifecycle = Lifecycle {
    place: 0,
    fixture: "cen",
    create: "CreateCen",
    id_field: "CenId",
    delete: "DeleteCen",
    delete_by: Naming::Plain("CenId"),
    id: "CenId",
    describe: "DescribeCens",
    describe_by: Naming::Filter("CenId"),
    list: ("Cens", "Cen"),
    ready: Some("Active"),
    prefix: "cen-",
    traits: &[Trait::Global, Trait::BornTagged, Trait::GoesSlowly],
    not_found: Some(&errors::PARAMETER_CEN_INSTANCE_ID),
    name_param: "Name",
    name_field: "Name",
    ..Lifecycle::PLAIN
};

static TRANSIT_ROUTER_LIFE: Lifecycle = Lifecycle {
    place: 1,
    fixture: "transitrouter",
    create: "CreateTransitRouter",
    id_field: "TransitRouterId",
    delete: "DeleteTransitRouter",
    delete_by: Naming::Plain("TransitRouterId"),
    id: "TransitRouterId",
    describe: "ListTransitRouters",
    describe_by: Naming::Plain("TransitRouterId"),
    list: ("TransitRouters", ""),
    tags: ("Tags", ""),
    ready: Some("Active"),
    prefix: "tr-",
    parent: Some(CEN),
    traits: &[Trait::OnlyChild, Trait::BornTagged, Trait::GoesSlowly],
    not_found: Some(&errors::PARAMETER_INSTANCE_ID),
    name_param: "TransitRouterName",
    name_field: "TransitRouterName",
    ..Lifecycle::PLAIN
};

static ROUTE_TABLE_LIFE: Lifecycle = Lifecycle {
    place: 2,
    fixture: "transitrouterroutetable",
    create: "CreateTransitRouterRouteTable",
    id_field: "TransitRouterRouteTableId",
    delete: "DeleteTransitRouterRouteTable",
    delete_by: Naming::Plain("TransitRouterRouteTableId"),
    id: "TransitRouterRouteTableId",
    describe: "ListTransitRouterRouteTables",
    describe_by: Naming::Indexed("TransitRouterRouteTableIds"),
    list: ("TransitRouterRouteTables", ""),
    tags: ("Tags", ""),
    ready: Some("Active"),
    prefix: "vtb-",
    parent: Some(TRANSIT_ROUTER),
    traits: &[Trait::GoesSlowly],
    not_found: Some(&errors::INVALID_TRANSIT_ROUTER_ROUTE_TABLE_ID_NOT_FOUND),
    name_param: "TransitRouterRouteTableName",
    name_field: "TransitRouterRouteTableName",
    status: "TransitRouterRouteTableStatus",
    ..Lifecycle::PLAIN
};
