//! Tells bodies, signature bases and keys apart.

/// A fast hash, not a cryptographic one: a search has hundreds of bodies to tell
/// apart.
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |state: u64, word: u64| (state.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let (words, rest) = bytes.as_chunks();
    let start = bytes.len() as u64;
    let state = words.iter().fold(start, |state, word| mix(state, u64::from_le_bytes(*word)));
    rest.iter().fold(state, |state, byte| mix(state, u64::from(*byte)))
}
