//! Files of the user: read within bounds, tried out before they are needed, and
//! replaced as a whole.

mod read;
mod replace;
mod stream;

pub use read::{MOST_BYTES, MOST_RECORDED, read_bytes, read_text};
pub use replace::{destination, in_place, prepare, prepare_folder, replace};
