//! Watches a run while it goes on: the bar, the log of events, transcripts.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use indicatif::ProgressBar;

use crate::check::{Progress, Run, Verdict};
use crate::report::{self, ndjson};

use super::error::CliError;
use super::exit::Exit;
use super::reports::EventLog;

/// Who is told of every case that is done.
pub(super) struct Watch {
    /// Where events are written as they happen.
    pub(super) log: EventLog,
    bar: Option<ProgressBar>,
    wants_transcripts: bool,
    seen: Mutex<BTreeMap<String, String>>,
}

/// What was seen while a run went on.
pub(super) struct Seen {
    log: EventLog,
    /// The transcripts of cases that are not drawn, by case id, if wanted.
    pub(super) transcripts: BTreeMap<String, String>,
}

impl Watch {
    /// A watch over a run that begins.
    pub(super) fn begin(log: EventLog, bar: Option<ProgressBar>, wants_transcripts: bool) -> Self {
        Self {
            log,
            bar,
            wants_transcripts,
            seen: Mutex::default(),
        }
    }

    /// Takes an event.
    pub(super) fn take(&self, event: Progress<'_>) {
        if self.log.is_open() {
            self.log(&event);
        }
        let Progress::Case {
            done,
            tried,
            result,
            ..
        } = event
        else {
            return;
        };
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
        }
        // What is drawn is another case under another seed.
        let wanted = self.wants_transcripts && tried.case.drawn_from().is_none();
        if wanted {
            let transcript = report::transcript(&result.id, &tried.transcript);
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.insert(result.id.clone(), transcript);
        }
    }

    fn log(&self, event: &Progress<'_>) {
        match event {
            Progress::Capabilities(able) => {
                self.log.write(&ndjson::capabilities(able.words()));
            }
            Progress::Probed { probes, lacking } => {
                self.log.write(&ndjson::probed(probes, lacking));
            }
            Progress::Case {
                result,
                observed,
                failures,
                requests,
                ..
            } => {
                for line in ndjson::done(result, observed, failures, *requests) {
                    self.log.write(&line);
                }
            }
            Progress::Settled(result, failures) => {
                self.log.write(&ndjson::settled(result));
                ndjson::evidence(failures).for_each(|line| self.log.write(&line));
            }
        }
    }

    /// Ends with the last case.
    pub(super) fn end(self) -> Seen {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        let seen = self.seen.into_inner();
        Seen {
            log: self.log,
            transcripts: seen.unwrap_or_else(PoisonError::into_inner),
        }
    }
}

impl Seen {
    /// Writes the last events: the cases that were not run and those that a
    /// baseline speaks of, the failures and the summary; what could not be written.
    pub(super) fn told_at_last(self, run: &Run, exit: Exit) -> Vec<CliError> {
        let told_now = [Verdict::NotRun, Verdict::KnownFail, Verdict::UnexpectedPass];
        for case in &run.cases {
            if told_now.contains(&case.verdict) {
                self.log.write(&ndjson::settled(case));
            }
        }
        for line in ndjson::end(run, exit.code()) {
            self.log.write(&line);
        }
        self.log.close()
    }
}
