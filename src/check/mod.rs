//! Checking: execute cases, judge what was seen, join it to verdicts.
//!
//! [`attempt`] sends, [`judge()`] says which readings explain a transcript,
//! [`Session::conclude`] joins the cases; only the first has to do with a target, so
//! verdicts depend on neither jobs nor order nor shards (design §2 a).

mod ability;
mod assemble;
mod attempts;
mod baseline;
mod belief;
mod blame;
mod borrowed;
mod companion_blame;
mod companion_faults;
mod conclude;
mod delivery;
mod diff;
mod effect_blame;
mod evidence;
mod execute;
mod failing;
mod fingerprint;
mod fixtures;
mod history;
mod incidental;
mod inconsistency;
mod joined;
mod judge;
mod kept;
mod lanes;
mod ledger;
mod linearize;
mod listing_rules;
mod lock;
mod merge;
mod missing;
mod needed;
mod observed;
mod opinions;
mod parallel;
mod passive;
mod precedence;
mod read_back;
mod reproduce;
mod results;
mod reuse;
mod rules;
mod run;
mod scope;
mod send;
mod session;
mod signed;
mod standing;
mod tally;
mod transcript;
mod trusted;
mod unsound;
mod weight;
mod wording;

pub use assemble::{addressed, manifest};
pub use baseline::{Baseline, Known};
pub use belief::{BELIEF_CAP, Belief, Hypothesis, Relation};
pub use conclude::{Conclusion, Strictness, Tried};
pub use diff::{Change, Difference};
pub use evidence::{Cause, Counts, Demands, Judgement, MAX_INCONCLUSIVE, MIN_COVERAGE};
pub use execute::{Made, Setting, attempt};
pub use inconsistency::Inconsistent;
pub use judge::{Divergent, Explained, Finding, Narrowing, Unordered, judge};
pub use kept::{Deviation, Kept, KeptError};
pub use ledger::{Entry, Ledger};
pub use lock::Lock;
pub use merge::{MergeError, merged};
pub use needed::{counted, needed};
pub use observed::{Observed, Showed, accepted};
pub use parallel::in_parallel;
pub use passive::{Heard, judge_recording};
pub use reproduce::{request_line, response_line, shell_word};
pub use results::{
    AxisResult, AxisStatus, CaseResult, ClauseResult, Contradiction, Failure, Notice, OtherEdition,
    Permitted, Precedence, Run, Shown, State, StepRecord, Verdict,
};
pub use rules::{Violation, violations};
pub use run::{GONE_AFTER, Plan, Progress, RunError, WAITING, fingerprint, run};
pub use scope::{Missing, Scope};
pub use session::Session;
pub use standing::Standing;
pub use tally::{hidden_by, sort_failures};
pub use transcript::{Ended, Event, Exchange, Labelled, Overlapping, Role, Transcript, Wrong};
pub use unsound::Lost;
pub use weight::is_too_much;
pub use wording::reading_words;
