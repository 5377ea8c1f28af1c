//! Fixes for a changed body.

use crate::explain::report::Fix;

pub(super) const BODY_LINE_ENDINGS: &[Fix] = &[
    Fix::general(
        "Something changed the line breaks: take the body as bytes, and not as text or through a file.",
    ),
    Fix::in_framework(
        "git",
        "Where the body is in a fixture: keep Git from changing it.",
        "*.json -text",
    ),
];

pub(super) const BODY_CHARSET: &[Fix] = &[
    Fix::general(
        "Take the body as bytes: a framework decoded it by the charset of Content-Type, and text was encoded anew.",
    ),
    Fix::in_framework(
        "Spring",
        "Take byte[]: String is decoded as ISO-8859-1 by default.",
        "void receive(@RequestBody byte[] body)",
    ),
    Fix::in_framework("Express", "Take a Buffer, and not text.", "express.raw({ type: \"*/*\" })"),
    Fix::in_framework("Flask", "Take bytes.", "body = request.get_data()"),
];

pub(super) const FORM_PARAMS_ALTERED: &[Fix] = &[
    Fix::general(
        "Verify the form's bytes, and parse it afterwards: there are several ways to write the same parameters.",
    ),
    Fix::in_framework(
        "Express",
        "express.urlencoded() ran before the route: give the route express.raw().",
        "express.raw({ type: \"application/x-www-form-urlencoded\" })",
    ),
    Fix::in_framework(
        "Laravel",
        "TrimStrings alters what you read from the request: take its content.",
        "$body = $request->getContent();",
    ),
    Fix::in_framework("Rails", "Take the raw body.", "body = request.raw_post"),
];
