//! Where a case comes from.

/// What made a case, for messages and reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A person, in a suite file.
    Suite {
        /// The file.
        file: String,
        /// Line of the case, from 1.
        line: usize,
    },
    /// The probes that come with tagproof, or one of them sent once more.
    Probe {
        /// Its line in their file, from 1.
        line: usize,
    },
    /// The limits of the edition.
    Limits,
    /// The clauses of the edition, two at a time.
    Clauses,
    /// The clauses of the edition, each under many conditions.
    Conditions,
    /// Texts that come back otherwise from some programs.
    Texts,
    /// The resource types of the edition.
    Types,
    /// A seed.
    Drawn {
        /// The seed.
        seed: u64,
        /// How many must be drawn from it for this one to be among them.
        count: usize,
    },
    /// A campaign.
    Campaign,
    /// Bytes, such as a fuzzer hands over.
    Bytes,
    /// A failure that a campaign saved.
    Artifact,
    /// The search for operations that show tags.
    Witnesses,
    /// A recording.
    Recording {
        /// The file.
        file: String,
        /// The entry in it, from 1.
        entry: usize,
    },
}

impl Origin {
    /// The file that it stands in, or what made it in words.
    pub fn file(&self) -> String {
        match self {
            Self::Suite { file, .. } | Self::Recording { file, .. } => file.clone(),
            Self::Probe { .. } => "src/cases/probes.toml".to_owned(),
            Self::Limits => "generated from the edition's limits".to_owned(),
            Self::Clauses | Self::Conditions => "generated from the edition's clauses".to_owned(),
            Self::Texts => "generated from texts that programs change".to_owned(),
            Self::Types => "generated from the edition's resource types".to_owned(),
            Self::Drawn { seed, .. } => format!("generated from seed {seed}"),
            Self::Campaign => "made by a campaign".to_owned(),
            Self::Bytes => "generated from bytes".to_owned(),
            Self::Artifact => "artifact".to_owned(),
            Self::Witnesses => "who shows tags".to_owned(),
        }
    }

    /// The line in that file, from 1; of a drawn case how many must be drawn
    /// for it to be among them.
    pub fn line(&self) -> usize {
        match self {
            Self::Suite { line, .. } | Self::Probe { line } => *line,
            Self::Drawn { count, .. } => *count,
            Self::Recording { entry, .. } => *entry,
            _ => 1,
        }
    }
}
