//! Makes the smallest case of a failure: one that shows it by itself.

use crate::cases::{
    Action, Case, Delivery, Method, Need, Origin, ReadBack, Side, Signing, Spelling, Step, Wire,
    fused, shrink,
};
use crate::check::{Failure, Finding, Intermittent, Plan, Role, Session, Tried, manifest};
use crate::contract::{Edition, Product, clauses};
use crate::wire::{self, Format, Placement, Scheme};

/// Cases that are tried to make one smaller, at most.
const BUDGET: usize = 500;

/// Attempts at a case by which it is told whether it shows a failure now and then.
const TRIES: usize = 10;

/// All attempts at making a case smaller that shows a failure now and then.
const ATTEMPTS: usize = 400;

/// Topic of the cases that campaigns save.
const TOPIC: &str = "found";

/// Characters of a name, at most: file systems take 255 bytes, and an identity
/// names every code that was permitted.
const LONGEST: usize = 150;

/// Characters of a hash that stand for the rest of a longer name.
const HASH: usize = 12;

/// The name of the case, and of the file, that shows a failure: its identity in
/// lower case with hyphens, a long one cut with a hash in place of the rest.
pub fn artifact_name(identity: &str) -> String {
    let mut name = String::new();
    for character in identity.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let hash = manifest(std::iter::once(identity));
    let kept = name[..LONGEST - HASH - 1].trim_end_matches('-');
    format!("{kept}-{}", &hash[..HASH])
}

/// The command that tries again what was saved for a failure in a folder; where
/// nothing was, all cases up to it.
pub(super) fn replay_of(
    identity: &str,
    folder: Option<&str>,
    cases: usize,
    plan: &Plan<'_>,
) -> String {
    let (name, settings) = (artifact_name(identity), plan.settings());
    let saved = folder.map(|folder| format!("tagproof replay {folder}/{name}.toml {settings}"));
    let seed = plan.seed;
    saved.unwrap_or_else(|| format!("tagproof fuzz --seed {seed} --cases {cases} {settings}"))
}

/// Whether a case was saved for a failure of this identity: it is named by it.
/// `None` where a person named it.
pub fn identity_of(case: &Case, identity: &str) -> Option<bool> {
    let name = case.id.strip_prefix(TOPIC)?.strip_prefix('/')?;
    Some(name == artifact_name(identity))
}

/// Shrinks a failure that `tried` showed; `earlier` is the case that it
/// contradicts. With it comes the failure as the smallest case shows it, or as it
/// was if no single case does.
pub(super) fn artifact(
    session: &Session<'_>,
    edition: &Edition,
    tried: &Tried<'_>,
    earlier: Option<&Case>,
    failure: &Failure,
    goes_on: &dyn Fn() -> bool,
) -> (Option<Case>, Failure) {
    let shows = |case: &Case| {
        let again = session.tried(case);
        let mut failures = session.conclude_alone(&again).failures;
        let place = failures.iter().position(|found| found.id == failure.id)?;
        Some(failures.swap_remove(place))
    };
    let starts = starts(tried, earlier, failure);
    // How calls at once fall is another thing each time.
    let each_time = (!matches!(tried.finding, Finding::Unordered(_)))
        .then(|| each_time(session, edition, &starts, failure, &shows, goes_on))
        .flatten();
    if let Some((case, failure)) = each_time {
        return (Some(case), failure);
    }
    now_and_then(&starts, edition, failure, &shows, goes_on)
}

/// The smallest case that shows a failure each time, if there is one.
fn each_time(
    session: &Session<'_>,
    edition: &Edition,
    starts: &[Case],
    failure: &Failure,
    shows: &dyn Fn(&Case) -> Option<Failure>,
    goes_on: &dyn Fn() -> bool,
) -> Option<(Case, Failure)> {
    // What only shows with every other request is not shown each time.
    let neutral = [1, 2].map(|calls| neutral(edition.product, calls));
    let shows_for_good = |case: &Case| {
        for between in &neutral {
            shows(case)?;
            session.tried(between);
        }
        shows(case)
    };
    let start = starts.iter().find(|case| shows_for_good(case).is_some())?;
    let mut small = shrink(start, edition, BUDGET, &mut |case| {
        goes_on() && shows_for_good(case).is_some()
    });
    let mut own = small.clone();
    own.clauses = vec![failure.clause];
    if shows_for_good(&own).is_some() {
        small = own;
    }
    let failure = shows_for_good(&small)?;
    small.note = Some(note(&failure));
    Some((small, failure))
}

/// The smallest case that shows a failure at least once in so many attempts, and
/// how often it does; none if nothing shows it again.
fn now_and_then(
    starts: &[Case],
    edition: &Edition,
    failure: &Failure,
    attempt: &dyn Fn(&Case) -> Option<Failure>,
    goes_on: &dyn Fn() -> bool,
) -> (Option<Case>, Failure) {
    let mut left = ATTEMPTS;
    let mut last = None;
    let mut shown = |case: &Case| {
        for _ in 0..TRIES {
            if left == 0 || !goes_on() {
                return false;
            }
            left -= 1;
            if let Some(found) = attempt(case) {
                last = Some(found);
                return true;
            }
        }
        false
    };
    let start = starts.iter().find(|case| shown(case));
    let small = start.map(|start| shrink(start, edition, BUDGET, &mut shown));
    let mut failure = last.unwrap_or_else(|| failure.clone());
    let tried = small.as_ref().or(starts.first());
    let mut times = Intermittent::default();
    while let Some(case) = tried.filter(|_| times.tried < TRIES && goes_on()) {
        times.tried += 1;
        times.failed += usize::from(attempt(case).is_some());
    }
    failure.intermittent = Some(times).filter(|times| !times.is_each_time());
    let small = small.map(|mut small| {
        small.note = Some(note(&failure));
        small
    });
    (small, failure)
}

/// A case with so many calls that tag, for what counts calls: what comes with the
/// first of them makes them an even number or an odd one, so two cases that
/// differ by one call shift every count of two.
fn neutral(product: &'static Product, calls: usize) -> Case {
    let kind = product.usual();
    let need = Need {
        name: kind.lifecycle().fixture.to_owned(),
        kind,
        region: Side::Own,
        account: Side::Own,
    };
    Case {
        product,
        id: format!("{TOPIC}/neutral"),
        aliases: Vec::new(),
        clauses: vec![clauses::EFFECT_ALL],
        violates: Vec::new(),
        needs: vec![need],
        given: Vec::new(),
        axes: Vec::new(),
        note: None,
        steps: vec![Step::tag(&[kind.lifecycle().fixture], &[("k", "v")]); calls],
        twin: None,
        read_back: ReadBack::Every,
        origin: Origin::Artifact,
    }
}

/// Cases that may show a failure, named by it, the likeliest first. How a step is
/// sent depends on the name of its case, so the way that it was sent is tried too.
fn starts(tried: &Tried<'_>, earlier: Option<&Case>, failure: &Failure) -> Vec<Case> {
    let itself = up_to(tried.case, failure.step);
    let pinned = pinned(&itself, tried);
    let mut starts = vec![itself.clone(), pinned.clone()];
    if let Some(earlier) = earlier {
        let both = fused(earlier, &itself);
        starts.extend([
            fused(earlier, &pinned),
            fused(&itself, earlier),
            fused(&both, &itself),
            // Who changes with every call shows it whichever call is the first.
            fused(&both, &both),
            both,
        ]);
    }
    if failure.contradiction.is_some() {
        starts.push(fused(&itself, &itself));
    }
    starts.push(tried.case.clone());
    for case in &mut starts {
        case.id = format!("{TOPIC}/{}", artifact_name(&failure.id));
        case.origin = Origin::Artifact;
    }
    starts
}

/// The case without the steps after the one that fails.
fn up_to(case: &Case, step: usize) -> Case {
    let mut cut = case.clone();
    if step > 0 && step < cut.steps.len() && !cut.is_negative() {
        cut.steps.truncate(step);
    }
    cut
}

/// The case with every step sent as it was.
fn pinned(case: &Case, tried: &Tried<'_>) -> Case {
    let mut pinned = case.clone();
    for (place, step) in pinned.steps.iter_mut().enumerate() {
        let sent = tried
            .transcript
            .exchanges()
            .find(|exchange| exchange.role == Role::Step(place + 1));
        let Some(exchange) = sent.filter(|_| step.action == Action::Tag) else {
            continue;
        };
        step.delivery = Delivery {
            method: Some(match (exchange.how.post, exchange.how.placement) {
                (false, _) => Method::Get,
                (true, Placement::Query) => Method::Post,
                (true, Placement::Form) => Method::Form,
                (true, Placement::Split) => Method::Split,
            }),
            wire: Some(match exchange.how.format {
                Format::Json => Wire::Json,
                Format::Xml => Wire::Xml,
            }),
            signing: exchange.how.scheme.map(|scheme| match scheme {
                Scheme::V1 => Signing::V1,
                Scheme::Acs3 => Signing::Acs3,
            }),
            spelling: match exchange.how.spelling {
                wire::Spelling::Escaped => None,
                wire::Spelling::Plus => Some(Spelling::Plus),
                wire::Spelling::Bare => Some(Spelling::Bare),
            },
        };
    }
    pinned
}

fn note(failure: &Failure) -> String {
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    format!(
        "{}{}: expected {}, got {}",
        failure.id,
        failure.now_and_then(),
        first(&failure.expected),
        first(&failure.observed)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_makes_a_name_that_a_case_can_have() {
        assert_eq!(
            artifact_name("TR-TAG-QUOTA/QuotaExceeded.TagNum|state/accepted/full"),
            "tr-tag-quota-quotaexceeded-tagnum-state-accepted-full"
        );
        assert_eq!(artifact_name("//a--B//"), "a-b");
        let [one, other] =
            ["x", "y"].map(|end| artifact_name(&format!("{}{end}", "long/".repeat(60))));
        assert!(
            one.len() <= LONGEST && one.starts_with("long-long-"),
            "{one}"
        );
        assert_ne!(one, other);
    }
}
