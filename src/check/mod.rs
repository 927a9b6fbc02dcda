//! Checking: execute cases, judge what was seen, join it to verdicts.
//!
//! [`attempt()`] sends, [`judge()`] says which readings explain a transcript,
//! [`Session::conclude`] joins the cases; only the first has to do with a target, so
//! verdicts depend on neither jobs nor order nor shards.

mod attempt;
mod belief;
mod evidence;
mod passive;
mod results;
mod run;
mod verdict;

pub use attempt::{Lost, Made, Rest, Setting, attempt, in_parallel};
pub use belief::{
    BELIEF_CAP, Belief, Divergent, Explained, Finding, Hypothesis, Inconsistent, Narrowing,
    Relation, Tried, Unordered, judge,
};
pub use evidence::{
    Ended, Event, Exchange, Labelled, Overlapping, Role, Transcript, Wrong, counted, is_too_much,
    needed,
};
pub use passive::{Heard, judge_recording};
pub use results::{
    Alike, AxisResult, AxisStatus, BASELINE_SCHEMA, Baseline, CaseResult, Cause, Change,
    ClauseResult, Contradiction, Counts, Demands, Deviation, Difference, Failure, Intermittent,
    Judgement, Kept, KeptError, Known, Lock, MAX_INCONCLUSIVE, MIN_COVERAGE, Missing, Notice,
    Observed, OtherEdition, Permitted, Precedence, Run, Scope, Showed, Shown, Standing, State,
    StepRecord, Strictness, Verdict, Violation,
};
pub use run::{
    GONE_AFTER, Plan, Progress, RunError, Session, WAITING, addressed, fingerprint, run,
};
pub use verdict::{
    Conclusion, Entry, Ledger, MergeError, accepted, file_word, hidden_by, manifest, merged,
    reading_words, request_line, response_line, shell_word, sort_failures, violations,
};
