//! CEN (Cbn) 2017-09-12, a sibling of VPC whose main type is in no region.

mod editions;
pub mod errors;
mod kinds;
mod refusals;

pub use editions::EDITIONS;
pub use kinds::{CEN, ROUTE_TABLE, TRANSIT_ROUTER};

use super::super::params;
use super::super::product::{ListPage, Product};

/// The product.
pub static PRODUCT: Product = Product {
    name: "cbn",
    title: "Cbn",
    version: "2017-09-12",
    host: "cbn.aliyuncs.com",
    // One host for all regions.
    regional_host: "cbn.aliyuncs.com",
    errors: &[errors::PAGE_ERRORS],
    exists: &errors::INVALID_PARAMETER,
    in_use: &errors::INVALID_OPERATION_CEN_INSTANCE_STATUS,
    comes_with_parent: &errors::INVALID_OPERATION_CEN_INSTANCE_STATUS,
    kinds: kinds::KINDS,
    untag: "UntagResources",
    companions: &[params::LIST_TAG_RESOURCES, "UntagResources"],
    list_page: ListPage {
        parameter: Some("PageSize"),
        usual: 10,
        most: 50,
    },
    suites: &[
        (
            "suites/cbn/codes.toml",
            include_str!("../../../../suites/cbn/codes.toml"),
        ),
        (
            "suites/cbn/regions.toml",
            include_str!("../../../../suites/cbn/regions.toml"),
        ),
    ],
    probes: &[(
        "suites/cbn/probes.toml",
        include_str!("../../../../suites/cbn/probes.toml"),
    )],
};
