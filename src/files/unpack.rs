//! Files that are packed with gzip, whatever their names.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;

/// The bytes that every gzip file begins with, and no text.
const MAGIC: &[u8] = b"\x1f\x8b";

/// What a file holds once it is unpacked, of which there are no more bytes than
/// `most`; a file that is not packed holds itself.
///
/// # Errors
///
/// It cannot be unpacked, or holds too much.
pub fn unpacked(file: &[u8], most: u64) -> io::Result<Cow<'_, [u8]>> {
    if !file.starts_with(MAGIC) {
        return Ok(file.into());
    }
    // Counted before any of it is kept: a thousand bytes may stand for a million.
    let length = io::copy(
        &mut MultiGzDecoder::new(file).take(most + 1),
        &mut io::sink(),
    )?;
    if length > most {
        return Err(io::Error::other(format!(
            "it has more than the {most} bytes that are read once it is unpacked"
        )));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write as _;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn what_is_packed_is_unpacked_within_bounds_and_what_is_not_stays() {
        assert_eq!(*unpacked(b"{}", 1).unwrap(), *b"{}");
        let twice = [packed(b"ab"), packed(b"c")].concat();
        assert_eq!(*unpacked(&twice, 3).unwrap(), *b"abc");
        let told = |file: &[u8], most| unpacked(file, most).unwrap_err().to_string();
        assert!(told(&twice, 2).contains("more than the 2 bytes"));
        let bomb = packed(&vec![0; 4 << 20]);
        assert!(bomb.len() < 100_000);
        assert!(told(&bomb, 1 << 20).contains("once it is unpacked"));
        assert!(unpacked(&twice[..twice.len() - 9], 3).is_err(), "cut off");
        assert!(
            unpacked(&[&twice[..], b"x"].concat(), 3).is_err(),
            "followed by more"
        );
    }
}
