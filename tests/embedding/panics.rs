//! What a panic says.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The message with which something panics, as it must.
pub(crate) fn message_of(panics: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(panics)).expect_err("it does not panic");
    *panic.downcast::<String>().unwrap()
}
