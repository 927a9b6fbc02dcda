//! The resource types that can be created, and the operations of their life.

/// A resource type that fixtures can be created of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A virtual private cloud.
    Vpc,
    /// A vSwitch in a VPC.
    VSwitch,
    /// A route table of a VPC.
    RouteTable,
    /// An elastic IP address.
    Eip,
    /// A VPN gateway in a VPC.
    VpnGateway,
    /// A NAT gateway in a VPC.
    NatGateway,
}

/// Whether a type lives in a vSwitch. What create operations ask for changed
/// over the years, so that a refusal is answered by the other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InVSwitch {
    /// It has nothing to do with any.
    Never,
    /// Only where creation asks for one.
    IfAsked,
    /// Unless creation refuses one.
    Usually,
}

/// The operations of one type.
#[derive(Debug)]
pub struct Lifecycle {
    /// The type.
    pub kind: Kind,
    /// Name of the type in fixture names.
    pub fixture: &'static str,
    /// Create operation.
    pub create: &'static str,
    /// Field of the create answer that holds the id.
    pub id_field: &'static str,
    /// Delete operation.
    pub delete: &'static str,
    /// Parameter that holds the id in delete and describe operations.
    pub id_param: &'static str,
    /// Describe operation that lists resources.
    pub describe: &'static str,
    /// Operation that shows one resource with its tags, if there is one.
    pub describe_one: Option<&'static str>,
    /// Path of the list in the describe answer: outer and inner field.
    pub list: (&'static str, &'static str),
    /// Status that means ready.
    pub ready: &'static str,
    /// Prefix of its ids.
    pub prefix: &'static str,
    /// Whether it lives in a VPC.
    pub in_vpc: bool,
    /// Whether it lives in a vSwitch of that VPC as well.
    pub in_vswitch: InVSwitch,
    /// Whether having one costs money.
    pub billable: bool,
    /// Code of the operations above for an unknown id.
    pub not_found: &'static str,
    /// Parameters of the create operation besides region, parents and name.
    pub create_params: &'static [(&'static str, &'static str)],
    /// Parameter of the create operation that names the resource.
    pub name_param: &'static str,
}

/// Every type, parents before children.
pub static LIFECYCLES: &[Lifecycle] = &[
    Lifecycle {
        kind: Kind::Vpc,
        fixture: "vpc",
        create: "CreateVpc",
        id_field: "VpcId",
        delete: "DeleteVpc",
        id_param: "VpcId",
        describe: "DescribeVpcs",
        describe_one: Some("DescribeVpcAttribute"),
        list: ("Vpcs", "Vpc"),
        ready: "Available",
        prefix: "vpc-",
        in_vpc: false,
        in_vswitch: InVSwitch::Never,
        billable: false,
        not_found: "InvalidVpcId.NotFound",
        create_params: &[("CidrBlock", "172.16.0.0/12")],
        name_param: "VpcName",
    },
    Lifecycle {
        kind: Kind::VSwitch,
        fixture: "vswitch",
        create: "CreateVSwitch",
        id_field: "VSwitchId",
        delete: "DeleteVSwitch",
        id_param: "VSwitchId",
        describe: "DescribeVSwitches",
        describe_one: Some("DescribeVSwitchAttributes"),
        list: ("VSwitches", "VSwitch"),
        ready: "Available",
        prefix: "vsw-",
        in_vpc: true,
        in_vswitch: InVSwitch::Never,
        billable: false,
        not_found: "InvalidVSwitchId.NotFound",
        create_params: &[],
        name_param: "VSwitchName",
    },
    Lifecycle {
        kind: Kind::RouteTable,
        fixture: "routetable",
        create: "CreateRouteTable",
        id_field: "RouteTableId",
        delete: "DeleteRouteTable",
        id_param: "RouteTableId",
        describe: "DescribeRouteTableList",
        describe_one: None,
        list: ("RouterTableList", "RouterTableListType"),
        ready: "Available",
        prefix: "vtb-",
        in_vpc: true,
        in_vswitch: InVSwitch::Never,
        billable: false,
        not_found: "InvalidRouteTableId.NotFound",
        create_params: &[],
        name_param: "RouteTableName",
    },
    Lifecycle {
        kind: Kind::Eip,
        fixture: "eip",
        create: "AllocateEipAddress",
        id_field: "AllocationId",
        delete: "ReleaseEipAddress",
        id_param: "AllocationId",
        describe: "DescribeEipAddresses",
        describe_one: None,
        list: ("EipAddresses", "EipAddress"),
        ready: "Available",
        prefix: "eip-",
        in_vpc: false,
        in_vswitch: InVSwitch::Never,
        billable: true,
        not_found: "InvalidAllocationId.NotFound",
        create_params: &[("Bandwidth", "5")],
        name_param: "Name",
    },
    Lifecycle {
        kind: Kind::VpnGateway,
        fixture: "vpngateway",
        create: "CreateVpnGateway",
        id_field: "VpnGatewayId",
        delete: "DeleteVpnGateway",
        id_param: "VpnGatewayId",
        describe: "DescribeVpnGateways",
        describe_one: Some("DescribeVpnGateway"),
        list: ("VpnGateways", "VpnGateway"),
        ready: "active",
        prefix: "vpn-",
        in_vpc: true,
        in_vswitch: InVSwitch::IfAsked,
        billable: true,
        not_found: "InvalidVpnGatewayInstanceId.NotFound",
        create_params: &[
            ("Bandwidth", "5"),
            ("InstanceChargeType", "POSTPAY"),
            ("AutoPay", "true"),
        ],
        name_param: "Name",
    },
    Lifecycle {
        kind: Kind::NatGateway,
        fixture: "natgateway",
        create: "CreateNatGateway",
        id_field: "NatGatewayId",
        delete: "DeleteNatGateway",
        id_param: "NatGatewayId",
        describe: "DescribeNatGateways",
        describe_one: None,
        list: ("NatGateways", "NatGateway"),
        ready: "Available",
        prefix: "ngw-",
        in_vpc: true,
        in_vswitch: InVSwitch::Usually,
        billable: true,
        not_found: "InvalidNatGatewayId.NotFound",
        create_params: &[
            ("NatType", "Enhanced"),
            ("InternetChargeType", "PayByLcu"),
            ("InstanceChargeType", "PostPaid"),
        ],
        name_param: "Name",
    },
];

impl Kind {
    /// The operations of the type.
    pub fn lifecycle(self) -> &'static Lifecycle {
        // The table's order is the order of the variants; a test holds it.
        &LIFECYCLES[self as usize]
    }

    /// The type with this name in fixture names.
    pub fn of_fixture(name: &str) -> Option<Self> {
        LIFECYCLES
            .iter()
            .find(|lifecycle| lifecycle.fixture == name)
            .map(|lifecycle| lifecycle.kind)
    }

    /// Every type, parents before children.
    pub fn all() -> impl Iterator<Item = Self> {
        LIFECYCLES.iter().map(|lifecycle| lifecycle.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_finds_its_own_row() {
        for lifecycle in LIFECYCLES {
            assert_eq!(lifecycle.kind.lifecycle().kind, lifecycle.kind);
            assert_eq!(Kind::of_fixture(lifecycle.fixture), Some(lifecycle.kind));
        }
    }
}
