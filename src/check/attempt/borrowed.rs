//! What a refusal is worth that was tried on something borrowed.

use crate::check::belief::Finding;
use crate::check::evidence::{Ended, Role, Transcript};
use crate::contract::Refusals;

/// What a refusal was tried on for want of something better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Borrowed {
    /// An id that the target refuses as one of no resource. The call is wrong
    /// twice, so that only a code for neither shows a fault.
    Unknown {
        /// Why there is nothing better.
        why: String,
    },
    /// A resource with tags that nobody could take off: what is refused for
    /// them says nothing.
    Worn {
        /// Why there is nothing better.
        why: String,
        /// Whether it would be seen on a fresh one that nothing changed, so that
        /// a refusal alone is no pass.
        is_seen: bool,
    },
}

impl Borrowed {
    /// What an attempt is worth that was made on it; `judged` is what its
    /// transcript shows, however it ended.
    pub(super) fn weighed(
        self,
        (ended, finding): (Ended, Finding),
        judged: impl FnOnce() -> Finding,
        transcript: &Transcript,
        refusals: &Refusals,
    ) -> (Ended, Finding) {
        let nothing = |why: String| {
            let finding = Finding::Inconclusive(why.clone());
            (Ended::NotApplicable(why), finding)
        };
        match self {
            Self::Unknown { .. } if matches!(ended, Ended::NotApplicable(_)) => match judged() {
                found @ Finding::Divergent(_) => (Ended::Complete, found),
                _ => (ended, finding),
            },
            Self::Worn { why, is_seen } if ended == Ended::Complete => {
                let is_explained = matches!(finding, Finding::Explained(_));
                // Which rule such a code is for nobody can say here.
                if is_refused_for_tags(transcript, refusals) || (is_seen && is_explained) {
                    nothing(why)
                } else {
                    (ended, finding)
                }
            }
            Self::Unknown { .. } | Self::Worn { .. } => (ended, finding),
        }
    }
}

fn is_refused_for_tags(transcript: &Transcript, refusals: &Refusals) -> bool {
    let mut steps = transcript
        .exchanges()
        .filter(|exchange| matches!(exchange.role, Role::Step(_)));
    steps.any(|step| step.is_refused_for_tags(refusals))
}
