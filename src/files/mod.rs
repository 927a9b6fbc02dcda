//! Files of the user: read within bounds, tried out before they are needed, and
//! replaced as a whole.

mod beside;
mod read;
mod replace;
mod stream;
#[cfg(feature = "cli")]
mod unpack;

pub use beside::Beside;
pub use read::{MOST_BYTES, MOST_RECORDED, read_bytes, read_text};
pub use replace::{destination, in_place, prepare, prepare_folder, replace};
#[cfg(feature = "cli")]
pub use unpack::unpacked;
