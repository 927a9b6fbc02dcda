//! Watches a run while it goes on: the bar, the log of events, transcripts.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use indicatif::ProgressBar;

use crate::check::{CaseResult, Progress, Run, Verdict};
use crate::report;

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
        let (done, tried, result) = match event {
            Progress::Case {
                done,
                tried,
                result,
            } => (done, tried, result),
            Progress::Settled(result) => return self.log_result(result),
            Progress::Capabilities(_) => return,
        };
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
        }
        self.log_result(result);
        // What is drawn is another case under another seed.
        let wanted = self.wants_transcripts && tried.case.drawn_from().is_none();
        if wanted {
            let transcript = report::transcript(&result.id, &tried.transcript);
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.insert(result.id.clone(), transcript);
        }
    }

    fn log_result(&self, result: &CaseResult) {
        let (verdict, reason) = (result.verdict.as_str(), result.reason.as_deref());
        self.log
            .write(&report::ndjson::case_line(&result.id, verdict, reason));
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
                let (verdict, reason) = (case.verdict.as_str(), case.reason.as_deref());
                self.log
                    .write(&report::ndjson::case_line(&case.id, verdict, reason));
            }
        }
        for line in report::ndjson::end(run, exit.code()) {
            self.log.write(&line);
        }
        self.log.close()
    }
}
