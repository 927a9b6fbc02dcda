//! A verdict is earned: of what could not be tried nothing good is said.

mod abilities;
mod altered;
mod arrays;
mod fixed_ids;
mod flags;
mod kept;
mod lent;
mod lists;
mod little;
mod one_at_a_time;
