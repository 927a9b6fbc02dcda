//! Arguments of several commands: where the target is, what it is compared with.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::contract::{Edition, REGIONS};

use super::target_url::has_password;

/// Arguments that say where the target is and how it is spoken to.
#[derive(Debug, Args)]
pub struct TargetArgs {
    /// reference, in-process (the same without a socket), mutant:NAME,
    /// http(s)://HOST[:PORT][/PREFIX], unix:PATH or exec:COMMAND
    #[arg(long, value_name = "TARGET", default_value = "reference")]
    pub target: String,
    /// The edition to judge by
    #[arg(long, value_name = "NAME", default_value = Edition::of_record().name)]
    pub edition: String,
    /// Formats of answers to ask for
    #[arg(long, value_enum, default_value_t = WireArg::Both)]
    pub wire: WireArg,
    /// Signature scheme
    #[arg(long, value_enum, default_value_t = SignatureArg::V1)]
    pub signature: SignatureArg,
    /// Where resources to tag come from: created, lent from --fixtures, or invented ids
    #[arg(long, value_enum, default_value_t = ProvisionArg::Auto)]
    pub provision: ProvisionArg,
    /// Resources that are there already and may lose their tags, in TOML
    #[arg(long, value_name = "FILE")]
    pub fixtures: Option<PathBuf>,
    /// Whether requests are signed; enforced misses signatures where unsigned ones are taken
    #[arg(long, value_enum, default_value_t = AuthArg::Auto)]
    pub auth: AuthArg,
    /// A header of every request, in which $NAME stands for a variable
    #[arg(long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// Certificates to trust, in PEM: those of the target or of who signed them
    #[arg(long, value_name = "FILE", conflicts_with = "insecure")]
    pub cacert: Option<PathBuf>,
    /// Take any certificate, which is told in every report
    #[arg(long)]
    pub insecure: bool,
    /// The proxy to the target; those of the environment are not used
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// Region of fixtures
    #[arg(long, value_name = "ID", default_value = REGIONS[0].id)]
    pub region: String,
    /// Region for what must not be seen from the first
    #[arg(long, value_name = "ID", default_value = REGIONS[1].id)]
    pub other_region: String,
    /// Seconds that an answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub timeout: u64,
    /// Seconds that a started target may take until it listens, or until the command
    /// that answers has said its first line
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub start_timeout: u64,
    /// Requests a second, at most; 5 at hosts under aliyuncs.com unless said
    #[arg(long, value_name = "N", value_parser = rate)]
    pub rate: Option<f64>,
    /// Allow hosts under aliyuncs.com; cases of covering run there if a pattern names them
    #[arg(long)]
    pub live: bool,
    /// Allow resources that cost money there: EIPs, VPN and NAT gateways
    #[arg(long)]
    pub billable: bool,
}

/// Arguments that name what a target is compared with besides the specification.
#[derive(Debug, Args)]
pub struct KeptArgs {
    /// Known failures: they fail nothing, and one that is fixed ends with 5
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write what fails now into the baseline, and take out what is fixed
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,
    /// The reading to keep, as `fingerprint --lock` writes it; another one ends with 6
    #[arg(long, value_name = "FILE")]
    pub reading_lock: Option<PathBuf>,
}

/// Arguments that name the snapshots of a target.
#[derive(Debug, Args)]
pub struct SnapshotArgs {
    /// Folder of what the target answered before; anything else fails
    #[arg(long, value_name = "DIR")]
    pub snapshots: Option<PathBuf>,
    /// Write what the target answers now into the snapshots
    #[arg(long, requires = "snapshots")]
    pub update_snapshots: bool,
}

/// Arguments about what a verdict says, and what it needs.
#[derive(Debug, Args)]
pub struct VerdictArgs {
    /// Percent of the cases in scope that must be decided [default: 90; judge: 10]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_coverage: Option<u8>,
    /// Percent of them that may stay inconclusive [default: 10; judge: 90, as a
    /// recording seldom shows the state that was there before it]
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub max_inconclusive: Option<u8>,
    /// Leave out of the verdict what needs these: names or globs of `list abilities`
    #[arg(long, value_name = "ABILITY", value_delimiter = ',')]
    pub without: Vec<String>,
}

impl TargetArgs {
    /// Whether the target must refuse calls without a signature.
    pub(super) fn demands_signatures(&self) -> bool {
        self.auth == AuthArg::Enforced
    }

    /// The flag that says who calls in the header in which ACS3 signs, if one does.
    pub(super) fn says_who_calls(&self) -> Option<&'static str> {
        let is_taken = |text: &&String| {
            let name = text.split(':').next().unwrap_or_default();
            name.trim().eq_ignore_ascii_case("authorization")
        };
        if has_password(&self.target) {
            Some("the password in --target")
        } else {
            let header = self.header.iter().find(is_taken);
            header.map(|_| "--header Authorization")
        }
    }
}

/// Formats of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WireArg {
    /// JSON alone.
    Json,
    /// XML alone.
    Xml,
    /// Both, compared.
    Both,
}

/// Where fixtures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProvisionArg {
    /// The first of these that works, type by type.
    Auto,
    /// They are created through the API.
    Api,
    /// They are lent from the file of --fixtures.
    Fixtures,
    /// Their ids are invented, for targets that take any.
    Invented,
}

/// What is done about authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuthArg {
    /// Requests are signed, whether the target looks or not.
    Auto,
    /// They are not.
    None,
    /// They are, and the target must refuse those that are not.
    Enforced,
}

/// A number of requests a second.
fn rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate: &f64| (0.01..=100_000.0).contains(rate))
        .ok_or_else(|| "a number of requests a second between 0.01 and 100000".to_owned())
}

/// Signature schemes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SignatureArg {
    /// HMAC-SHA1 in the parameters.
    V1,
    /// HMAC-SHA256 in headers.
    Acs3,
}
