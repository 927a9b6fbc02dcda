//! Rules of keys and values: length, characters, prefixes, URLs.

use crate::contract::axes as axis;
use crate::contract::axis::{Leniency, LetterCase, Permission, ReservedKeyCode, ReservedValueCode};
use crate::contract::{
    Characters, Class, ClauseId, FirstRule, Reserved, Stated, TextRule, URL_SCHEMES, clauses,
    length, params,
};

use super::choice::Chooser;
use super::context::Context;
use super::permit::{Refusal, Unstated};
use super::request::{Tag, Text};

/// A rule that keys and values both have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Not too long.
    Length,
    /// No character of a class outside the page's list.
    Class(Class),
    /// No character that nobody is judged by.
    Unjudged,
    /// The first character.
    First,
    /// Does not start with `aliyun`.
    Aliyun,
    /// Does not start with `acs:`.
    Acs,
    /// Does not contain `http://`.
    Http,
    /// Does not contain `https://`.
    Https,
    /// No URL scheme in another letter case, which nobody is judged by.
    OddUrl,
}

/// Which text of a tag a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `Tag.N.Key`.
    Key,
    /// `Tag.N.Value`.
    Value,
}

/// The refusal that some tag of the call has earned by a rule, if any. An empty
/// text breaks none of them.
pub(super) fn check(
    rule: Rule,
    part: Part,
    on: &Context<'_>,
    choose: &mut Chooser,
) -> Option<Refusal> {
    on.call
        .tags
        .iter()
        .filter_map(|tag| part.of(tag))
        .filter(|text| !text.content.is_empty())
        .find_map(|text| broken(rule, part, text, on, choose))
}

fn broken(
    rule: Rule,
    part: Part,
    text: &Text,
    on: &Context<'_>,
    choose: &mut Chooser,
) -> Option<Refusal> {
    let says = part.rule(on);
    let axes = says.axes;
    match rule {
        Rule::Length => {
            let ascii = text.content.is_ascii();
            let too_long = if ascii || text.content.len() <= says.length {
                text.content.len() > says.length
            } else {
                length(&text.content, choose.ask(axes.unit)) > says.length
            };
            too_long.then(|| {
                let refusals = on.edition.refusals;
                match part {
                    Part::Key => stated(clauses::KEY_LENGTH, refusals.key_length),
                    Part::Value => stated(clauses::VALUE_LENGTH, refusals.value_length),
                }
            })
        }
        Rule::Class(class) => {
            if says.characters == Characters::Any || !text.holds(class) {
                return None;
            }
            let (_, permission) = axes.classes.iter().find(|(known, _)| *known == class)?;
            (choose.ask(*permission) == Permission::Rejected).then(|| {
                part.refusal(
                    on,
                    clauses::KEY_OTHER_CHARACTERS,
                    clauses::VALUE_OTHER_CHARACTERS,
                )
            })
        }
        Rule::Unjudged => (text.holds(Class::Unjudged)
            && choose.ask(axis::UNJUDGED_TEXT) == Permission::Rejected)
            .then(|| part.refusal(on, clauses::TEXT_UNJUDGED, clauses::TEXT_UNJUDGED)),
        Rule::First => first(part, text.first?, on, choose),
        Rule::Aliyun => reserved(&text.content, &says.axes.aliyun, choose).then(|| match part {
            Part::Key => key_code(on, clauses::KEY_ALIYUN, choose.ask(axis::KEY_ALIYUN_CODE)),
            Part::Value => value_code(
                on,
                clauses::VALUE_ALIYUN,
                choose.ask(axis::VALUE_ALIYUN_CODE),
            ),
        }),
        Rule::Acs => reserved(&text.content, &says.axes.acs, choose).then(|| match part {
            Part::Key => key_code(on, clauses::KEY_ACS, choose.ask(axis::KEY_ACS_CODE)),
            Part::Value => value_code(on, clauses::VALUE_ACS, choose.ask(axis::VALUE_ACS_CODE)),
        }),
        Rule::Http => url(part, text, on, URL_SCHEMES[0], clauses::KEY_HTTP, choose),
        Rule::Https => url(part, text, on, URL_SCHEMES[1], clauses::KEY_HTTPS, choose),
        Rule::OddUrl => {
            let lower = text.content.to_ascii_lowercase();
            let odd = URL_SCHEMES
                .iter()
                .any(|scheme| lower.contains(*scheme) && !text.content.contains(*scheme));
            (odd && choose.ask(axis::UNJUDGED_TEXT) == Permission::Rejected)
                .then(|| part.refusal(on, clauses::TEXT_UNJUDGED, clauses::TEXT_UNJUDGED))
        }
    }
}

fn first(part: Part, class: Class, on: &Context<'_>, choose: &mut Chooser) -> Option<Refusal> {
    let says = part.rule(on);
    let refused = match says.first {
        FirstRule::Anything => false,
        FirstRule::Letter => match class {
            Class::Letter => false,
            // Whether these are letters at all nobody is judged by.
            Class::AstralLetter | Class::Unjudged => {
                choose.ask(axis::UNJUDGED_TEXT) == Permission::Rejected
            }
            other => says
                .axes
                .first_letters
                .iter()
                .find(|(known, _)| *known == other)
                .is_none_or(|(_, axis)| choose.ask(*axis) == Permission::Rejected),
        },
        FirstRule::Doubtful => match class {
            Class::Letter => false,
            Class::AstralLetter | Class::Unjudged => {
                choose.ask(axis::UNJUDGED_TEXT) == Permission::Rejected
            }
            other => says
                .axes
                .first
                .iter()
                .find(|(classes, _)| classes.contains(&other))
                .is_some_and(|(_, axis)| choose.ask(*axis) == Leniency::Rejected),
        },
    };
    refused.then(|| part.refusal(on, clauses::KEY_FIRST, clauses::VALUE_FIRST))
}

/// Whether a text starts with a reserved prefix, where that is forbidden.
fn reserved(text: &str, prefix: &Reserved, choose: &mut Chooser) -> bool {
    if !text.to_ascii_lowercase().starts_with(prefix.prefix) {
        return false;
    }
    let allowed = prefix
        .ban
        .is_some_and(|axis| choose.ask(axis) == Permission::Accepted);
    !allowed && (text.starts_with(prefix.prefix) || choose.ask(prefix.case) == LetterCase::Any)
}

fn url(
    part: Part,
    text: &Text,
    on: &Context<'_>,
    scheme: &str,
    key_clause: ClauseId,
    choose: &mut Chooser,
) -> Option<Refusal> {
    if !text.content.contains(scheme) {
        return None;
    }
    match part {
        Part::Key => Some(part.refusal(on, key_clause, key_clause)),
        Part::Value => (choose.ask(axis::VALUE_URL) == Permission::Rejected)
            .then(|| part.refusal(on, clauses::VALUE_URL, clauses::VALUE_URL)),
    }
}

fn key_code(on: &Context<'_>, clause: ClauseId, code: ReservedKeyCode) -> Refusal {
    let refusals = on.edition.refusals;
    let codes = match code {
        ReservedKeyCode::ForbiddenTagKeys => refusals.reserved_key,
        ReservedKeyCode::InvalidTagKey => refusals.invalid_key,
    };
    stated(clause, codes)
}

fn value_code(on: &Context<'_>, clause: ClauseId, code: ReservedValueCode) -> Refusal {
    let refusals = on.edition.refusals;
    let codes = match code {
        ReservedValueCode::InvalidTagValue => refusals.invalid_value,
        ReservedValueCode::ForbiddenTagKeys => refusals.reserved_value,
    };
    stated(clause, codes)
}

fn stated(clause: ClauseId, codes: Stated) -> Refusal {
    Refusal::by(clause, codes, Unstated::Invalid(params::TAG))
}

impl Part {
    fn of(self, tag: &Tag) -> Option<&Text> {
        match self {
            Self::Key => tag.key.as_ref(),
            Self::Value => tag.value.as_ref(),
        }
    }

    fn rule<'a>(self, on: &Context<'a>) -> &'a TextRule {
        match self {
            Self::Key => &on.edition.key,
            Self::Value => &on.edition.value,
        }
    }

    fn refusal(self, on: &Context<'_>, of_key: ClauseId, of_value: ClauseId) -> Refusal {
        match self {
            Self::Key => stated(of_key, on.edition.refusals.invalid_key),
            Self::Value => stated(of_value, on.edition.refusals.invalid_value),
        }
    }
}
