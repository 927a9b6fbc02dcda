//! Results as plain data: what every report is made from, and what is kept of it.

mod alike;
mod baseline;
mod diff;
mod failure;
mod groups;
mod judgement;
mod kept;
mod lock;
mod observed;
mod run;
mod scope;
mod standing;
mod strictness;
mod verdict;
mod violation;

pub use alike::Alike;
pub use baseline::{BASELINE_SCHEMA, Baseline, Known};
pub use diff::{Change, Difference};
pub use failure::{Contradiction, Failure, Intermittent, Permitted, Precedence, State, StepRecord};
pub use judgement::{Cause, Counts, Demands, Judgement, MAX_INCONCLUSIVE, MIN_COVERAGE};
pub use kept::{Deviation, Kept, KeptError};
pub use lock::Lock;
pub use observed::{Observed, Showed};
pub use run::{AxisResult, AxisStatus, CaseResult, ClauseResult, Notice, OtherEdition, Run, Shown};
pub use scope::{Missing, Scope};
pub use standing::Standing;
pub use strictness::Strictness;
pub use verdict::Verdict;
pub use violation::Violation;
