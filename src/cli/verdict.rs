//! What a verdict is about, what it needs, and how it is told.

use std::collections::BTreeSet;

use crate::check::{Demands, Judgement, Run, Scope, Verdict, shell_word};
use crate::contract::{Ability, Edition, Product, Trait, UnknownAbility, ability_names, visible};

use crate::report::Report;

use super::error::CliError;
use super::exit::Exit;
use super::target_args::{TargetArgs, VerdictArgs, WireArg};

/// Abilities named after one another, as `--without` takes them.
pub(super) fn abilities(
    names: &[String],
    edition: &Edition,
) -> Result<BTreeSet<Ability>, UnknownAbility> {
    let mut found = BTreeSet::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        found.extend(Ability::named(name, edition)?);
    }
    Ok(found)
}

impl VerdictArgs {
    /// What the verdict leaves out by name.
    pub(super) fn scope(&self, edition: &Edition) -> Result<Scope, CliError> {
        Ok(Scope {
            without: abilities(&self.without, edition)?,
            ..Scope::default()
        })
    }

    /// What the verdict needs.
    pub(super) fn demands(&self) -> Demands {
        Demands::said(self.min_coverage, self.max_inconclusive)
    }
}

/// Takes out of a scope what the flags for the target take out, and puts in
/// what they demand.
pub(super) fn narrow(scope: &mut Scope, args: &TargetArgs) {
    let left_out = match args.wire {
        WireArg::Json => Some(("--wire json", Ability::Xml)),
        WireArg::Xml => Some(("--wire xml", Ability::Json)),
        WireArg::Both => None,
    };
    if let Some((flag, ability)) = left_out {
        scope.by_flags.push(flag.to_owned());
        scope.flagged.insert(ability);
    }
    if args.insecure {
        let note = "certificates not checked (--insecure)";
        scope.noted.push(note.to_owned());
    }
    if let Some(flag) = args.says_who_calls() {
        let note = format!("ACS3 left out, which signs in the header of {flag}");
        scope.noted.push(note);
    }
    if args.demands_signatures() {
        scope.demanded.insert(Ability::Signatures);
    }
}

/// The same with what costs money at the live service.
pub(super) fn narrow_for(scope: &mut Scope, product: &Product, args: &TargetArgs, is_live: bool) {
    narrow(scope, args);
    spare(scope, product, args, is_live);
}

/// Takes out of a scope what costs money at the live service.
pub(super) fn spare(scope: &mut Scope, product: &Product, args: &TargetArgs, is_live: bool) {
    if is_live && !args.billable {
        scope.by_flags.push("no --billable".to_owned());
        let kinds = product.kinds.iter().copied();
        let billable = kinds.filter(|kind| kind.lifecycle().has(Trait::Billable));
        scope.flagged.extend(billable.map(Ability::Type));
    }
}

/// What a run says at its end.
pub(super) struct Spoken {
    /// The exit code.
    pub(super) exit: Exit,
    verdict: String,
    judgement: Judgement,
    again: Option<String>,
}

impl Spoken {
    /// What is said of a run; `words` are those of the command line.
    pub(super) fn of(
        run: &Run,
        judgement: Judgement,
        words: &[String],
        is_interrupted: bool,
        line: fn(&Run, Exit) -> String,
    ) -> Self {
        let exit = if is_interrupted {
            Exit::Interrupted
        } else {
            Exit::from(judgement.standing)
        };
        Self {
            exit,
            verdict: line(run, exit),
            again: again(words, &run.scope, &judgement),
            judgement,
        }
    }

    /// The report of that run.
    pub(super) fn report<'a>(&'a self, run: &'a Run) -> Report<'a> {
        Report {
            run,
            exit: self.exit.code(),
            verdict: &self.verdict,
            judgement: &self.judgement,
            again: self.again.as_deref(),
        }
    }
}

/// The last line of a run.
pub(super) fn verdict_line(run: &Run, exit: Exit) -> String {
    // The words of a command may go over several lines, the verdict must not.
    let target = visible(&run.target);
    let scope = run.scope.words();
    let scope = visible(&scope);
    match exit {
        Exit::Conforms if !run.is_whole() => format!(
            "shard {} of {target} does not fail; `tagproof merge` says whether all of it \
             conforms to {}{scope}",
            run.shard, run.edition.name
        ),
        Exit::Conforms => {
            let known = match run.count(Verdict::KnownFail) {
                0 => String::new(),
                1 => " but for 1 known failure".to_owned(),
                known => format!(" but for {known} known failures"),
            };
            format!("{target} conforms{known} to {}{scope}", run.edition.name)
        }
        Exit::Divergence if run.count(Verdict::Fail) == 0 => {
            format!("exit 1: {target} answers otherwise than its snapshots say")
        }
        Exit::Divergence | Exit::Inconclusive => {
            format!("exit {}: {target} {}{scope}", exit.code(), exit.meaning())
        }
        other => format!("exit {}: {target} {}", other.code(), other.meaning()),
    }
}

/// The command line once more, with everything that is missing left out of the
/// verdict; nothing where that would not help.
fn again(words: &[String], scope: &Scope, judgement: &Judgement) -> Option<String> {
    if judgement.leave_out.is_empty() {
        return None;
    }
    let left_out = scope.without.union(&judgement.leave_out);
    let ours = words.iter().position(|word| word == "--");
    let (ours, theirs) = words.split_at(ours.unwrap_or(words.len()));
    let mut line: Vec<String> = vec!["tagproof".to_owned()];
    let mut is_value = false;
    for word in ours.iter().skip(1) {
        if !is_value && word != "--without" && !word.starts_with("--without=") {
            line.push(shell_word(word));
        }
        is_value = word == "--without";
    }
    line.push(format!("--without {}", ability_names(left_out)));
    line.extend(theirs.iter().map(|word| shell_word(word)));
    Some(line.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Standing;
    use crate::contract::vpc;

    #[test]
    fn the_command_is_the_one_that_was_given_with_one_flag() {
        let judgement = Judgement {
            standing: Standing::Inconclusive,
            causes: Vec::new(),
            leave_out: [Ability::Xml, Ability::Type(vpc::EIP)].into(),
            told: Vec::new(),
        };
        let scope = Scope {
            without: [Ability::Regions].into(),
            ..Scope::default()
        };
        let told = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            again(&words, &scope, &judgement)
        };
        let all = "--without xml,regions,type:eip";
        assert_eq!(
            told("/usr/bin/tagproof run quota/* --without regions --jobs 2 -- x --without y")
                .unwrap(),
            format!("tagproof run 'quota/*' --jobs 2 {all} -- x --without y")
        );
        assert_eq!(
            told("tagproof judge --without=regions a.har").unwrap(),
            format!("tagproof judge a.har {all}")
        );
        let nothing = Judgement {
            leave_out: BTreeSet::new(),
            ..judgement.clone()
        };
        assert_eq!(again(&["tagproof".to_owned()], &scope, &nothing), None);
    }
}
