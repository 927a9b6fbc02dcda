//! Metamorphic relations: a call and its transform on two groups of fixtures.

use crate::contract::{Edition, clauses};

use super::super::case::{Case, Step};
use super::super::delivery::{Method, Wire};
use super::draft::{Draft, Size, unnamed};
use super::draw::Draw;
use super::texts;

/// How large the calls are, mostly.
const SIZE: Size = Size {
    ids: 3,
    tags: 5,
    full: 5,
};

/// What does to other resources the same as a call does to its own: each gives
/// the calls that take its place. Under which readings it is the same, the
/// model knows.
static RELATIONS: &[fn(Step, &mut Draw<'_, '_>) -> Vec<Step>] = &[
    tags_permuted,
    ids_permuted,
    split_by_tags,
    split_by_ids,
    repeated,
    in_the_other_format,
    by_another_method,
];

/// A call on one group of resources, and its transform on another.
pub(super) fn metamorphic(draw: &mut Draw<'_, '_>, edition: &Edition) -> Case {
    let mut draft = Draft::valid(draw, edition, SIZE);
    if draw.one_in(3) {
        let tag = draft.tag;
        let (key, value) = &mut draft.step.tags[tag];
        if draw.one_in(3) {
            *key = Some(texts::odd(draw, edition.key.length));
        } else {
            *value = Some(texts::odd(draw, edition.value.length));
        }
    }
    let mut other = draft.step.clone();
    for id in &mut other.ids {
        *id = draft.cast.another(draft.home);
    }
    let relation = *draw.in_turn(RELATIONS);
    let transformed = relation(other, draw);
    let mut first = draft.step;
    if relation_is_of_delivery(&transformed) {
        first.delivery.wire = Some(Wire::Json);
        first.delivery.method = Some(Method::Post);
    }
    let mut steps = vec![first];
    steps.extend(transformed);
    if draw.one_in(3) {
        steps.rotate_left(1);
    }
    unnamed(
        edition,
        draft.cast,
        steps,
        &[
            clauses::EFFECT_ALL,
            clauses::EFFECT_EXACT,
            clauses::EFFECT_ONLY,
        ],
        &[],
    )
}

fn relation_is_of_delivery(steps: &[Step]) -> bool {
    steps
        .iter()
        .any(|step| step.delivery.wire.is_some() || step.delivery.method.is_some())
}

fn tags_permuted(mut step: Step, draw: &mut Draw<'_, '_>) -> Vec<Step> {
    draw.shuffle(&mut step.tags);
    vec![step]
}

fn ids_permuted(mut step: Step, draw: &mut Draw<'_, '_>) -> Vec<Step> {
    draw.shuffle(&mut step.ids);
    vec![step]
}

fn split_by_tags(mut step: Step, draw: &mut Draw<'_, '_>) -> Vec<Step> {
    if step.tags.len() < 2 {
        return vec![step];
    }
    let mut rest = step.clone();
    rest.tags = step.tags.split_off(draw.between(1, step.tags.len() - 1));
    vec![step, rest]
}

fn split_by_ids(mut step: Step, draw: &mut Draw<'_, '_>) -> Vec<Step> {
    if step.ids.len() < 2 {
        return vec![step];
    }
    let mut rest = step.clone();
    rest.ids = step.ids.split_off(draw.between(1, step.ids.len() - 1));
    vec![step, rest]
}

fn repeated(step: Step, _: &mut Draw<'_, '_>) -> Vec<Step> {
    vec![step.clone(), step]
}

fn in_the_other_format(mut step: Step, _: &mut Draw<'_, '_>) -> Vec<Step> {
    step.delivery.wire = Some(Wire::Xml);
    vec![step]
}

fn by_another_method(mut step: Step, draw: &mut Draw<'_, '_>) -> Vec<Step> {
    step.delivery.method = Some(draw.of(&[Method::Get, Method::Form]));
    step.delivery.wire = Some(Wire::Json);
    vec![step]
}
