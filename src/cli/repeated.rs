//! The settings of a command line once more, as the commands carry them that repeat
//! a failure.

use std::path::Path;

use clap::ValueEnum;

use crate::check::shell_word;
use crate::contract::{Edition, REGIONS};

use super::access::repeated;
use super::target_args::{AuthArg, ProvisionArg, SignatureArg, TargetArgs, VerdictArgs, WireArg};

/// What changes how a case is judged, or whether it can be tried at all.
pub(super) struct Settings<'a> {
    /// Where the target is and how it is spoken to.
    pub(super) target: &'a TargetArgs,
    /// What starts the target; nothing where it is there.
    pub(super) command: &'a [String],
    /// Readings that are assumed.
    pub(super) reading: &'a [String],
    /// What the verdict leaves out.
    pub(super) without: &'a [String],
    /// Whether clauses of level SHOULD fail cases.
    pub(super) strict: bool,
    /// The suites in place of the built-in ones.
    pub(super) suites: Option<&'a Path>,
}

/// What settings are unless said, as on a command line.
const TIMEOUT: &str = "10";
const START_TIMEOUT: &str = "30";

impl<'a> Settings<'a> {
    /// Those of a command that tries what it finds or was saved, not suites.
    pub(super) fn of_saved(
        target: &'a TargetArgs,
        reading: &'a [String],
        verdict: &'a VerdictArgs,
    ) -> Self {
        Self {
            target,
            command: &[],
            reading,
            without: &verdict.without,
            strict: false,
            suites: None,
        }
    }

    /// Flags as a shell takes them, for a target of this name: those that say
    /// something else than goes without saying, and no secret. A target that is
    /// started is started again, as nothing is left where it was.
    pub(super) fn words(&self, name: &str) -> String {
        let mut words = Words::default();
        let target = self.target;
        let is_started = !self.command.is_empty();
        // What is started listens where it is told to, or at any port.
        if !is_started || target.target != "reference" {
            words.flag("--target", if is_started { &target.target } else { name });
        }
        words.push(repeated(target).trim_start());
        words.unless("--edition", &target.edition, Edition::of_record().name);
        words.one("--wire", &target.wire, &WireArg::Both);
        words.one("--signature", &target.signature, &SignatureArg::V1);
        words.one("--provision", &target.provision, &ProvisionArg::Auto);
        words.path("--fixtures", target.fixtures.as_deref());
        words.one("--auth", &target.auth, &AuthArg::Auto);
        words.unless("--region", &target.region, REGIONS[0].id);
        words.unless("--other-region", &target.other_region, REGIONS[1].id);
        words.unless("--timeout", &target.timeout.to_string(), TIMEOUT);
        let starting = target.start_timeout.to_string();
        words.unless("--start-timeout", &starting, START_TIMEOUT);
        if let Some(rate) = target.rate {
            words.flag("--rate", &rate.to_string());
        }
        words.switch("--live", target.live);
        words.switch("--billable", target.billable);
        for choice in self.reading {
            words.flag("--reading", choice);
        }
        if !self.without.is_empty() {
            words.flag("--without", &self.without.join(","));
        }
        words.switch("--strict", self.strict);
        words.path("--suites", self.suites);
        if is_started {
            words.push("--");
        }
        for word in self.command {
            words.push(&shell_word(word));
        }
        words.0
    }
}

/// Words of a command line, with a blank between any two.
#[derive(Default)]
struct Words(String);

impl Words {
    fn push(&mut self, word: &str) {
        if !self.0.is_empty() && !word.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(word);
    }

    fn flag(&mut self, flag: &str, value: &str) {
        self.push(flag);
        self.push(&shell_word(value));
    }

    fn unless(&mut self, flag: &str, value: &str, usual: &str) {
        if value != usual {
            self.flag(flag, value);
        }
    }

    fn one<T: ValueEnum + PartialEq>(&mut self, flag: &str, value: &T, usual: &T) {
        if value != usual
            && let Some(value) = value.to_possible_value()
        {
            self.flag(flag, value.get_name());
        }
    }

    fn path(&mut self, flag: &str, path: Option<&Path>) {
        if let Some(path) = path {
            self.flag(flag, &path.display().to_string());
        }
    }

    fn switch(&mut self, flag: &str, is_on: bool) {
        if is_on {
            self.push(flag);
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Cli, Command};

    /// What repeats what these words of `run` say.
    fn again(line: &str) -> String {
        let words = shlex::split(&format!("tagproof run {line}")).unwrap();
        let Command::Run(args) = Cli::try_parse_from(words).unwrap().command else {
            panic!("{line}");
        };
        let settings = Settings {
            target: &args.target,
            command: &args.command,
            reading: &args.reading,
            without: &args.verdict.without,
            strict: args.strict,
            suites: args.suites.as_deref(),
        };
        settings.words(&args.target.target)
    }

    #[test]
    fn what_goes_without_saying_is_not_said() {
        for line in ["", "--timeout 10 --edition vpc-2023-03 --jobs 3 quota"] {
            assert_eq!(again(line), "--target reference");
        }
    }

    #[test]
    fn every_setting_is_said_again_and_means_the_same() {
        let all = "--target http://a/b --header 'A: $B' --cacert c.pem --proxy http://p \
                   --edition ecs-2021-06 --wire json --signature acs3 --provision fixtures \
                   --fixtures 'my fixtures.toml' --auth enforced --region r --other-region s \
                   --timeout 3 --start-timeout 4 --rate 2.5 --live --billable \
                   --reading existing-key=rejected --without xml,regions --strict --suites mine";
        let told = again(all);
        let plain = |text: &str| shlex::split(text).unwrap();
        assert_eq!(plain(&told), plain(all));
        assert_eq!(again(&told), told);
    }

    #[test]
    fn what_was_started_is_started_again() {
        let started = again("--wire json -- my-emulator --port '{port}' 'a b'");
        assert_eq!(started, "--wire json -- my-emulator --port '{port}' 'a b'");
        let at_a_socket = "--target unix:/run/a.sock -- a";
        assert_eq!(again(at_a_socket), at_a_socket);
    }
}
