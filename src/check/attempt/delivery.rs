//! How the calls of an attempt are delivered: method, place and format.

use crate::cases::{Delivery, Method, Side, Signing, Spelling, Wire};
use crate::contract::{Call, fnv1a_of, params};
use crate::targets::How;
use crate::wire::{self, Format, Placement, Scheme};

use super::under_way::Attempt;
use crate::check::evidence::Ended;

impl Attempt<'_> {
    pub(super) fn how(&mut self, delivery: Delivery) -> Result<How, Ended> {
        let able = self.setting.capabilities;
        let missing = |what: &str| Err(Ended::NotApplicable(format!("the target takes no {what}")));
        let format = match delivery.wire {
            Some(Wire::Json) if !able.knows(Format::Json) => return missing("JSON"),
            Some(Wire::Xml) if !able.knows(Format::Xml) => return missing("XML"),
            Some(Wire::Json) => Format::Json,
            Some(Wire::Xml) => Format::Xml,
            None => self.setting.formats[self.draw(self.setting.formats.len())],
        };
        // Most real clients POST a query, so it comes up twice.
        let methods = [Method::Post, Method::Get, Method::Form, Method::Post];
        let is_able = |method: Method| match method {
            Method::Get => able.get.is_ok(),
            Method::Post => able.post.is_ok(),
            Method::Form | Method::Split => able.form.is_ok(),
        };
        let usual = self.setting.client.usual();
        let method = delivery.method.or_else(|| {
            let drawn = methods[self.draw(methods.len())];
            is_able(drawn).then_some(drawn)
        });
        let (post, placement) = match method {
            Some(Method::Get) if !is_able(Method::Get) => return missing("GET"),
            Some(Method::Post) if !is_able(Method::Post) => return missing("POST"),
            Some(method @ (Method::Form | Method::Split)) if !is_able(method) => {
                return missing("form");
            }
            Some(Method::Get) => (false, Placement::Query),
            Some(Method::Post) => (true, Placement::Query),
            Some(Method::Split) if able.split.is_ok() => (true, Placement::Split),
            Some(Method::Form | Method::Split) => (true, Placement::Form),
            None => (usual.post, usual.placement),
        };
        let takes_other = match placement {
            Placement::Query => &able.other_scheme,
            Placement::Form | Placement::Split => &able.other_scheme_forms,
        };
        Ok(How {
            post,
            placement,
            spelling: match delivery.spelling.unwrap_or_default() {
                Spelling::Escaped => wire::Spelling::Escaped,
                Spelling::Plus => wire::Spelling::Plus,
                Spelling::Bare => wire::Spelling::Bare,
            },
            scheme: delivery
                .signing
                .filter(|_| takes_other.is_ok())
                .map(|signing| match signing {
                    Signing::V1 => Scheme::V1,
                    Signing::Acs3 => Scheme::Acs3,
                }),
            format,
        })
    }

    /// A number below `of` that depends on the case and the place in it alone.
    pub(super) fn draw(&mut self, of: usize) -> usize {
        self.sent += 1;
        let hash = fnv1a_of(self.sent, self.case.id.as_bytes());
        usize::try_from((hash ^ (hash >> 29)) % of.max(1) as u64).unwrap_or(0)
    }

    /// Whether a plain listing is answered: then it was the request and not the
    /// weather that got no answer.
    pub(super) fn neutral_is_answered(&self) -> bool {
        if self.setting.client.is_gone() {
            return false;
        }
        let call = Call::new(params::LIST_TAG_RESOURCES, self.binding.account(Side::Own))
            .with(params::REGION_ID, self.binding.region(Side::Own))
            .with(
                params::RESOURCE_TYPE,
                self.setting
                    .edition
                    .type_name(self.setting.edition.product.usual()),
            )
            .with(
                params::element(params::RESOURCE_ID, 1),
                "vpc-bp1tagproofneutral",
            );
        let how = self
            .setting
            .client
            .usual()
            .with_format(self.setting.formats[0]);
        let reply = self.setting.client.call(&call, how, None);
        reply.answer().is_some_and(|answer| !answer.says_nothing())
    }
}
