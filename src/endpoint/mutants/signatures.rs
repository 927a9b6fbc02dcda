//! Mutants that forget something of what proves who calls, where signatures are
//! enforced.

use crate::contract::clauses;

use super::super::gateway::Guard;
use super::mutant::{Fault, Mutant};

/// The family.
pub(super) static TABLE: &[Mutant] = &[
    Mutant::new(
        "unsigned-accepted",
        clauses::CO_SIGNATURE,
        "Takes a call without a signature.",
        Fault::Gate(Guard::Signed),
    ),
    Mutant::new(
        "wrong-signature-accepted",
        clauses::CO_SIGNATURE,
        "Takes any signature for the right one.",
        Fault::Gate(Guard::Signature),
    ),
    Mutant::new(
        "body-unsigned",
        clauses::CO_SIGNED_PARAMETERS,
        "Believes what an ACS3 request says of the hash of its body.",
        Fault::Gate(Guard::Body),
    ),
    Mutant::new(
        "nonce-optional",
        clauses::CO_SIGNED_ENVELOPE,
        "Takes a request without a nonce.",
        Fault::Gate(Guard::Nonce),
    ),
    Mutant::new(
        "time-optional",
        clauses::CO_SIGNED_ENVELOPE,
        "Takes a request without a time.",
        Fault::Gate(Guard::Time),
    ),
    Mutant::new(
        "replay-accepted",
        clauses::CO_NONCE,
        "Takes a nonce as often as it comes.",
        Fault::Gate(Guard::Replay),
    ),
    Mutant::new(
        "stale-accepted",
        clauses::CO_TIMESTAMP,
        "Takes a request however old it is.",
        Fault::Gate(Guard::Stale),
    ),
    Mutant::new(
        "future-accepted",
        clauses::CO_TIMESTAMP,
        "Takes a request dated however far ahead.",
        Fault::Gate(Guard::Future),
    ),
    Mutant::new(
        "unknown-key-accepted",
        clauses::CO_ACCESS_KEY,
        "Takes an access key that nobody has for a new account.",
        Fault::Gate(Guard::Key),
    ),
];
