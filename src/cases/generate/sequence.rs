//! Random sequences over several resources, regions and accounts.

use crate::contract::{ClauseId, Edition, Kind, clauses};

use super::super::case::{Action, Case, Need, Side, Step};
use super::breaks::{Break, breaks_of};
use super::draft::{Cast, Draft, Home, any_delivery, other, plain_tags, unnamed};
use super::draw::Draw;
use super::pool::Pool;

/// Steps of a sequence.
const STEPS: (usize, usize) = (4, 12);

/// Clauses that take too many fixtures to break one step of many.
pub(super) const DEAR: &[ClauseId] = &[clauses::ID_LIMIT];

/// A sequence of steps, most of them right, on a few resources.
pub(super) fn sequence(draw: &mut Draw<'_, '_>, edition: &Edition) -> Case {
    let mut play = Play::new(draw, edition);
    let steps = draw.between(STEPS.0, STEPS.1);
    while play.steps.len() < steps {
        play.go_on(draw);
    }
    unnamed(
        edition,
        play.cast,
        play.steps,
        &[
            clauses::EFFECT_ALL,
            clauses::EFFECT_EXACT,
            clauses::EFFECT_ONLY,
        ],
        &[],
    )
}

struct Play<'e> {
    edition: &'e Edition,
    cast: Cast,
    /// Resources that are there.
    present: Vec<Need>,
    /// Resources that were deleted.
    gone: Vec<Need>,
    /// Types of the case.
    kinds: Vec<Kind>,
    pool: Pool,
    rows: Vec<&'static Break>,
    steps: Vec<Step>,
    /// Keys of bulk calls that were made so far.
    bulk: usize,
}

impl<'e> Play<'e> {
    fn new(draw: &mut Draw<'_, '_>, edition: &'e Edition) -> Self {
        let all = edition.product.kinds;
        let kinds: Vec<Kind> = (0..draw.between(1, 3)).map(|_| draw.of(all)).collect();
        let mut cast = Cast::default();
        // The first is where the bystanders are; the rest are where they may.
        cast.another(Home {
            kind: kinds[0],
            region: Side::Own,
            account: Side::Own,
        });
        for _ in 0..draw.between(1, 3) {
            let home = Home::drawn(draw, &kinds);
            cast.another(home);
        }
        let names: Vec<&str> = cast.needs.iter().map(|need| need.name.as_str()).collect();
        let pool = Pool::new(draw, edition, &names);
        let rows = breaks_of(edition)
            .into_iter()
            .filter(|row| !DEAR.contains(&row.clause))
            .collect();
        Self {
            edition,
            present: cast.needs.clone(),
            gone: Vec::new(),
            cast,
            kinds,
            pool,
            rows,
            steps: Vec::new(),
            bulk: 0,
        }
    }

    /// One step more, or some that belong together.
    fn go_on(&mut self, draw: &mut Draw<'_, '_>) {
        match draw.below(16) {
            0..=6 => self.tag(draw),
            7 | 8 => self.untag(draw),
            9 => self.list(draw),
            10 | 11 => self.describe(draw),
            12 => self.delete(draw),
            13 => self.create(draw),
            _ => self.odd_call(draw),
        }
    }

    fn tag(&mut self, draw: &mut Draw<'_, '_>) {
        let mut step = self.call(draw, Action::Tag);
        step.tags = if draw.one_in(8) {
            let count = draw.between(2, self.edition.tags);
            // From where the last ones ended, or over them again.
            let from = self.bulk.saturating_sub(draw.below(6)) + 1;
            self.bulk = from + count - 1;
            plain_tags("b", from, count)
        } else {
            self.pool.tags(draw)
        };
        if draw.one_in(12) {
            self.stray(draw, &mut step);
        }
        self.steps.push(step);
    }

    fn untag(&mut self, draw: &mut Draw<'_, '_>) {
        let mut step = self.call(draw, Action::Untag);
        if draw.one_in(4) {
            step.all = true;
        } else {
            step.keys = self.pool.keys(draw);
            if self.bulk > 0 && draw.one_in(3) {
                step.keys.push(format!("b{}", draw.between(1, self.bulk)));
            }
        }
        self.steps.push(step);
    }

    fn list(&mut self, draw: &mut Draw<'_, '_>) {
        let mut step = if draw.one_in(3) && !self.gone.is_empty() {
            let place = draw.below(self.gone.len());
            on(&[self.gone[place].clone()], Action::List)
        } else {
            self.call(draw, Action::List)
        };
        if draw.one_in(3) {
            step.tags = self.pool.filter(draw);
        }
        // What is elsewhere or another's is not to be seen.
        if let Some(first) = step
            .ids
            .first()
            .and_then(|name| Need::parse(name, self.edition.product))
        {
            let home = home_of(&first);
            match draw.below(4) {
                0 => step.region = Some(home.elsewhere().region_name().to_owned()),
                1 => step.account = other(home.account),
                _ => {}
            }
        }
        step.delivery = any_delivery(draw);
        self.steps.push(step);
    }

    /// Asks for tag information, in the place and account of a resource or in
    /// others. Only keys that nobody else has are asked for.
    fn describe(&mut self, draw: &mut Draw<'_, '_>) {
        let action = draw.of(&[Action::DescribeTags, Action::DescribeTagKeys]);
        let product = self.edition.product;
        let known = action.companion(product);
        if !known.is_some_and(|known| product.companions.contains(&known)) {
            return self.list(draw);
        }
        let home = Home::drawn(draw, &self.kinds);
        let mut step = Step::new(action, &[]);
        step.region = Some(home.region_name().to_owned());
        step.account = home.account;
        if draw.one_in(2) {
            step.resource_type = Some(home.type_name());
        }
        match action {
            Action::DescribeTags => step.tags = self.pool.own_filter(),
            _ => step.keyword = Some(self.pool.own_keyword()),
        }
        step.delivery = any_delivery(draw);
        self.steps.push(step);
    }

    fn delete(&mut self, draw: &mut Draw<'_, '_>) {
        let places: Vec<usize> = (0..self.present.len())
            .filter(|place| self.deletable(self.present[*place].kind))
            .collect();
        if places.is_empty() || self.present.len() < 2 {
            return self.tag(draw);
        }
        let need = self.present.remove(draw.of(&places));
        self.steps.push(Step::new(Action::Delete, &[&need.name]));
        self.gone.push(need);
    }

    /// What something of the case may live in stays.
    fn deletable(&self, kind: Kind) -> bool {
        let mut lives = self.cast.needs.iter();
        !lives.any(|need| need.kind.lives_in(kind))
    }

    fn create(&mut self, draw: &mut Draw<'_, '_>) {
        let Some(need) = self.gone.last() else {
            return self.tag(draw);
        };
        let need = self.cast.later(home_of(need));
        self.steps.push(Step::new(Action::Create, &[&need.name]));
        self.present.push(need);
    }

    /// A call with one constraint broken, or without any parameter.
    fn odd_call(&mut self, draw: &mut Draw<'_, '_>) {
        if draw.one_in(12) {
            let mut bare = Step::new(Action::Tag, &[]);
            bare.raw = Some(String::new());
            return self.steps.push(bare);
        }
        let mut step = self.call(draw, Action::Tag);
        step.tags = self.pool.tags(draw);
        let named = step.ids.first();
        let Some(home) = self
            .present
            .iter()
            .find(|need| Some(&need.name) == named)
            .map(home_of)
        else {
            return;
        };
        let row = self.rows[draw.below(self.rows.len())];
        let mut draft = Draft {
            cast: self.cast.clone(),
            home,
            before: Vec::new(),
            id: draw.below(step.ids.len()),
            tag: draw.below(step.tags.len()),
            in_place: false,
            step,
        };
        (row.apply)(&mut draft, draw, self.edition);
        // What the break made is there from the start like all others, so it
        // may live in what was deleted since.
        let made = &draft.cast.needs[self.cast.needs.len()..];
        let lives_in = |need: &Need| made.iter().any(|made| made.kind.lives_in(need.kind));
        if self.gone.iter().any(lives_in) {
            return self.tag(draw);
        }
        self.present.extend_from_slice(made);
        self.cast = draft.cast.clone();
        self.steps.extend(draft.steps());
    }

    /// A call on one resource, and on others of its place, account and type.
    fn call(&self, draw: &mut Draw<'_, '_>, action: Action) -> Step {
        let place = draw.below(self.present.len());
        let first = &self.present[place];
        let mut named = vec![first.clone()];
        for (number, need) in self.present.iter().enumerate() {
            if number != place && home_of(need) == home_of(first) && draw.one_in(2) {
                named.push(need.clone());
            }
        }
        draw.shuffle(&mut named);
        let mut step = on(&named, action);
        if draw.one_in(8) {
            step.resource_type = Some(format!("{}:odd-case", home_of(first).type_name()));
        }
        step.delivery = any_delivery(draw);
        step
    }

    /// Names a resource that is gone, or that is elsewhere, besides.
    fn stray(&self, draw: &mut Draw<'_, '_>, step: &mut Step) {
        let all: Vec<&Need> = self.gone.iter().chain(&self.present).collect();
        let stray = &all[draw.below(all.len())].name;
        if !step.ids.contains(stray) && step.ids.len() < self.edition.ids {
            step.ids.push(stray.clone());
        }
    }
}

/// A call in the name of the owner of the resources.
fn on(named: &[Need], action: Action) -> Step {
    let ids: Vec<&str> = named.iter().map(|need| need.name.as_str()).collect();
    let mut step = Step::new(action, &ids);
    if let Some(first) = named.first() {
        step.account = first.account;
    }
    step
}

fn home_of(need: &Need) -> Home {
    Home {
        kind: need.kind,
        region: need.region,
        account: need.account,
    }
}
