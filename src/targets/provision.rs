//! Creates and deletes the resources that cases tag.

use crate::contract::{Call, Kind, params};

use super::client::{Client, How, Reply};

/// A resource to create.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Its type.
    pub kind: Kind,
    /// The account that creates it.
    pub account: &'a str,
    /// Its region.
    pub region: &'a str,
    /// The VPC for types that live in one.
    pub vpc: Option<&'a str>,
    /// The vSwitch for types that live in one.
    pub vswitch: Option<&'a str>,
    /// Its name, by which leftovers are known.
    pub name: &'a str,
    /// A number of its own among the vSwitches of its VPC, below 255.
    pub subnet: usize,
}

/// Why a resource could not be created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProvisionError {
    /// The target refused, or answered something that is no id.
    #[error("{operation} was answered with {answer}")]
    Refused {
        /// The create operation.
        operation: &'static str,
        /// What came back.
        answer: String,
    },
    /// No answer came: weather.
    #[error("{operation} got no answer: {cause}")]
    Lost {
        /// The create operation.
        operation: &'static str,
        /// Why.
        cause: String,
    },
}

/// Creates a resource; its id.
pub fn create(client: &Client, wanted: &Wanted<'_>) -> Result<String, ProvisionError> {
    let life = wanted.kind.lifecycle();
    let mut call = Call::new(life.create, wanted.account)
        .with(params::REGION_ID, wanted.region)
        .with(life.name_param, wanted.name);
    for (name, value) in life.create_params {
        call = call.with(*name, *value);
    }
    if life.in_vpc
        && let Some(vpc) = wanted.vpc
    {
        call = call.with(params::VPC_ID, vpc);
    }
    if life.in_vswitch
        && let Some(vswitch) = wanted.vswitch
    {
        call = call.with(params::VSWITCH_ID, vswitch);
    }
    if wanted.kind == Kind::VSwitch {
        call = call
            .with("ZoneId", format!("{}-b", wanted.region))
            .with("CidrBlock", format!("172.16.{}.0/24", wanted.subnet));
    }
    let reply = client.call(&call, How::usual(), None);
    let operation = life.create;
    if let Err(cause) = &reply.received
        && cause.is_weather()
    {
        return Err(ProvisionError::Lost {
            operation,
            cause: cause.to_string(),
        });
    }
    let id = reply
        .answer()
        .filter(|answer| answer.is_success())
        .and_then(|answer| answer.text(life.id_field));
    id.filter(|id| !id.is_empty())
        .map(str::to_owned)
        .ok_or_else(|| ProvisionError::Refused {
            operation,
            answer: reply.words(),
        })
}

/// Deletes a resource; what came of it.
pub fn delete(client: &Client, kind: Kind, id: &str, region: &str, account: &str) -> Reply {
    let life = kind.lifecycle();
    let call = Call::new(life.delete, account)
        .with(params::REGION_ID, region)
        .with(life.id_param, id);
    client.call(&call, How::usual(), None)
}
