//! How SHA-256 compresses a block (FIPS 180-4, section 6.2.2), in WebAssembly with
//! SIMD. As the library does it, but that each round leaves to the next what both
//! need for the majority: with the library's, Node takes a tenth longer for a block,
//! and blocks are half of a verification.
//!
//! No branch and no address depends on what is hashed.

use std::arch::wasm32::{
    u8x16_shuffle, u32x4, u32x4_add, u32x4_extract_lane, u32x4_shl, u32x4_shr, u32x4_shuffle,
    u64x2, v128, v128_or, v128_xor,
};

use super::{BLOCK_SIZE, State};

/// The constants of the rounds (section 4.2.2), four at a time.
static CONSTANTS: [v128; 16] = [
    u32x4(0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5),
    u32x4(0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5),
    u32x4(0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3),
    u32x4(0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174),
    u32x4(0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC),
    u32x4(0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA),
    u32x4(0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7),
    u32x4(0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967),
    u32x4(0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13),
    u32x4(0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85),
    u32x4(0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3),
    u32x4(0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070),
    u32x4(0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5),
    u32x4(0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3),
    u32x4(0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208),
    u32x4(0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2),
];

/// How many times four words of the schedule are made of those before them.
const MADE: usize = 12;

/// One round. The registers change places in its arguments, and `$b_xor_c` is kept from
/// the round before, where it was `$a ^ $b`.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $b_xor_c:ident, $word:expr) => {
        let choice = $g ^ ($e & ($f ^ $g));
        let sigma_1 = $e.rotate_right(6) ^ $e.rotate_right(11) ^ $e.rotate_right(25);
        let t = $h.wrapping_add($word).wrapping_add(choice).wrapping_add(sigma_1);
        $d = $d.wrapping_add(t);
        let a_xor_b = $a ^ $b;
        let majority = $b ^ (a_xor_b & $b_xor_c);
        let sigma_0 = $a.rotate_right(2) ^ $a.rotate_right(13) ^ $a.rotate_right(22);
        $h = t.wrapping_add(sigma_0).wrapping_add(majority);
        $b_xor_c = a_xor_b;
    };
}

/// Compresses blocks into a state, as [`sha2::block_api::compress256`] does.
#[inline(never)]
pub(super) fn compress256(state: &mut State, blocks: &[[u8; BLOCK_SIZE]]) {
    for block in blocks {
        let [q0, q1, q2, q3] = block.as_chunks().0 else {
            continue; // a block has four quarters
        };
        let (mut w0, mut w1, mut w2, mut w3) = (words(q0), words(q1), words(q2), words(q3));
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
        let mut b_xor_c = b ^ c;
        for (index, constants) in CONSTANTS.iter().enumerate() {
            let word = u32x4_add(w0, *constants);
            let w4 = if index < MADE { next_words(w0, w1, w2, w3) } else { w0 };
            round!(a b c d e f g h, b_xor_c, u32x4_extract_lane::<0>(word));
            round!(h a b c d e f g, b_xor_c, u32x4_extract_lane::<1>(word));
            round!(g h a b c d e f, b_xor_c, u32x4_extract_lane::<2>(word));
            round!(f g h a b c d e, b_xor_c, u32x4_extract_lane::<3>(word));
            (a, b, c, d, e, f, g, h) = (e, f, g, h, a, b, c, d);
            (w0, w1, w2, w3) = (w1, w2, w3, w4);
        }
        for (before, after) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *before = before.wrapping_add(after);
        }
    }
}

/// Four words, of which the first byte is the highest.
#[inline]
fn words(bytes: &[u8; 16]) -> v128 {
    let bits = u128::from_le_bytes(*bytes);
    let bytes = u64x2(bits as u64, (bits >> 64) as u64);
    u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(bytes, bytes)
}

/// The four words of the schedule behind sixteen.
#[inline]
fn next_words(w0: v128, w1: v128, w2: v128, w3: v128) -> v128 {
    let sum = u32x4_add(w0, u32x4_shuffle::<1, 2, 3, 4>(w2, w3));
    let sum = u32x4_add(sum, small_sigma_0(u32x4_shuffle::<1, 2, 3, 4>(w0, w1)));
    // The last two are made of the first two.
    let first = u32x4_add(sum, small_sigma_1(u32x4_shuffle::<2, 3, 2, 3>(w3, w3)));
    let last = u32x4_add(sum, small_sigma_1(u32x4_shuffle::<0, 1, 0, 1>(first, first)));
    u32x4_shuffle::<0, 1, 6, 7>(first, last)
}

#[inline]
fn small_sigma_0(x: v128) -> v128 {
    v128_xor(v128_xor(rotate_right(x, 7), rotate_right(x, 18)), u32x4_shr(x, 3))
}

#[inline]
fn small_sigma_1(x: v128) -> v128 {
    v128_xor(v128_xor(rotate_right(x, 17), rotate_right(x, 19)), u32x4_shr(x, 10))
}

#[inline]
fn rotate_right(x: v128, bits: u32) -> v128 {
    v128_or(u32x4_shr(x, bits), u32x4_shl(x, u32::BITS - bits))
}
