//! ECS 2014-05-26, a sibling of VPC on the same wire.

mod editions;
pub mod errors;
mod kinds;
mod refusals;

pub use editions::EDITIONS;
pub use kinds::{COMMAND, DISK, KEY_PAIR, LAUNCH_TEMPLATE, SECURITY_GROUP, SNAPSHOT_POLICY};

use super::super::params;
use super::super::product::{ListPage, Product};

/// The product.
pub static PRODUCT: Product = Product {
    name: "ecs",
    title: "Ecs",
    version: "2014-05-26",
    host: "ecs.aliyuncs.com",
    regional_host: "ecs.{region}.aliyuncs.com",
    errors: &[errors::PAGE_ERRORS, errors::LATER_ERRORS],
    exists: &errors::KEY_PAIR_ALREADY_EXIST,
    in_use: &errors::DEPENDENCY_VIOLATION,
    comes_with_parent: &errors::DEPENDENCY_VIOLATION,
    kinds: kinds::KINDS,
    untag: "UntagResources",
    companions: &[params::LIST_TAG_RESOURCES, "UntagResources"],
    // The page says nothing of how many rows come.
    list_page: ListPage {
        parameter: None,
        usual: 50,
        most: 50,
    },
    suites: &[(
        "suites/ecs/codes.toml",
        include_str!("../../../../suites/ecs/codes.toml"),
    )],
    probes: &[(
        "suites/ecs/probes.toml",
        include_str!("../../../../suites/ecs/probes.toml"),
    )],
};
