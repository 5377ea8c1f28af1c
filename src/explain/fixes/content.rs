//! Fixes for the signed content and the headers.

use crate::explain::report::Fix;

pub(super) const TIMESTAMP_UNIT: &[Fix] = &[Fix::general(
    "Sign and send the time in the unit that the scheme says: some count seconds, some milliseconds.",
)];

pub(super) const TIMESTAMP_FORMAT: &[Fix] = &[Fix::general(
    "Put the timestamp header's text into the signed content as it is: a number that is parsed and written anew may look different.",
)];

pub(super) const TIMESTAMP_MISSING: &[Fix] = &[Fix::general(
    "Put the timestamp ahead of the body, as the scheme says: what is not signed does not stop a repetition.",
)];

pub(super) const TIMESTAMP_MISMATCH: &[Fix] = &[Fix::general(
    "Sign the time that is sent in the header: take it once, and use it in both places.",
)];

pub(super) const CONTENT_TEMPLATE: &[Fix] = &[Fix::general(
    "Put together what is signed as the provider does: its parts, their order and what stands between them.",
)];

pub(super) const URL_MISMATCH: &[Fix] = &[
    Fix::general(
        "Verify with the address that the provider has: behind a proxy the application sees another one.",
    ),
    Fix::in_framework("Express", "Trust the proxy's headers.", "app.set(\"trust proxy\", true)"),
    Fix::in_framework(
        "Django",
        "Trust the proxy's headers.",
        "SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", \"https\")",
    ),
    Fix::in_framework("Laravel", "Trust the proxy.", "$middleware->trustProxies(at: '*');"),
];

pub(super) const WRONG_SCHEME: &[Fix] = &[Fix::general(
    "Verify with the scheme that is named here, or see why its requests come to this address.",
)];

pub(super) const HEADER_MISSING: &[Fix] = &[
    Fix::general(
        "See that a secret is set at the provider: many send unsigned requests without one. Then see what stands between: proxies and CDNs drop headers that they do not know.",
    ),
    Fix::in_framework(
        "nginx",
        "Headers with underscores are dropped by default.",
        "underscores_in_headers on;",
    ),
];

pub(super) const HEADER_NAME: &[Fix] = &[
    Fix::general("Read the header under the name that the provider gives it; case does not count."),
    Fix::in_framework(
        "PHP",
        "$_SERVER has it in capitals, with HTTP_ ahead.",
        "$_SERVER['HTTP_X_WEBHOOK_SIGNATURE']",
    ),
    Fix::in_framework(
        "Node",
        "Names are in small letters.",
        "request.headers[\"x-webhook-signature\"]",
    ),
];

pub(super) const CLOCK_SKEW: &[Fix] = &[
    Fix::general("Set the clock: by NTP, in UTC."),
    Fix::in_framework(
        "Docker Desktop, WSL",
        "The clock stands still while the machine sleeps.",
        "sudo hwclock -s",
    ),
];

pub(super) const STALE: &[Fix] = &[
    Fix::general(
        "An old request: one that was stored, repeated by hand, or held up in a queue. Have the provider send it anew; to look into an old one, verify as of its own time.",
    ),
    Fix::in_framework(
        "Countersign",
        "Judge it as of its own time, for a look at it alone.",
        "verifier.verify(body, headers, { now: sentAt })",
    ),
];
