//! The resource types of ECS that can be created, and the operations of their
//! life. Its other types are known by name alone.

use crate::contract::kind::{Given, Kind, Lifecycle, Naming, Trait};

use super::errors;

/// Every type; none lives in another.
pub(super) static KINDS: &[Kind] = &[
    SECURITY_GROUP,
    KEY_PAIR,
    LAUNCH_TEMPLATE,
    SNAPSHOT_POLICY,
    COMMAND,
    DISK,
];

/// A security group.
pub const SECURITY_GROUP: Kind = Kind::of(&SECURITY_GROUP_LIFE);
/// A key pair, whose name is its id.
pub const KEY_PAIR: Kind = Kind::of(&KEY_PAIR_LIFE);
/// A launch template.
pub const LAUNCH_TEMPLATE: Kind = Kind::of(&LAUNCH_TEMPLATE_LIFE);
/// An automatic snapshot policy.
pub const SNAPSHOT_POLICY: Kind = Kind::of(&SNAPSHOT_POLICY_LIFE);
/// A command.
pub const COMMAND: Kind = Kind::of(&COMMAND_LIFE);
/// A disk.
pub const DISK: Kind = Kind::of(&DISK_LIFE);

/// What all of them have in common.
const PLAIN: Lifecycle = Lifecycle {
    tag: ("TagKey", "TagValue"),
    ..Lifecycle::PLAIN
};

static SECURITY_GROUP_LIFE: Lifecycle = Lifecycle {
    place: 0,
    fixture: "securitygroup",
    create: "CreateSecurityGroup",
    id_field: "SecurityGroupId",
    delete: "DeleteSecurityGroup",
    delete_by: Naming::Plain("SecurityGroupId"),
    id: "SecurityGroupId",
    describe: "DescribeSecurityGroups",
    describe_by: Naming::Plain("SecurityGroupId"),
    list: ("SecurityGroups", "SecurityGroup"),
    prefix: "sg-",
    traits: &[Trait::BornTagged],
    not_found: Some(&errors::INVALID_SECURITY_GROUP_ID_NOT_FOUND),
    name_param: "SecurityGroupName",
    name_field: "SecurityGroupName",
    ..PLAIN
};

static KEY_PAIR_LIFE: Lifecycle = Lifecycle {
    place: 1,
    fixture: "keypair",
    create: "CreateKeyPair",
    id_field: "KeyPairName",
    delete: "DeleteKeyPairs",
    delete_by: Naming::Json("KeyPairNames"),
    id: "KeyPairName",
    describe: "DescribeKeyPairs",
    describe_by: Naming::Plain("KeyPairName"),
    list: ("KeyPairs", "KeyPair"),
    prefix: "kp-",
    traits: &[Trait::BornTagged, Trait::NamedUniquely, Trait::IdIsName],
    name_param: "KeyPairName",
    name_field: "KeyPairName",
    ..PLAIN
};

static LAUNCH_TEMPLATE_LIFE: Lifecycle = Lifecycle {
    place: 2,
    fixture: "launchtemplate",
    create: "CreateLaunchTemplate",
    id_field: "LaunchTemplateId",
    delete: "DeleteLaunchTemplate",
    delete_by: Naming::Plain("LaunchTemplateId"),
    id: "LaunchTemplateId",
    describe: "DescribeLaunchTemplates",
    describe_by: Naming::Indexed("LaunchTemplateId"),
    list: ("LaunchTemplateSets", "LaunchTemplateSet"),
    prefix: "lt-",
    // Tag.N of its create operation are those of what it launches.
    traits: &[Trait::NamedUniquely],
    name_param: "LaunchTemplateName",
    name_field: "LaunchTemplateName",
    ..PLAIN
};

static SNAPSHOT_POLICY_LIFE: Lifecycle = Lifecycle {
    place: 3,
    fixture: "snapshotpolicy",
    create: "CreateAutoSnapshotPolicy",
    id_field: "AutoSnapshotPolicyId",
    delete: "DeleteAutoSnapshotPolicy",
    delete_by: Naming::Plain("autoSnapshotPolicyId"),
    id: "AutoSnapshotPolicyId",
    describe: "DescribeAutoSnapshotPolicyEx",
    describe_by: Naming::Plain("AutoSnapshotPolicyId"),
    list: ("AutoSnapshotPolicies", "AutoSnapshotPolicy"),
    ready: Some("Normal"),
    prefix: "sp-",
    traits: &[Trait::BornTagged],
    create_params: &[
        ("timePoints", Given::Text("[\"1\"]")),
        ("repeatWeekdays", Given::Text("[\"1\"]")),
        ("retentionDays", Given::Text("1")),
    ],
    name_param: "autoSnapshotPolicyName",
    name_field: "AutoSnapshotPolicyName",
    region: "regionId",
    ..PLAIN
};

static COMMAND_LIFE: Lifecycle = Lifecycle {
    place: 4,
    fixture: "command",
    create: "CreateCommand",
    id_field: "CommandId",
    delete: "DeleteCommand",
    delete_by: Naming::Plain("CommandId"),
    id: "CommandId",
    describe: "DescribeCommands",
    describe_by: Naming::Plain("CommandId"),
    list: ("Commands", "Command"),
    prefix: "c-",
    traits: &[Trait::BornTagged],
    not_found: Some(&errors::INVALID_CMD_ID_NOT_FOUND),
    create_params: &[
        ("Type", Given::Text("RunShellScript")),
        ("CommandContent", Given::Text("ZWNobyBoaQ==")),
    ],
    name_param: "Name",
    name_field: "Name",
    ..PLAIN
};

static DISK_LIFE: Lifecycle = Lifecycle {
    place: 5,
    fixture: "disk",
    create: "CreateDisk",
    id_field: "DiskId",
    delete: "DeleteDisk",
    delete_by: Naming::Plain("DiskId"),
    id: "DiskId",
    describe: "DescribeDisks",
    describe_by: Naming::Json("DiskIds"),
    list: ("Disks", "Disk"),
    ready: Some("Available"),
    prefix: "d-",
    traits: &[Trait::Billable, Trait::BornTagged],
    create_params: &[("ZoneId", Given::Zone), ("Size", Given::Text("20"))],
    name_param: "DiskName",
    name_field: "DiskName",
    ..PLAIN
};
