//! The resource types of VPC, and the operations of their life.

use crate::contract::kind::{Given, Kind, Lifecycle, Lodging, Naming, Single, Trait};

use super::errors;

/// Every type, parents before children.
pub(super) static KINDS: &[Kind] = &[VPC, VSWITCH, ROUTE_TABLE, EIP, VPN_GATEWAY, NAT_GATEWAY];

/// A virtual private cloud.
pub const VPC: Kind = Kind::of(&VPC_LIFE);
/// A vSwitch in a VPC.
pub const VSWITCH: Kind = Kind::of(&VSWITCH_LIFE);
/// A route table of a VPC.
pub const ROUTE_TABLE: Kind = Kind::of(&ROUTE_TABLE_LIFE);
/// An elastic IP address.
pub const EIP: Kind = Kind::of(&EIP_LIFE);
/// A VPN gateway in a VPC.
pub const VPN_GATEWAY: Kind = Kind::of(&VPN_GATEWAY_LIFE);
/// A NAT gateway in a VPC.
pub const NAT_GATEWAY: Kind = Kind::of(&NAT_GATEWAY_LIFE);

static VPC_LIFE: Lifecycle = Lifecycle {
    place: 0,
    fixture: "vpc",
    create: "CreateVpc",
    id_field: "VpcId",
    delete: "DeleteVpc",
    delete_by: Naming::Plain("VpcId"),
    id: "VpcId",
    describe: "DescribeVpcs",
    describe_by: Naming::Plain("VpcId"),
    single: Some(Single {
        operation: "DescribeVpcAttribute",
        shows_tags: true,
    }),
    list: ("Vpcs", "Vpc"),
    ready: Some("Available"),
    prefix: "vpc-",
    traits: &[Trait::BornTagged],
    not_found: Some(&errors::INVALID_VPC_ID_NOT_FOUND),
    create_params: &[("CidrBlock", Given::Text("172.16.0.0/12"))],
    name_param: "VpcName",
    name_field: "VpcName",
    ..Lifecycle::PLAIN
};

static VSWITCH_LIFE: Lifecycle = Lifecycle {
    place: 1,
    fixture: "vswitch",
    create: "CreateVSwitch",
    id_field: "VSwitchId",
    delete: "DeleteVSwitch",
    delete_by: Naming::Plain("VSwitchId"),
    id: "VSwitchId",
    describe: "DescribeVSwitches",
    describe_by: Naming::Plain("VSwitchId"),
    single: Some(Single {
        operation: "DescribeVSwitchAttributes",
        shows_tags: true,
    }),
    list: ("VSwitches", "VSwitch"),
    ready: Some("Available"),
    prefix: "vsw-",
    parent: Some(VPC),
    traits: &[Trait::BornTagged, Trait::RegionOfParent],
    not_found: Some(&errors::INVALID_VSWITCH_ID_NOT_FOUND),
    create_params: &[
        ("ZoneId", Given::Zone),
        ("CidrBlock", Given::Subnet("172.", ".0/24")),
    ],
    name_param: "VSwitchName",
    name_field: "VSwitchName",
    ..Lifecycle::PLAIN
};

static ROUTE_TABLE_LIFE: Lifecycle = Lifecycle {
    place: 2,
    fixture: "routetable",
    create: "CreateRouteTable",
    id_field: "RouteTableId",
    delete: "DeleteRouteTable",
    delete_by: Naming::Plain("RouteTableId"),
    id: "RouteTableId",
    describe: "DescribeRouteTableList",
    describe_by: Naming::Plain("RouteTableId"),
    list: ("RouterTableList", "RouterTableListType"),
    ready: Some("Available"),
    prefix: "vtb-",
    parent: Some(VPC),
    traits: &[Trait::BornTagged],
    not_found: Some(&errors::INVALID_ROUTE_TABLE_ID_NOT_FOUND),
    name_param: "RouteTableName",
    name_field: "RouteTableName",
    ..Lifecycle::PLAIN
};

static EIP_LIFE: Lifecycle = Lifecycle {
    place: 3,
    fixture: "eip",
    create: "AllocateEipAddress",
    id_field: "AllocationId",
    delete: "ReleaseEipAddress",
    delete_by: Naming::Plain("AllocationId"),
    id: "AllocationId",
    describe: "DescribeEipAddresses",
    describe_by: Naming::Plain("AllocationId"),
    list: ("EipAddresses", "EipAddress"),
    ready: Some("Available"),
    prefix: "eip-",
    traits: &[Trait::Billable],
    not_found: Some(&errors::INVALID_ALLOCATION_ID_NOT_FOUND),
    create_params: &[("Bandwidth", Given::Text("5"))],
    name_param: "Name",
    name_field: "Name",
    ..Lifecycle::PLAIN
};

static VPN_GATEWAY_LIFE: Lifecycle = Lifecycle {
    place: 4,
    fixture: "vpngateway",
    create: "CreateVpnGateway",
    id_field: "VpnGatewayId",
    delete: "DeleteVpnGateway",
    delete_by: Naming::Plain("VpnGatewayId"),
    id: "VpnGatewayId",
    describe: "DescribeVpnGateways",
    describe_by: Naming::Plain("VpnGatewayId"),
    single: Some(Single {
        operation: "DescribeVpnGateway",
        shows_tags: true,
    }),
    list: ("VpnGateways", "VpnGateway"),
    ready: Some("active"),
    prefix: "vpn-",
    parent: Some(VPC),
    inner: Some((VSWITCH, Lodging::IfAsked)),
    traits: &[Trait::Billable, Trait::GoesSlowly],
    not_found: Some(&errors::INVALID_VPN_GATEWAY_INSTANCE_ID_NOT_FOUND),
    create_params: &[
        ("Bandwidth", Given::Text("5")),
        ("InstanceChargeType", Given::Text("POSTPAY")),
        ("AutoPay", Given::Text("true")),
    ],
    name_param: "Name",
    name_field: "Name",
    ..Lifecycle::PLAIN
};

static NAT_GATEWAY_LIFE: Lifecycle = Lifecycle {
    // Its tags have names of their own, and that is no slip of ours.
    tag: ("TagKey", "TagValue"),
    place: 5,
    fixture: "natgateway",
    create: "CreateNatGateway",
    id_field: "NatGatewayId",
    delete: "DeleteNatGateway",
    delete_by: Naming::Plain("NatGatewayId"),
    id: "NatGatewayId",
    describe: "DescribeNatGateways",
    describe_by: Naming::Plain("NatGatewayId"),
    single: Some(Single {
        operation: "GetNatGatewayAttribute",
        shows_tags: false,
    }),
    list: ("NatGateways", "NatGateway"),
    ready: Some("Available"),
    prefix: "ngw-",
    parent: Some(VPC),
    inner: Some((VSWITCH, Lodging::Usually)),
    traits: &[Trait::Billable, Trait::GoesSlowly, Trait::BornTagged],
    not_found: Some(&errors::INVALID_NAT_GATEWAY_ID_NOT_FOUND),
    create_params: &[
        ("NatType", Given::Text("Enhanced")),
        ("InternetChargeType", Given::Text("PayByLcu")),
        ("InstanceChargeType", Given::Text("PostPaid")),
    ],
    name_param: "Name",
    name_field: "Name",
    ..Lifecycle::PLAIN
};
