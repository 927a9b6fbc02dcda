//! Boundary cases: both sides of every limit, enumerated from the edition.

use crate::contract::{ClauseId, Edition, Kind, Stated, clauses};

use super::case::{Case, Expect, Need, ReadBack, Step};
use super::origin::Origin;
use super::transform::{in_parts, with_kind};

/// One limit of an edition.
struct Limit {
    topic: &'static str,
    what: &'static str,
    clause: ClauseId,
    least: usize,
    /// The clause that forbids less than the least.
    least_speaks_for: Option<ClauseId>,
    most: usize,
    code: Stated,
    /// The steps on a fixture that use some number of it, the last of which may
    /// be refused.
    steps: fn(&str, usize) -> Vec<Step>,
    /// A valid call for after a refusal, where a plain one will not do.
    twin: Option<fn(&str) -> Step>,
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
            code: edition.refusals.key_length,
            steps: |on, count| vec![Step::tag(&[on], &[(&format!("{{a*{count}}}"), "v")])],
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
            code: edition.refusals.value_length,
            steps: |on, count| vec![Step::tag(&[on], &[("key", &format!("{{a*{count}}}"))])],
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
            code: edition.refusals.tag_limit,
            steps: |on, count| vec![tags(on, 1, count)],
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
            code: edition.refusals.quota,
            steps: |on, count| {
                let mut steps = Vec::new();
                if count > 1 {
                    steps.push(tags(on, 1, count - 1));
                }
                steps.push(tags(on, count, 1));
                steps
            },
            twin: Some(|on| Step::tag(&[&fixture(on, 2)], &[("twin", "valid")])),
            needs: |_| 2,
        },
        Limit {
            topic: "tags-per-resource",
            what: "tags-in-halves",
            clause: clauses::TAG_QUOTA,
            least: 2,
            least_speaks_for: None,
            most: edition.quota,
            code: edition.refusals.quota,
            steps: |on, count| {
                vec![
                    tags(on, 1, count / 2),
                    tags(on, count / 2 + 1, count - count / 2),
                ]
            },
            twin: Some(|on| Step::tag(&[&fixture(on, 2)], &[("twin", "valid")])),
            needs: |_| 2,
        },
        Limit {
            topic: "ids-per-call",
            what: "ids",
            clause: clauses::ID_LIMIT,
            least: 1,
            least_speaks_for: Some(clauses::ID_REQUIRED),
            most: edition.ids,
            code: edition.refusals.id_limit,
            steps: |on, count| {
                let names: Vec<String> = (1..=count).map(|number| fixture(on, number)).collect();
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
    let product = edition.product;
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
            cases.push(boundary(&limit, count, product.usual(), edition));
        }
        // Twenty gateways are dear; ids are counted alike whatever their type.
        if limit.clause == clauses::ID_LIMIT {
            continue;
        }
        for kind in &product.kinds[1..] {
            for count in [limit.most, limit.most + 1] {
                cases.push(boundary(&limit, count, *kind, edition));
            }
        }
    }
    cases
}

fn boundary(limit: &Limit, count: usize, kind: Kind, edition: &Edition) -> Case {
    let product = edition.product;
    let on = product.usual();
    let refused = count > limit.most;
    let mut steps = (limit.steps)(on.lifecycle().fixture, count);
    let usual = limit.code.usual();
    if let Some(last) = steps.last_mut() {
        last.expect = Some(if refused {
            Expect::Refused {
                status: usual.map_or(400, |row| row.status),
                code: usual.map(|row| row.code.to_owned()),
            }
        } else {
            Expect::Accepted
        });
    }
    let needs = (1..=(limit.needs)(count))
        .filter_map(|number| Need::parse(&fixture(on.lifecycle().fixture, number), product))
        .collect();
    let mut case = Case {
        product,
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
        twin: limit
            .twin
            .filter(|_| refused)
            .map(|twin| twin(on.lifecycle().fixture)),
        read_back: ReadBack::Every,
        origin: Origin::Limits,
    };
    case.speak_for_codes(edition);
    if kind != on {
        case = with_kind(&case, kind);
        case.id = format!("{}-{}", case.id, kind.lifecycle().fixture);
    }
    in_parts(case, edition)
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
