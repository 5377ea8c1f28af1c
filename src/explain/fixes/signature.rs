//! Fixes for the digest and the signature.

use crate::explain::report::Fix;

pub(super) const ALGORITHM: &[Fix] = &[Fix::general(
    "Use the algorithm that the scheme says: HMAC with SHA-256, with the secret as the key.",
)];

pub(super) const SIGNATURE_ENCODING: &[Fix] = &[
    Fix::general("Write the digest as the scheme does, in hex or in base64."),
    Fix::in_framework("Node", "Hex and base64 are an argument.", ".digest(\"hex\")"),
];

pub(super) const SIGNATURE_PREFIX: &[Fix] = &[Fix::general(
    "Compare with what stands ahead of the digits as the scheme has it, neither more nor less.",
)];

pub(super) const SIGNATURE_TRUNCATED: &[Fix] = &[Fix::general(
    "Something cut the header off: a column of a database, a log, or a limit on the size of headers.",
)];

pub(super) const MULTIPLE_SIGNATURES: &[Fix] = &[Fix::general(
    "Try every signature that is there: while a secret is rotated, or a version replaced, there are several. A header that was sent twice is refused.",
)];

pub(super) const KEY_AND_MESSAGE_SWAPPED: &[Fix] = &[
    Fix::general(
        "The secret is the key, and the content is the message: see the order of the arguments.",
    ),
    Fix::in_framework("PHP", "The content comes first.", "hash_hmac('sha256', $content, $secret)"),
    Fix::in_framework("Python", "The key comes first.", "hmac.new(secret, content, 'sha256')"),
];
