//! Fixes for the secret.

use crate::explain::report::Fix;

pub(super) const SECRET_WHITESPACE: &[Fix] = &[
    Fix::general("Store the secret without white space: `echo` and editors add a line break."),
    Fix::in_framework(
        "shell",
        "Write it without a line break.",
        "printf %s \"$SECRET\" > secret.txt",
    ),
    Fix::in_framework(
        "Kubernetes",
        "Encode it without a line break.",
        "printf %s \"$SECRET\" | base64 -w0",
    ),
    Fix::in_framework(
        "Docker",
        "An env file with CRLF adds a CR to every value: save it with LF.",
        "sed -i 's/\\r$//' .env",
    ),
];

pub(super) const SECRET_PREFIX: &[Fix] = &[Fix::general(
    "Use the secret exactly as the provider's documentation says, with or without what it begins with.",
)];

pub(super) const SECRET_ENCODING: &[Fix] = &[
    Fix::general(
        "Make the key of the secret as the provider does: as text, or decoded from base64 or hex.",
    ),
    Fix::in_framework(
        "Node",
        "Text: pass the string. Base64: decode it.",
        "createHmac(\"sha256\", Buffer.from(secret, \"base64\"))",
    ),
    Fix::in_framework(
        "Python",
        "Text: encode it. Base64: decode it.",
        "hmac.new(base64.b64decode(secret), body, \"sha256\")",
    ),
];

pub(super) const SECRET_QUOTED: &[Fix] = &[
    Fix::general(
        "The quotation marks became part of the secret: take them out where it is stored.",
    ),
    Fix::in_framework("Docker", "An env file takes quotation marks literally.", "SECRET=abc"),
];

pub(super) const SECRET_OTHER: &[Fix] = &[
    Fix::general(
        "Use the secret that is named here; while one replaces another, give a verifier both.",
    ),
    Fix::in_framework(
        "Countersign",
        "Both are tried.",
        "new Verifier(scheme, [newSecret, oldSecret])",
    ),
];

pub(super) const SECRET_WRONG_KIND: &[Fix] = &[Fix::general(
    "Take the signing secret of this very endpoint from the provider's page of webhooks: API keys, and secrets of other endpoints or of the test mode, do not sign.",
)];
