//! What an endpoint makes up: request ids and resource ids, from a seed.

use std::fmt::Write as _;

use crate::contract::{SplitMix64, region_named};

/// Random characters of a resource id behind its region's infix.
const ID_CHARACTERS: usize = 17;

/// What resource ids may consist of.
const ID_ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The infix of a region that is not in the table.
const OTHER_INFIX: &str = "xx0";

/// What a seed makes an endpoint make up.
#[derive(Debug, Clone)]
pub(super) struct Stream(SplitMix64);

impl Stream {
    /// The stream of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(SplitMix64::new(seed))
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.bits()
    }

    /// A new request id: an upper-case UUID, marked as a random one.
    pub(super) fn request_id(&mut self) -> String {
        let (high, low) = (self.bits(), self.bits());
        // Every answer has one, and `format!` takes five times as long.
        let mut id = String::with_capacity(36);
        for (bits, digits, joint) in [
            (high >> 32, 8, "-"),
            (high >> 16, 4, "-4"),
            (high, 3, "-"),
            (0x8000 | ((low >> 48) & 0x3fff), 4, "-"),
            (low, 12, ""),
        ] {
            for place in (0..digits).rev() {
                let digit = (bits >> (4 * place)) & 0xf;
                id.push(char::from(b"0123456789ABCDEF"[digit as usize]));
            }
            id.push_str(joint);
        }
        id
    }

    /// A new resource id with this prefix in this region.
    pub(super) fn resource_id(&mut self, prefix: &str, region: &str) -> String {
        let infix = region_named(region).map_or(OTHER_INFIX, |known| known.infix);
        let mut id = format!("{prefix}{infix}");
        for _ in 0..ID_CHARACTERS {
            id.push(self.character());
        }
        id
    }

    /// A new address of 198.18.0.0/15, the block for tests that nothing routes.
    pub(super) fn address(&mut self) -> String {
        let bits = self.bits();
        let mut address = String::from("198");
        for octet in [18 + bits % 2, (bits >> 8) % 256, 1 + (bits >> 16) % 254] {
            // Writing to a string cannot fail.
            let _ = write!(address, ".{octet}");
        }
        address
    }

    fn character(&mut self) -> char {
        // 64 bits over 36 values: the bias is beneath 1 in 10^17.
        let place = self.bits() % ID_ALPHABET.len() as u64;
        usize::try_from(place).map_or('0', |place| char::from(ID_ALPHABET[place]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_are_upper_case_uuids_and_never_the_same() {
        let mut stream = Stream::new(0);
        let ids: std::collections::BTreeSet<String> =
            (0..1000).map(|_| stream.request_id()).collect();
        assert_eq!(ids.len(), 1000);
        for id in ids {
            let groups: Vec<usize> = id.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{id}");
            assert!(
                id.bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F' | b'-')),
                "{id}"
            );
        }
    }

    #[test]
    fn ids_have_the_infix_of_their_region() {
        let mut stream = Stream::new(0);
        let id = stream.resource_id("vpc-", "cn-hangzhou");
        assert!(id.starts_with("vpc-bp1"), "{id}");
        assert_eq!(id.len(), "vpc-bp1".len() + ID_CHARACTERS);
        assert!(stream.resource_id("vsw-", "mars-1").starts_with("vsw-xx0"));
    }
}
