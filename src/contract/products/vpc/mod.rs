//! VPC 2016-04-28, the product of the specification of record.

mod editions;
pub mod errors;
mod kinds;
mod refusals;

pub use editions::EDITIONS;
pub use kinds::{EIP, NAT_GATEWAY, ROUTE_TABLE, VPC, VPN_GATEWAY, VSWITCH};

use super::super::params;
use super::super::product::{ListPage, Product};

/// The product.
pub static PRODUCT: Product = Product {
    name: "vpc",
    title: "Vpc",
    version: "2016-04-28",
    host: "vpc.aliyuncs.com",
    regional_host: "vpc.{region}.aliyuncs.com",
    errors: &[errors::PAGE_ERRORS, errors::LATER_ERRORS],
    exists: &super::super::errors::INVALID_PARAMETER,
    in_use: &errors::DEPENDENCY_VIOLATION,
    comes_with_parent: &errors::OPERATION_DENIED_SYSTEM_ROUTE_TABLE,
    kinds: kinds::KINDS,
    untag: "UnTagResources",
    list_page: ListPage {
        parameter: Some(params::MAX_RESULTS),
        usual: 50,
        most: 50,
    },
    companions: &[
        params::LIST_TAG_RESOURCES,
        params::DESCRIBE_TAGS,
        params::DESCRIBE_TAG_KEYS,
        "UnTagResources",
    ],
    suites: &[],
    probes: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{CLAUSES, ClauseKind};

    #[test]
    fn the_page_has_thirteen_codes_and_a_clause_for_each() {
        assert_eq!(errors::PAGE_ERRORS.len(), 13);
        for row in errors::PAGE_ERRORS {
            let is_its = |refusals| EDITIONS[0].refuses(refusals, row.code);
            let mut of_codes = CLAUSES
                .iter()
                .filter(|clause| clause.kind == ClauseKind::Code);
            assert!(of_codes.any(is_its), "{}", row.code);
        }
    }
}
