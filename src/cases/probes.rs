//! The probes of the fingerprint, and the same again for every dimension.

use crate::contract::Edition;

use super::case::{Case, Side};
use super::delivery::{Delivery, Method, Wire};
use super::origin::Origin;
use super::reader::SuiteError;
use super::suite::{own, shared};
use super::transform::{delivered, in_region, with_kind};

/// The topic of the cases that repeat the probes.
pub const SWEEP_TOPIC: &str = "consistency";

const TEXT: &str = include_str!("probes.toml");

/// The probes, in their order: what runs before anything is judged.
pub fn probes(edition: &Edition) -> Result<Vec<Case>, SuiteError> {
    let json = Delivery {
        wire: Some(Wire::Json),
        ..Delivery::default()
    };
    let probes = read(edition)?;
    Ok(probes.iter().map(|probe| delivered(probe, json)).collect())
}

/// The probes again for every other type, in the other region, in the other
/// format and by other methods: an implementation that changes its option
/// along any of them is caught.
pub fn sweeps(edition: &Edition) -> Vec<Case> {
    // A test holds that the file parses.
    let probes = read(edition).unwrap_or_default();
    let sweep = |probe| sweep(probe, edition);
    probes.iter().flat_map(sweep).collect()
}

fn read(edition: &Edition) -> Result<Vec<Case>, SuiteError> {
    let file = Origin::Probe { line: 1 }.file();
    let mut probes = shared(&file, TEXT, edition)?;
    for (file, text) in edition.product.probes {
        probes.extend(own(file, text, edition)?);
    }
    for probe in &mut probes {
        probe.origin = Origin::Probe {
            line: probe.origin.line(),
        };
    }
    Ok(probes)
}

fn sweep(probe: &Case, edition: &Edition) -> Vec<Case> {
    let delivery = |method, wire| Delivery {
        method: Some(method),
        wire: Some(wire),
        ..Delivery::default()
    };
    let mut swept = vec![
        named(
            delivered(probe, delivery(Method::Get, Wire::Xml)),
            probe,
            "get-xml",
        ),
        named(
            delivered(probe, delivery(Method::Form, Wire::Json)),
            probe,
            "form-json",
        ),
        named(
            in_region(
                &delivered(probe, delivery(Method::Post, Wire::Xml)),
                Side::Other,
            ),
            probe,
            "other-region",
        ),
    ];
    let formats = [Wire::Xml, Wire::Json];
    let product = edition.product;
    let others = product.kinds.iter().copied();
    let others = others.filter(|kind| *kind != product.usual());
    for (kind, wire) in others.zip(formats.into_iter().cycle()) {
        let case = with_kind(probe, kind);
        // Types that only exist once in the case, such as two of a pair that
        // are exchanged, stay themselves.
        if case == *probe {
            continue;
        }
        swept.push(named(
            delivered(
                &case,
                Delivery {
                    wire: Some(wire),
                    ..Delivery::default()
                },
            ),
            probe,
            kind.lifecycle().fixture,
        ));
    }
    swept
}

fn named(mut case: Case, probe: &Case, dimension: &str) -> Case {
    let topic = probe.id.rsplit('/').next().unwrap_or_default();
    case.id = format!("{SWEEP_TOPIC}/{topic}-{dimension}");
    case.origin = Origin::Probe {
        line: probe.origin.line(),
    };
    case
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{AxisId, Binding, editions};

    #[test]
    fn every_consistent_axis_has_a_probe() {
        for edition in editions() {
            let probes = probes(edition).expect("the probes parse");
            for axis in edition.axes().map(AxisId::axis) {
                let asks = |probe: &Case| probe.axes.iter().any(|name| name == axis.id);
                assert!(
                    axis.binding == Binding::Free || probes.iter().any(asks),
                    "{} of {} has no probe",
                    axis.id,
                    edition.name
                );
            }
        }
    }
}
