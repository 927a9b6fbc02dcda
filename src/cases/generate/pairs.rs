//! Precedence cases: calls that break two clauses at once.

use crate::contract::{ClauseId, Edition, Level, clauses};

use arbitrary::Unstructured;

use super::super::case::{Case, Side};
use super::super::origin::Origin;
use super::super::verify::verify;
use super::breaks::{Break, breaks_of};
use super::covering::short;
use super::draft::{Draft, Home, unnamed};
use super::draw::Draw;

/// Precedence cases for every pair of clauses that one call can break at once:
/// those that must be kept, and of the others one for each check stage that has
/// none. Enumerated, so they are there whatever the budget.
pub fn precedence_pairs(edition: &Edition) -> Vec<Case> {
    let rows: Vec<&Break> = breaks_of(edition)
        .into_iter()
        .filter(|row| is_paired(row.clause))
        .collect();
    let mut cases = Vec::new();
    for (place, first) in rows.iter().enumerate() {
        for second in &rows[place + 1..] {
            cases.extend(pair(first, second, edition));
        }
    }
    cases
}

/// Clauses that only some readings have and that stand for their stage.
const STAND_INS: &[ClauseId] = &[clauses::INDEX_GAPS, clauses::KEY_EXISTING];

fn is_paired(clause: ClauseId) -> bool {
    clause != clauses::ACTION && (clause.level == Level::Must || STAND_INS.contains(&clause))
}

/// One valid call with both breaks in it, in whichever order leaves both.
fn pair(first: &Break, second: &Break, edition: &Edition) -> Option<Case> {
    [(first, second), (second, first)]
        .into_iter()
        .map(|(earlier, later)| {
            let home = Home {
                kind: edition.product.usual(),
                region: Side::Own,
                account: Side::Own,
            };
            let mut draft = Draft::of(home, 2, 2);
            let mut nothing = Unstructured::new(&[]);
            let mut draw = Draw::new(&mut nothing, 0);
            (earlier.apply)(&mut draft, &mut draw, edition);
            draft.id = 1;
            draft.tag = 1;
            (later.apply)(&mut draft, &mut draw, edition);
            let fixtures = draft.cast.clone();
            let mut case = unnamed(
                edition,
                fixtures,
                draft.steps(),
                &[clauses::REFUSED_UNCHANGED, first.clause, second.clause],
                &[first.clause, second.clause],
            );
            case.id = format!(
                "precedence-pair/{}-and-{}",
                short(first.clause),
                short(second.clause)
            );
            case.origin = Origin::Clauses;
            case
        })
        .find(|case| verify(case, edition).is_ok())
}
