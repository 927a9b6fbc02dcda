//! Boundary cases: both sides of every limit, enumerated from the edition.

use crate::contract::{Edition, Kind, clauses, errors};

use super::case::{Case, Expect, Need, ReadBack, Step};
use super::origin::Origin;

/// One limit of an edition.
struct Limit {
    topic: &'static str,
    what: &'static str,
    clause: &'static str,
    least: usize,
    /// The clause that forbids less than the least.
    least_speaks_for: Option<&'static str>,
    most: usize,
    code: &'static str,
    /// The steps that use some number of it, the last of which may be refused.
    steps: fn(usize) -> Vec<Step>,
    /// A valid call for after a refusal, where a plain one will not do.
    twin: Option<fn() -> Step>,
    /// Fixtures of the type that the number asks for.
    needs: fn(usize) -> usize,
}

fn limits(edition: &Edition) -> Vec<Limit> {
    vec![
        Limit {
            topic: "key-length",
            what: "characters",
            clause: clauses::KEY_LENGTH,
            least: 1,
            least_speaks_for: Some(clauses::KEY_EMPTY),
            most: edition.key.length,
            code: errors::INVALID_TAG_KEY,
            steps: |count| vec![Step::tag(&["vpc"], &[(&format!("{{a*{count}}}"), "v")])],
            twin: None,
            needs: |_| 1,
        },
        Limit {
            topic: "value-length",
            what: "characters",
            clause: clauses::VALUE_LENGTH,
            least: 0,
            least_speaks_for: Some(clauses::VALUE_EMPTY),
            most: edition.value.length,
            code: errors::INVALID_TAG_VALUE,
            steps: |count| vec![Step::tag(&["vpc"], &[("key", &format!("{{a*{count}}}"))])],
            twin: None,
            needs: |_| 1,
        },
        Limit {
            topic: "tags-per-call",
            what: "tags",
            clause: clauses::TAG_LIMIT,
            least: 1,
            least_speaks_for: None,
            most: edition.tags,
            code: errors::SIZE_LIMIT_EXCEEDED_TAG_NUM,
            steps: |count| vec![tags("vpc", 1, count)],
            twin: None,
            needs: |_| 1,
        },
        Limit {
            topic: "tags-per-resource",
            what: "tags-one-by-one",
            clause: clauses::TAG_QUOTA,
            least: 1,
            least_speaks_for: None,
            most: edition.quota,
            code: errors::QUOTA_EXCEEDED_TAG_NUM,
            steps: |count| {
                let mut steps = Vec::new();
                if count > 1 {
                    steps.push(tags("vpc", 1, count - 1));
                }
                steps.push(tags("vpc", count, 1));
                steps
            },
            twin: Some(|| Step::tag(&["vpc#2"], &[("twin", "valid")])),
            needs: |_| 2,
        },
        Limit {
            topic: "tags-per-resource",
            what: "tags-in-halves",
            clause: clauses::TAG_QUOTA,
            least: 2,
            least_speaks_for: None,
            most: edition.quota,
            code: errors::QUOTA_EXCEEDED_TAG_NUM,
            steps: |count| {
                vec![
                    tags("vpc", 1, count / 2),
                    tags("vpc", count / 2 + 1, count - count / 2),
                ]
            },
            twin: Some(|| Step::tag(&["vpc#2"], &[("twin", "valid")])),
            needs: |_| 2,
        },
        Limit {
            topic: "ids-per-call",
            what: "ids",
            clause: clauses::ID_LIMIT,
            least: 1,
            least_speaks_for: Some(clauses::ID_REQUIRED),
            most: edition.ids,
            code: errors::SIZE_LIMIT_EXCEEDED_RESOURCE_ID,
            steps: |count| {
                let names: Vec<String> = (1..=count).map(|number| fixture("vpc", number)).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                vec![Step::tag(&names, &[("key", "value")])]
            },
            twin: None,
            needs: |count| count,
        },
    ]
}

/// Boundary cases for every limit: the least, its neighbours, the most, one
/// less, one more, for the first type; the most and one more for the others.
pub fn boundaries(edition: &Edition) -> Vec<Case> {
    let mut cases = Vec::new();
    for limit in limits(edition) {
        let mut counts = vec![
            limit.least,
            limit.least + 1,
            limit.most / 2,
            limit.most - 1,
            limit.most,
            limit.most + 1,
        ];
        counts.sort_unstable();
        counts.dedup();
        for count in counts {
            cases.push(boundary(&limit, count, Kind::Vpc));
        }
        // Twenty gateways are dear; ids are counted alike whatever their type.
        if limit.clause == clauses::ID_LIMIT {
            continue;
        }
        for kind in Kind::all().filter(|kind| *kind != Kind::Vpc) {
            for count in [limit.most, limit.most + 1] {
                cases.push(boundary(&limit, count, kind));
            }
        }
    }
    cases
}

fn boundary(limit: &Limit, count: usize, kind: Kind) -> Case {
    let refused = count > limit.most;
    let mut steps = (limit.steps)(count);
    if let Some(last) = steps.last_mut() {
        last.expect = Some(if refused {
            Expect::Refused {
                status: 400,
                code: Some(limit.code.to_owned()),
            }
        } else {
            Expect::Accepted
        });
    }
    let needs = (1..=(limit.needs)(count))
        .filter_map(|number| Need::parse(&fixture("vpc", number)))
        .collect();
    let mut case = Case {
        id: format!("{}/{count}-{}", limit.topic, limit.what),
        aliases: Vec::new(),
        clauses: std::iter::once(limit.clause)
            .chain(limit.least_speaks_for.filter(|_| count == limit.least))
            .collect(),
        violates: if refused {
            vec![limit.clause]
        } else {
            Vec::new()
        },
        needs,
        given: Vec::new(),
        axes: Vec::new(),
        note: None,
        steps,
        twin: limit.twin.filter(|_| refused).map(|twin| twin()),
        read_back: ReadBack::Every,
        origin: Origin::Limits,
    };
    case.speak_for_codes();
    if kind != Kind::Vpc {
        case = super::transform::with_kind(&case, kind);
        case.id = format!("{}-{}", case.id, kind.lifecycle().fixture);
    }
    case
}

fn tags(id: &str, from: usize, count: usize) -> Step {
    let mut step = Step::tag(&[id], &[]);
    step.tags = (from..from + count)
        .map(|number| (Some(format!("k{number}")), Some("v".to_owned())))
        .collect();
    step
}

fn fixture(kind: &str, number: usize) -> String {
    if number == 1 {
        kind.to_owned()
    } else {
        format!("{kind}#{number}")
    }
}
