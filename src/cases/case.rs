//! What a case is: fixtures, steps and what is expected of them.

use crate::contract::{ClauseId, Edition, Kind, Product, clause_ids, params};

use super::delivery::Delivery;
use super::origin::Origin;

/// The topic of the cases about operations beside the one of the page.
const COMPANIONS: &str = "companions";

/// Cases that a run draws if nothing is said.
pub const DRAWN: u32 = 200;

/// One case of a suite, hand-written or generated.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The API that it is about.
    pub product: &'static Product,
    /// Permanent id, `topic/kebab-case`.
    pub id: String,
    /// Former ids.
    pub aliases: Vec<String>,
    /// The clauses that it speaks for, codes of refusals among them.
    pub clauses: Vec<ClauseId>,
    /// The clause that its last tag step breaks; none in a positive case,
    /// several in a precedence case.
    pub violates: Vec<ClauseId>,
    /// The resources that must be there.
    pub needs: Vec<Need>,
    /// Axis and option pairs under which its expectations hold.
    pub given: Vec<(String, String)>,
    /// Axes that it is there to tell apart (probes).
    pub axes: Vec<String>,
    /// Why it exists, in a sentence.
    pub note: Option<String>,
    /// What is done.
    pub steps: Vec<Step>,
    /// A valid call like the one refused: it must be accepted on the same
    /// target, or the case is inconclusive.
    pub twin: Option<Step>,
    /// When the state is read back.
    pub read_back: ReadBack,
    /// Where it comes from.
    pub origin: Origin,
}

/// When the state is read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadBack {
    /// After every write, with bystanders.
    Every,
    /// After the last step, the named resources alone: for probes, whose steps
    /// use keys of their own.
    End,
}

/// Which of a run's regions or accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The run's own region or account.
    Own,
    /// The second one.
    Other,
    /// A third region, for which the run's own stands where a target has none.
    /// There is no third account.
    Third,
}

/// A resource that must be there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// Its name, such as `vpc`, `vpc#2` or `vswitch@other-account`.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Its region.
    pub region: Side,
    /// Its account.
    pub account: Side,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// Fixture names, or literal ids with a leading `=`.
    pub ids: Vec<String>,
    /// Keys and values; either may be left out.
    pub tags: Vec<(Option<String>, Option<String>)>,
    /// `ResourceType`, if not that of the first fixture named.
    pub resource_type: Option<String>,
    /// `RegionId`, if not that of the first fixture named.
    pub region: Option<String>,
    /// Who calls.
    pub account: Side,
    /// How it is sent.
    pub delivery: Delivery,
    /// Parameters that are left out.
    pub omit: Vec<String>,
    /// Parameters that are added or replaced.
    pub set: Vec<(String, String)>,
    /// Parameters that are added even if they are there already.
    pub add: Vec<(String, String)>,
    /// The literal query in place of all of this.
    pub raw: Option<String>,
    /// Keys to remove.
    pub keys: Vec<String>,
    /// Whether every tag is removed.
    pub all: bool,
    /// Part of a key to look for.
    pub keyword: Option<String>,
    /// Steps in a row that have a lane are made at once: one caller a lane,
    /// each making the steps of its lane in order.
    pub lane: Option<u32>,
    /// Whether the answer is judged by its form alone, and what follows not
    /// at all: for bytes that the model cannot represent.
    pub robust: bool,
    /// What the page says that happens; checked against the model at load.
    pub expect: Option<Expect>,
    /// The tags that resources have after it; checked likewise.
    pub after: Vec<(String, Vec<(String, String)>)>,
    /// Line of the step, from 1.
    pub line: usize,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// `TagResources`.
    Tag,
    /// `UnTagResources`, however the product spells it.
    Untag,
    /// `ListTagResources`.
    List,
    /// `DescribeTags`.
    DescribeTags,
    /// `DescribeTagKeys`.
    DescribeTagKeys,
    /// Creates the resource named.
    Create,
    /// Deletes the resource named.
    Delete,
    /// Waits until every other case of the run is done.
    Rest,
}

/// What the page says that a step is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Status 200.
    Accepted,
    /// A refusal with this status and code; without a code, with any.
    Refused {
        /// HTTP status.
        status: u16,
        /// Error code.
        code: Option<String>,
    },
    /// A listing that shows some keys and does not show others.
    Shows {
        /// Keys that are shown.
        holds: Vec<String>,
        /// Keys that are not.
        lacks: Vec<String>,
    },
}

impl Action {
    /// The operation of tags that it calls besides `TagResources`, if any.
    pub fn companion(self, product: &Product) -> Option<&'static str> {
        match self {
            Self::Untag => Some(product.untag),
            Self::List => Some(params::LIST_TAG_RESOURCES),
            Self::DescribeTags => Some(params::DESCRIBE_TAGS),
            Self::DescribeTagKeys => Some(params::DESCRIBE_TAG_KEYS),
            Self::Tag | Self::Create | Self::Delete | Self::Rest => None,
        }
    }
}

impl Step {
    /// A step that does `action` to `ids` and nothing else.
    pub fn new(action: Action, ids: &[&str]) -> Self {
        Self {
            action,
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            tags: Vec::new(),
            resource_type: None,
            region: None,
            account: Side::Own,
            delivery: Delivery::default(),
            omit: Vec::new(),
            set: Vec::new(),
            add: Vec::new(),
            raw: None,
            keys: Vec::new(),
            all: false,
            keyword: None,
            lane: None,
            robust: false,
            expect: None,
            after: Vec::new(),
            line: 1,
        }
    }

    /// A tag step with keys and values.
    pub fn tag(ids: &[&str], tags: &[(&str, &str)]) -> Self {
        Self {
            tags: tags
                .iter()
                .map(|(key, value)| (Some((*key).to_owned()), Some((*value).to_owned())))
                .collect(),
            ..Self::new(Action::Tag, ids)
        }
    }

    /// The same step by one of several callers at once; `{lane}` in its ids,
    /// tags and keys becomes the caller's number.
    #[must_use]
    pub fn in_lane(mut self, lane: u32) -> Self {
        let number = lane.to_string();
        let texts = self
            .tags
            .iter_mut()
            .flat_map(|(key, value)| key.iter_mut().chain(value.iter_mut()))
            .chain(&mut self.ids)
            .chain(&mut self.keys);
        for text in texts {
            *text = text.replace("{lane}", &number);
        }
        self.lane = Some(lane);
        self
    }

    /// The same step with an expectation.
    #[must_use]
    pub fn expecting(mut self, expect: Expect) -> Self {
        self.expect = Some(expect);
        self
    }
}

impl Case {
    /// Whether a right implementation refuses its last tag step.
    pub fn is_negative(&self) -> bool {
        !self.violates.is_empty()
    }

    /// Whether a person wrote it into a suite file.
    pub fn is_hand_written(&self) -> bool {
        matches!(self.origin, Origin::Suite { .. })
    }

    /// Whether it is about an operation beside the one of the page: then that
    /// operation is judged in it, and not only relied on.
    pub fn is_about_companions(&self) -> bool {
        let topic = self.id.split('/').next();
        topic == Some(COMPANIONS)
    }

    /// The seed that it was drawn from, and how many cases must be drawn for
    /// it to be among them.
    pub fn drawn_from(&self) -> Option<(u64, usize)> {
        match self.origin {
            Origin::Drawn { seed, count } => Some((seed, count)),
            _ => None,
        }
    }

    /// Whether some of its steps are made at once.
    pub fn is_concurrent(&self) -> bool {
        self.steps.iter().any(|step| step.lane.is_some())
    }

    /// The same with what is done at once done one after the other.
    #[must_use]
    pub fn one_after_the_other(&self) -> Self {
        let mut case = self.clone();
        for step in &mut case.steps {
            step.lane = None;
        }
        case
    }

    /// Whether it goes on when every other case of the run is done.
    pub fn is_lasting(&self) -> bool {
        self.steps.iter().any(|step| step.action == Action::Rest)
    }

    /// Whether all that it shows comes when every other case of the run is done, so
    /// that it shows nothing by itself.
    pub fn is_of_a_whole_run(&self) -> bool {
        let last = self.steps.last();
        last.is_some_and(|step| step.action == Action::Rest)
    }

    /// The fixture that a name of it stands for, if it is one.
    pub(super) fn need(&self, name: &str) -> Option<Need> {
        Need::parse(name, self.product)
    }

    /// Place of the step that breaks the clause: the last tag step.
    pub fn violating_step(&self) -> Option<usize> {
        self.is_negative()
            .then(|| {
                self.steps
                    .iter()
                    .rposition(|step| step.action == Action::Tag)
            })
            .flatten()
    }

    /// Adds the clauses of the codes that refuse what its clauses forbid, so
    /// that a case for a rule speaks for its code too.
    pub(super) fn speak_for_codes(&mut self, edition: &Edition) {
        let codes: Vec<&str> = self
            .clauses
            .iter()
            .flat_map(|clause| clause.codes(edition.refusals).rows())
            .map(|row| row.code)
            .collect();
        for clause in clause_ids() {
            let speaks = clause.kind == crate::contract::ClauseKind::Code
                && codes.iter().any(|code| edition.refuses(&clause, code));
            if speaks && !self.clauses.contains(&clause) {
                self.clauses.push(clause);
            }
        }
    }
}

impl Side {
    /// What names of fixtures in such a region end with, before the account.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::Other => "@other-region",
            Self::Third => "@third-region",
        }
    }

    /// The region as a step names it.
    pub(super) fn region_name(self) -> &'static str {
        match self {
            Self::Own => "@own",
            Self::Other => "@other",
            Self::Third => "@third",
        }
    }

    /// The region that a step names so.
    pub(super) fn region_named(name: &str) -> Option<Self> {
        let mut sides = [Self::Own, Self::Other, Self::Third].into_iter();
        sides.find(|side| side.region_name() == name)
    }
}

impl Need {
    /// Reads a name: type, `#` and number, `@other-region` or `@third-region`,
    /// `@other-account`.
    pub fn parse(name: &str, product: &Product) -> Option<Self> {
        let mut parts = name.split('@');
        let base = parts.next()?;
        let (fixture, number) = base.split_once('#').unwrap_or((base, "1"));
        number.parse::<u32>().ok()?;
        let mut need = Self {
            name: name.to_owned(),
            kind: product.kind_named(fixture)?,
            region: Side::Own,
            account: Side::Own,
        };
        for part in parts {
            match part {
                "other-region" => need.region = Side::Other,
                "third-region" => need.region = Side::Third,
                "other-account" => need.account = Side::Other,
                _ => return None,
            }
        }
        Some(need)
    }

    /// The name of the fixture of this type, region and account with a number.
    pub(super) fn named(&self, number: usize) -> String {
        let fixture = self.kind.lifecycle().fixture;
        let mut name = match number {
            1 => fixture.to_owned(),
            number => format!("{fixture}#{number}"),
        };
        name.push_str(self.region.mark());
        if self.account == Side::Other {
            name.push_str("@other-account");
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::vpc;

    #[test]
    fn fixture_names_are_read() {
        let need = Need::parse("vswitch#2@other-account", &vpc::PRODUCT).expect("a name");
        assert_eq!(
            (need.kind, need.account, need.region),
            (vpc::VSWITCH, Side::Other, Side::Own)
        );
        for wrong in ["", "vm", "vpc#x", "vpc@elsewhere", "VPC"] {
            assert_eq!(Need::parse(wrong, &vpc::PRODUCT), None, "{wrong}");
        }
    }
}
