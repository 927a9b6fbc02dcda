//! `tagproof fingerprint`: which reading a target follows.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::cases::{Case, LibraryError, probes};
use crate::check::{Lock, fingerprint};
use crate::contract::Ability;
use crate::environment::Environment;
use crate::report;

use super::args::FingerprintArgs;
use super::clean_up;
use super::ending::end;
use super::error::CliError;
use super::exit::Exit;
use super::interrupt::on_interrupt;
use super::outputs::Outputs;
use super::reports;
use super::target::{self, Door};

/// Tells which reading a target follows.
pub(super) fn fingerprint_command(
    args: &FingerprintArgs,
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, CliError> {
    let edition = target::edition(&args.target.edition)?;
    let readings = target::readings(edition, &args.reading)?;
    if let Some(path) = &args.lock {
        Outputs::default().file(path)?;
    }
    let probes: Vec<Case> = probes(edition).map_err(LibraryError::from)?;
    let interrupted = on_interrupt()?;
    let mut opened = target::open(
        &args.target,
        &[],
        edition,
        &readings,
        0,
        environment,
        Door::Http,
    )?;
    opened.client = opened.client.with_stop(Arc::clone(&interrupted));
    let plan = opened.plan(&args.target, edition, &edition.readings());
    let done = fingerprint(&plan, &probes);
    clean_up::cleared(&opened, &args.target, out);
    if interrupted.load(Ordering::SeqCst) {
        // What was not asked looks like what cannot be told.
        let text = "exit 130: interrupted, no reading is told\n";
        return Ok(end(Exit::Interrupted, text, Vec::new(), out, err));
    }
    let (able, found, diverged) = done?;
    let notes = diverged.iter().map(|case| {
        format!(
            "note: {case} diverges under every reading and pins nothing; `tagproof run` says how\n"
        )
    });
    let mut failed = Vec::new();
    if let Some(path) = &args.lock {
        let is_had = |ability: &Ability| match ability {
            // Who does not ask for signatures lost none.
            Ability::Signatures => matches!(able.signatures, Some(Ok(()))),
            ability => able.lack(*ability).is_none(),
        };
        let abilities = Ability::all(edition).filter(is_had);
        let lock = Lock::of(edition, &found, abilities);
        failed.extend(reports::save(path, &lock.print()).err());
    }
    let sent = opened.client.sent();
    let text = format!(
        "{}{}{} axes, {sent} requests\n",
        report::fingerprint(&found, report::Style::default()),
        notes.collect::<String>(),
        found.len()
    );
    Ok(end(Exit::Conforms, &text, failed, out, err))
}
