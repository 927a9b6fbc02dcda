//! Leaves nothing behind: what a command created is deleted when it ends, and
//! what is left is told; `tagproof sweep`.

use std::io::{self, Write};

use crate::cases::places;
use crate::check::shell_word;
use crate::contract::{Call, visible};
use crate::environment::Environment;
use crate::targets::{Holding, delete_all, deletion, leftovers, release};
use crate::wire::percent::write_form;

use super::args::SweepArgs;
use super::ending::end;
use super::error::CliError;
use super::exit::Exit;
use super::interrupt::on_interrupt;
use super::target::{self, Door, Opened};
use super::target_args::TargetArgs;

/// Resources left behind that are told one by one.
const TOLD: usize = 20;

/// Rounds of a sweep: some types are gone later than it is said.
const ROUNDS: usize = 4;

/// Where a command may have created something.
fn places_of(args: &TargetArgs) -> Vec<(String, String)> {
    places(&[args.region.clone(), args.other_region.clone()])
}

/// Deletes what a command created in a target and tells what is left.
pub(super) fn cleared(opened: &Opened, args: &TargetArgs, out: &mut dyn Write) {
    let left = release(&opened.client, &places_of(args));
    // What a command held went with it, or is out of reach.
    if !opened.client.is_gone() {
        // If nobody reads it, the verdict is not read either, which is told then.
        let _ = told(opened, &left, out);
    }
}

fn told(opened: &Opened, left: &[Holding], out: &mut dyn Write) -> io::Result<()> {
    let target = shell_word(&opened.name);
    let target = visible(&target);
    if left.is_empty() && opened.client.holdings().is_unsure() {
        writeln!(
            out,
            "a creation had no answer, and what it may have left could not be looked for: \
             `tagproof sweep --target {target}` does"
        )?;
    }
    if left.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "{} of what was created could not be deleted; `tagproof sweep --target {target}` tries again:",
        left.len()
    )?;
    for holding in left.iter().rev().take(TOLD) {
        writeln!(out, "  {}", visible(&removal(opened, holding)))?;
    }
    if left.len() > TOLD {
        writeln!(out, "  and {} more", left.len() - TOLD)?;
    }
    Ok(())
}

/// The command that deletes one resource.
fn removal(opened: &Opened, holding: &Holding) -> String {
    let call = deletion(holding);
    match &opened.address {
        Some(address) if !opened.is_live => {
            let url = format!("{address}/?Action={}&{}", call.action, parameters(&call));
            format!("curl -gX POST {}", shell_word(&url))
        }
        None => format!("{} {}", call.action, parameters(&call)),
        Some(_) => {
            let flags: Vec<String> = call
                .params
                .iter()
                .map(|(name, value)| format!("--{name} {}", shell_word(value)))
                .collect();
            format!("aliyun vpc {} {}", call.action, flags.join(" "))
        }
    }
}

fn parameters(call: &Call) -> String {
    write_form(&call.params)
}

/// Deletes what interrupted runs left behind, by its name.
pub(super) fn sweep_command(
    args: &SweepArgs,
    environment: &Environment,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, CliError> {
    let edition = target::edition(&args.target.edition)?;
    let interrupted = on_interrupt()?;
    let mut opened = target::open(
        &args.target,
        &[],
        edition,
        &edition.readings(),
        0,
        environment,
        Door::Http,
    )?;
    opened.client = opened.client.with_stop(interrupted);
    let client = &opened.client;
    let mut deleted = 0;
    let mut left: Vec<(Holding, String)> = Vec::new();
    for _ in 0..ROUNDS {
        let mut found: Vec<Holding> = Vec::new();
        for (account, region) in places_of(&args.target) {
            let there = leftovers(client, &account, &region);
            found.extend(there.map_err(|cause| CliError::Sweep { cause })?);
        }
        // An endpoint for which all accounts are one shows everything twice.
        found.sort_by(|a, b| (&a.id, a).cmp(&(&b.id, b)));
        found.dedup_by(|a, b| a.id == b.id);
        if found.is_empty() {
            left.clear();
            break;
        }
        let round = delete_all(client, found.clone());
        for holding in &found {
            if !round.left.iter().any(|(there, _)| there == holding) {
                // Whoever does not read it wants it deleted all the same.
                let _ = writeln!(
                    out,
                    "deleted {} {} in {}",
                    holding.kind.lifecycle().fixture,
                    visible(&holding.id),
                    visible(&holding.region)
                );
            }
        }
        deleted += round.gone;
        left = round.left;
        if round.gone == 0 || client.is_stopped() {
            break;
        }
    }
    let told = left.iter().take(TOLD);
    let told = told.map(|(holding, why)| {
        let (removal, why) = (removal(&opened, holding), visible(why));
        format!("left: {} ({why})\n", visible(&removal))
    });
    let (is_interrupted, left) = (client.is_stopped(), left.len());
    let text = format!(
        "{}{}{deleted} deleted, {left}{} left\n",
        told.collect::<String>(),
        if is_interrupted {
            "exit 130: interrupted: "
        } else {
            ""
        },
        if is_interrupted { " or more" } else { "" }
    );
    let exit = if is_interrupted {
        Exit::Interrupted
    } else if left == 0 {
        Exit::Conforms
    } else {
        Exit::Inconclusive
    };
    Ok(end(exit, &text, Vec::new(), out, err))
}
