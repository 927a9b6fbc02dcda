//! A case under construction: its fixtures, and a call with what comes before it.

use crate::contract::{ClauseId, Edition, Kind, clauses};

use super::super::case::{Action, Case, Need, ReadBack, Side, Step};
use super::super::delivery::{Delivery, Method, Wire};
use super::super::origin::Origin;
use super::super::transform::in_parts;
use super::draw::Draw;
use super::texts;

/// Where a resource is, and whose and of what type it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Home {
    /// Its type.
    pub(super) kind: Kind,
    /// Its region.
    pub(super) region: Side,
    /// Its account.
    pub(super) account: Side,
}

/// The fixtures of a case.
#[derive(Debug, Clone, Default)]
pub(super) struct Cast {
    /// Those that are there from the start.
    pub(super) needs: Vec<Need>,
    named: usize,
}

/// A call with the steps before it. A break changes it so that the call is
/// refused for one reason.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// The fixtures.
    pub(super) cast: Cast,
    /// Where the resources of the call are.
    pub(super) home: Home,
    /// What is done before it.
    pub(super) before: Vec<Step>,
    /// The call.
    pub(super) step: Step,
    /// The id that a break may touch, by place.
    pub(super) id: usize,
    /// The tag that a break may touch, by place.
    pub(super) tag: usize,
    /// Whether what a break puts among the ids takes the place of that one.
    pub(super) in_place: bool,
}

/// How large the calls of [`Draft::valid`] are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Resources, at most, in most calls.
    pub(super) ids: usize,
    /// Tags, at most, in most calls.
    pub(super) tags: usize,
    /// One call in so many goes up to the limits of the edition.
    pub(super) full: usize,
}

impl Home {
    /// Mostly in the run's own region and account.
    pub(super) fn drawn(draw: &mut Draw<'_, '_>, kinds: &[Kind]) -> Self {
        Self {
            kind: draw.of(kinds),
            region: draw.of(&[Side::Own, Side::Own, Side::Own, Side::Other]),
            account: draw.of(&[Side::Own, Side::Own, Side::Own, Side::Other]),
        }
    }

    /// The type as a step names it.
    pub(super) fn type_name(self) -> String {
        format!("@{}", self.kind.lifecycle().fixture)
    }

    /// The same in the other region.
    pub(super) fn elsewhere(self) -> Self {
        Self {
            region: other(self.region),
            ..self
        }
    }

    /// The region as a step names it.
    pub(super) fn region_name(self) -> &'static str {
        self.region.region_name()
    }
}

/// Another one, which is not what stands for it.
pub(super) fn other(side: Side) -> Side {
    match side {
        Side::Own | Side::Third => Side::Other,
        Side::Other => Side::Own,
    }
}

impl Cast {
    /// Fixtures that are there, whose numbers go up to `named`.
    pub(super) fn after(needs: Vec<Need>, named: usize) -> Self {
        Self { needs, named }
    }

    /// A fixture more, there from the start; its name.
    pub(super) fn another(&mut self, home: Home) -> String {
        let need = self.later(home);
        let name = need.name.clone();
        self.needs.push(need);
        name
    }

    /// A fixture that a step creates.
    pub(super) fn later(&mut self, home: Home) -> Need {
        self.named += 1;
        let mut need = Need {
            name: String::new(),
            kind: home.kind,
            region: home.region,
            account: home.account,
        };
        need.name = need.named(self.named);
        need
    }
}

impl Draft {
    /// A call that is valid under every reading: one or more resources of one
    /// type, some tags, values near their limits among them.
    pub(super) fn valid(draw: &mut Draw<'_, '_>, edition: &Edition, size: Size) -> Self {
        let home = Home::drawn(draw, edition.product.kinds);
        let ids = if draw.one_in(size.full) {
            draw.between(1, edition.ids)
        } else {
            draw.between(1, size.ids)
        };
        let tags = if draw.one_in(size.full) {
            draw.between(1, edition.tags)
        } else {
            draw.between(1, size.tags)
        };
        let mut draft = Self::of(home, ids, tags);
        for (place, tag) in draft.step.tags.iter_mut().enumerate() {
            let key = texts::plain_key(draw, &(place + 1).to_string(), edition.key.length);
            *tag = (
                Some(key),
                Some(texts::plain_value(draw, edition.value.length)),
            );
        }
        draft.id = draw.below(ids);
        draft.tag = draw.below(tags);
        draft
    }

    /// A plain call: so many resources and so many tags.
    pub(super) fn of(home: Home, ids: usize, tags: usize) -> Self {
        let mut cast = Cast::default();
        let ids: Vec<String> = (0..ids).map(|_| cast.another(home)).collect();
        let step = Step {
            ids,
            tags: plain_tags("k", 1, tags),
            account: home.account,
            ..Step::new(Action::Tag, &[])
        };
        Self {
            cast,
            home,
            before: Vec::new(),
            step,
            id: 0,
            tag: 0,
            in_place: false,
        }
    }

    /// The key that a break may touch.
    pub(super) fn key(&mut self) -> &mut Option<String> {
        &mut self.tag().0
    }

    /// The value that a break may touch.
    pub(super) fn value(&mut self) -> &mut Option<String> {
        &mut self.tag().1
    }

    /// The tag that a break may touch, put there if there is none.
    pub(super) fn tag(&mut self) -> &mut (Option<String>, Option<String>) {
        while self.step.tags.len() <= self.tag {
            let number = self.step.tags.len() + 1;
            self.step.tags.extend(plain_tags("k", number, 1));
        }
        &mut self.step.tags[self.tag]
    }

    /// Puts another id in the place of the one that a break may touch, whose
    /// resource nobody needs then.
    pub(super) fn exchange_id(&mut self, id: String) {
        let Some(place) = self.step.ids.get_mut(self.id) else {
            return;
        };
        let before = std::mem::replace(place, id);
        let is_named = |text: &String| text.contains(&before);
        if !self.step.ids.iter().any(is_named) {
            self.cast.needs.retain(|need| need.name != before);
        }
    }

    /// Says type and region outright, for a call whose ids do not.
    pub(super) fn say_home(&mut self) {
        let home = self.home;
        self.step
            .resource_type
            .get_or_insert_with(|| home.type_name());
        self.step
            .region
            .get_or_insert_with(|| home.region_name().to_owned());
    }

    /// The steps of the draft, the call last.
    pub(super) fn steps(self) -> Vec<Step> {
        let mut steps = self.before;
        steps.push(self.step);
        steps
    }
}

/// Tags with keys that are numbered and equal values.
pub(super) fn plain_tags(
    prefix: &str,
    from: usize,
    count: usize,
) -> Vec<(Option<String>, Option<String>)> {
    (from..from + count)
        .map(|number| (Some(format!("{prefix}{number}")), Some("v".to_owned())))
        .collect()
}

/// Any way to send a call.
pub(super) fn any_delivery(draw: &mut Draw<'_, '_>) -> Delivery {
    Delivery {
        method: draw.of(&[
            None,
            Some(Method::Get),
            Some(Method::Post),
            Some(Method::Form),
        ]),
        wire: draw.of(&[None, None, Some(Wire::Json), Some(Wire::Xml)]),
        ..Delivery::default()
    }
}

/// A case without a name yet.
pub(super) fn unnamed(
    edition: &Edition,
    Cast { needs, .. }: Cast,
    steps: Vec<Step>,
    about: &[ClauseId],
    violates: &[ClauseId],
) -> Case {
    let mut case = Case {
        product: edition.product,
        id: String::new(),
        aliases: Vec::new(),
        clauses: about.to_vec(),
        violates: violates.to_vec(),
        needs,
        given: Vec::new(),
        axes: Vec::new(),
        note: None,
        steps,
        twin: None,
        read_back: ReadBack::Every,
        origin: Origin::Bytes,
    };
    case.speak_for_codes(edition);
    if about.contains(&clauses::TAG_QUOTA) {
        in_parts(case, edition)
    } else {
        case
    }
}
