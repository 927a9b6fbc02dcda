//! Cases made of others: steps repeated, dropped, joined, texts and ways changed.

use crate::contract::{Edition, clauses};

use super::super::case::{Action, Case, Side, Step};
use super::super::sound::is_sound;
use super::super::transform::{fused, in_region, number_of, with_kind};
use super::breaks::breaks_of;
use super::draft::{Cast, Draft, Home, any_delivery, plain_tags};
use super::draw::Draw;
use super::sequence::DEAR;
use super::texts;

/// Steps of a case, at most: what takes longer shows in less.
const MOST_STEPS: usize = 20;

/// Fixtures of a case, at most.
const MOST_NEEDS: usize = 12;

/// Changes to a case, at most.
const CHANGES: usize = 3;

/// Changes a case in one way; `other` is one to take from.
type Change = fn(&mut Case, &Case, &mut Draw<'_, '_>, &Edition);

/// Every way to change a case.
static WAYS: &[Change] = &[
    repeat_a_step,
    drop_a_step,
    swap_two_steps,
    join,
    another_text,
    more_tags,
    a_break,
    a_break,
    another_delivery,
    another_kind,
    another_region,
];

/// A case that is like `parent`, with something of `other` in it perhaps; none
/// if what came out makes no sense. The model says what is right about it, so it
/// claims nothing.
pub(super) fn mutated(
    draw: &mut Draw<'_, '_>,
    edition: &Edition,
    parent: &Case,
    other: &Case,
) -> Option<Case> {
    let mut case = parent.clone();
    case.violates.clear();
    case.twin = None;
    case.note = None;
    case.clauses = vec![
        clauses::EFFECT_ALL,
        clauses::EFFECT_EXACT,
        clauses::EFFECT_ONLY,
    ];
    for step in &mut case.steps {
        step.expect = None;
        step.after.clear();
    }
    for _ in 0..draw.between(1, CHANGES) {
        let change = draw.of(WAYS);
        change(&mut case, other, draw, edition);
    }
    let fits = case.steps.len() <= MOST_STEPS && case.needs.len() <= MOST_NEEDS;
    (fits && is_sound(&case)).then_some(case)
}

fn repeat_a_step(case: &mut Case, _: &Case, draw: &mut Draw<'_, '_>, _: &Edition) {
    let step = case.steps[draw.below(case.steps.len())].clone();
    let place = draw.below(case.steps.len() + 1);
    case.steps.insert(place, step);
}

fn drop_a_step(case: &mut Case, _: &Case, draw: &mut Draw<'_, '_>, _: &Edition) {
    if case.steps.len() > 1 {
        case.steps.remove(draw.below(case.steps.len()));
    }
}

fn swap_two_steps(case: &mut Case, _: &Case, draw: &mut Draw<'_, '_>, _: &Edition) {
    let length = case.steps.len();
    case.steps.swap(draw.below(length), draw.below(length));
}

/// The other case after this one, or on the same resources.
fn join(case: &mut Case, other: &Case, draw: &mut Draw<'_, '_>, _: &Edition) {
    if draw.one_in(2) {
        *case = fused(case, other);
        return;
    }
    // What both name alike is one resource to them.
    let place = draw.below(other.steps.len());
    let step = &other.steps[place];
    for name in &step.ids {
        if let Some(need) = other.needs.iter().find(|need| need.name == *name)
            && !case.needs.contains(need)
        {
            case.needs.push(need.clone());
        }
    }
    let at = draw.below(case.steps.len() + 1);
    case.steps.insert(at, step.clone());
}

fn another_text(case: &mut Case, _: &Case, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let Some(step) = a_tagging_step(case, draw) else {
        return;
    };
    if step.tags.is_empty() {
        return;
    }
    let tag = draw.below(step.tags.len());
    let (key, value) = &mut step.tags[tag];
    if draw.one_in(2) {
        *key = Some(if draw.one_in(3) {
            texts::odd(draw, edition.key.length)
        } else {
            texts::plain_key(draw, "m", edition.key.length)
        });
    } else {
        *value = Some(if draw.one_in(2) {
            texts::odd(draw, edition.value.length)
        } else {
            texts::plain_value(draw, edition.value.length)
        });
    }
}

fn more_tags(case: &mut Case, _: &Case, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let Some(step) = a_tagging_step(case, draw) else {
        return;
    };
    let count = draw.between(1, edition.tags);
    let prefix = draw.pick(&["k", "m"]);
    step.tags = plain_tags(prefix, draw.between(1, 4), count);
}

fn a_break(case: &mut Case, _: &Case, draw: &mut Draw<'_, '_>, edition: &Edition) {
    let places: Vec<usize> = (0..case.steps.len())
        .filter(|place| case.steps[*place].action == Action::Tag)
        .filter(|place| home_of(case, &case.steps[*place]).is_some())
        .collect();
    if places.is_empty() {
        return;
    }
    let place = draw.of(&places);
    let step = case.steps[place].clone();
    let Some(home) = home_of(case, &step) else {
        return;
    };
    let rows = breaks_of(edition);
    let row = rows[draw.below(rows.len())];
    if DEAR.contains(&row.clause) {
        return;
    }
    let named = super::super::sound::names_in(case);
    let highest = named
        .iter()
        .chain(case.needs.iter().map(|need| &need.name))
        .map(|name| number_of(name))
        .max();
    let mut draft = Draft {
        cast: Cast::after(case.needs.clone(), highest.unwrap_or(1)),
        home,
        before: Vec::new(),
        id: draw.below(step.ids.len()),
        tag: draw.below(step.tags.len()),
        in_place: false,
        step,
    };
    (row.apply)(&mut draft, draw, edition);
    case.needs.clone_from(&draft.cast.needs);
    case.steps.splice(place..=place, draft.steps());
}

fn another_delivery(case: &mut Case, _: &Case, draw: &mut Draw<'_, '_>, _: &Edition) {
    let place = draw.below(case.steps.len());
    case.steps[place].delivery = any_delivery(draw);
}

fn another_kind(case: &mut Case, _: &Case, draw: &mut Draw<'_, '_>, edition: &Edition) {
    *case = with_kind(case, draw.of(edition.product.kinds));
}

fn another_region(case: &mut Case, _: &Case, _: &mut Draw<'_, '_>, _: &Edition) {
    *case = in_region(case, Side::Other);
}

fn a_tagging_step<'c>(case: &'c mut Case, draw: &mut Draw<'_, '_>) -> Option<&'c mut Step> {
    let mut places: Vec<&mut Step> = case
        .steps
        .iter_mut()
        .filter(|step| step.action == Action::Tag)
        .collect();
    if places.is_empty() {
        return None;
    }
    let place = draw.below(places.len());
    Some(places.swap_remove(place))
}

/// Where the first fixture is that a step names.
fn home_of(case: &Case, step: &Step) -> Option<Home> {
    let need = step.ids.iter().find_map(|id| case.need(id))?;
    let has_tags = !step.tags.is_empty() && step.account == Side::Own;
    has_tags.then_some(Home {
        kind: need.kind,
        region: need.region,
        account: need.account,
    })
}
