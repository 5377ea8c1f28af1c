//! SHA-256 from a state that is kept (FIPS 180-4). How a block is compressed is
//! the library's, except in WebAssembly with SIMD; its own buffers and copies of
//! them cost as much as a block.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use sha2::block_api::compress256;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use simd128::compress256;

/// The size in bytes of what is compressed at a time.
pub(crate) const BLOCK_SIZE: usize = 64;

/// The size in bytes of a hash.
pub(crate) const SIZE: usize = 32;

/// What there is between blocks.
pub(crate) type State = [u32; 8];

/// What there is before the first block.
const START: State = [
    0x6A09_E667,
    0xBB67_AE85,
    0x3C6E_F372,
    0xA54F_F53A,
    0x510E_527F,
    0x9B05_688C,
    0x1F83_D9AB,
    0x5BE0_CD19,
];

/// The hash of bytes that are all there.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> [u8; SIZE] {
    let mut hasher = Hasher::default();
    hasher.update(bytes);
    hasher.finish()
}

/// The state after one block.
pub(crate) fn after(block: &[u8; BLOCK_SIZE]) -> State {
    let mut state = START;
    compress256(&mut state, std::slice::from_ref(block));
    state
}

/// The hash, where one block and 32 bytes behind it are all.
#[inline]
pub(crate) fn finish(mut state: State, bytes: [u8; SIZE]) -> [u8; SIZE] {
    const PADDING: [u8; SIZE] = {
        let mut padding = [0; SIZE];
        padding[0] = 0x80;
        let size = (BLOCK_SIZE + SIZE) as u16 * 8;
        [padding[SIZE - 2], padding[SIZE - 1]] = size.to_be_bytes();
        padding
    };
    let mut block = [0; BLOCK_SIZE];
    let (halves, _) = block.as_chunks_mut();
    halves.iter_mut().zip([bytes, PADDING]).for_each(|(half, bytes)| *half = bytes);
    compress256(&mut state, std::slice::from_ref(&block));
    to_bytes(state)
}

#[inline]
fn to_bytes(state: State) -> [u8; SIZE] {
    let mut hash = [0; SIZE];
    let (words, _) = hash.as_chunks_mut();
    words.iter_mut().zip(state).for_each(|(bytes, word)| *bytes = word.to_be_bytes());
    hash
}

/// Hashes what comes in parts.
pub(crate) struct Hasher {
    state: State,
    /// What is not compressed yet, and zeros.
    block: [u8; BLOCK_SIZE],
    taken: usize,
    size: usize,
}

impl Default for Hasher {
    #[inline]
    fn default() -> Self {
        Self { state: START, block: [0; BLOCK_SIZE], taken: 0, size: 0 }
    }
}

impl Hasher {
    /// Goes on from the state after one block.
    #[inline]
    pub(crate) fn resume(state: State) -> Self {
        Self { state, block: [0; BLOCK_SIZE], taken: 0, size: BLOCK_SIZE }
    }

    #[inline]
    pub(crate) fn update(&mut self, part: &[u8]) {
        self.size += part.len();
        match part.split_at_checked(BLOCK_SIZE - self.taken) {
            None => self.put(part),
            Some((head, rest)) => {
                self.put(head);
                self.compress();
                let (blocks, rest) = rest.as_chunks();
                compress256(&mut self.state, blocks);
                self.put(rest);
            }
        }
    }

    /// The hash, behind the padding: a bit that is set, zeros, and the size in
    /// bits. Nothing goes on behind it: that it does not take the hasher itself
    /// saves a copy of that.
    #[inline]
    pub(crate) fn finish(&mut self) -> [u8; SIZE] {
        self.put(&[0x80]);
        let size = (self.size as u64 * 8).to_be_bytes();
        if self.taken > BLOCK_SIZE - size.len() {
            self.compress();
        }
        if let Some(end) = self.block.last_chunk_mut() {
            *end = size;
        }
        self.compress();
        to_bytes(self.state)
    }

    /// Takes in what there is room for.
    #[inline]
    fn put(&mut self, part: &[u8]) {
        let end = self.taken + part.len();
        if let Some(room) = self.block.get_mut(self.taken..end) {
            copy(part, room);
            self.taken = end;
        }
    }

    #[inline]
    fn compress(&mut self) {
        compress256(&mut self.state, std::slice::from_ref(&self.block));
        self.block = [0; BLOCK_SIZE];
        self.taken = 0;
    }
}

/// Copies no more bytes than a block has. In WebAssembly a copy whose size is not known
/// is a call of the host, which costs more than this.
#[inline]
fn copy(from: &[u8], to: &mut [u8]) {
    let is_done = copy_ends::<32>(from, to)
        || copy_ends::<16>(from, to)
        || copy_ends::<8>(from, to)
        || copy_ends::<4>(from, to)
        || copy_ends::<2>(from, to);
    if !is_done {
        copy_ends::<1>(from, to);
    }
}

/// Copies so many of the first and of the last bytes, which are all where there are no
/// more than twice as many; none where there are fewer.
#[inline]
fn copy_ends<const SIZE: usize>(from: &[u8], to: &mut [u8]) -> bool {
    let (Some(first), Some(last)) = (from.first_chunk::<SIZE>(), from.last_chunk::<SIZE>()) else {
        return false;
    };
    if let Some(room) = to.first_chunk_mut() {
        *room = *first;
    }
    if let Some(room) = to.last_chunk_mut() {
        *room = *last;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn it_agrees_with_the_library_wherever_the_parts_are_cut() {
        let bytes: Vec<u8> = (0..=255).collect();
        for size in 0..bytes.len() {
            let (bytes, _) = bytes.split_at(size);
            assert_eq!(hash(bytes), *Sha256::digest(bytes), "{size}");

            let block = [7; BLOCK_SIZE];
            let whole = Sha256::new_with_prefix(block).chain_update(bytes).finalize();
            for cut in (0..size).step_by(13) {
                let (head, rest) = bytes.split_at(cut);
                let mut hasher = Hasher::resume(after(&block));
                hasher.update(head);
                hasher.update(rest);
                assert_eq!(hasher.finish(), *whole, "{cut} of {size}");
            }
        }
    }
}
