//! FNV-1a: the same on every machine and in every version.

/// What a hash of nothing is.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of some bytes.
pub fn fnv1a(bytes: &[u8]) -> u64 {
    fnv1a_of(0, bytes)
}

/// The hash of some bytes as the `place`th of several that are told apart.
pub fn fnv1a_of(place: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(BASIS ^ place, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_are_those_of_the_authors() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
        assert_ne!(fnv1a_of(1, b"a"), fnv1a(b"a"));
    }
}
