//! Which of two violations a target reported: told, never judged.

use crate::contract::{ClauseId, Edition};

use crate::check::belief::Tried;
use crate::check::evidence::Role;
use crate::check::results::Precedence;

/// What a case shows that breaks two clauses whose codes differ.
pub(super) fn precedence_of(tried: &Tried<'_>, edition: &Edition) -> Option<Precedence> {
    let case = tried.case;
    let [one, other] = case.violates[..] else {
        return None;
    };
    let step = case.violating_step()? + 1;
    let answer = tried
        .transcript
        .exchanges()
        .find(|exchange| exchange.role == Role::Step(step))?
        .answer
        .as_ref()
        .ok()?;
    let code = answer.code()?;
    let says = |clause: ClauseId| edition.refuses(&clause, code);
    let (reported, over) = match (says(one), says(other)) {
        (true, false) => (one, other),
        (false, true) => (other, one),
        _ => return None,
    };
    Some(Precedence {
        case: case.id.clone(),
        reported,
        over,
    })
}
