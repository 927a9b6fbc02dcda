//! The oracle against endpoints that change one option of one axis, in process.

mod in_process;

use std::sync::Arc;

use in_process::{client, judged_by};
use tagproof::check::{Run, Verdict};
use tagproof::contract::{AXES, Axis, Binding, Edition, Readings, axis_named};
use tagproof::endpoint::{Rule, Switcher};

/// Switchers that need not be caught, in percent (design §2.2).
const MAY_ESCAPE: usize = 10;

#[test]
fn nine_of_ten_switchers_are_caught_with_the_two_steps_named() {
    let edition = Edition::of_record();
    let rules = [
        Rule::EachRequest,
        Rule::After(200),
        Rule::ByType,
        Rule::ByFormat,
    ];
    let mut escaped = Vec::new();
    let mut tried = 0;
    for axis in AXES
        .iter()
        .filter(|axis| axis.binding == Binding::Consistent)
    {
        for rule in rules {
            tried += 1;
            let id = axis_named(axis.id).unwrap();
            let endpoint = Switcher::new(edition.clone(), showing(axis, edition), id, (0, 1), rule);
            let client = client(Arc::new(endpoint));
            let result = judged_by(&client, edition);
            if !names_the_two_steps(&result, axis.id) {
                let failed = result.count(Verdict::Fail);
                escaped.push(format!("{} {rule:?} ({failed} cases failed)", axis.id));
            }
        }
    }
    println!(
        "{} of {tried} switchers caught; escaped:\n{}",
        tried - escaped.len(),
        escaped.join("\n")
    );
    assert!(
        escaped.len() * 100 <= tried * MAY_ESCAPE,
        "{} of {tried} switchers escaped:\n{}",
        escaped.len(),
        escaped.join("\n")
    );
}

/// The default reading, changed so far that the axis can be seen.
fn showing(axis: &Axis, edition: &Edition) -> Readings {
    let mut reading = edition.readings();
    let mut wanted: Vec<(&str, &[&str])> = axis.visible_if.to_vec();
    while let Some((other, options)) = wanted.pop() {
        reading = reading.limited(other, &options[..1]).unwrap();
        let other = axis_named(other).unwrap().axis();
        wanted.extend(other.visible_if);
    }
    reading
}

fn names_the_two_steps(result: &Run, axis: &str) -> bool {
    result.failures.iter().any(|failure| {
        failure.contradiction.as_ref().is_some_and(|found| {
            found.axis == axis && found.earlier.contains('#') && found.later.contains('#')
        })
    })
}
