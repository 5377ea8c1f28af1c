//! Schemes to compare a request with: the built-in ones, parsed on demand.

use std::sync::OnceLock;

use crate::{Json, Scheme, read_json, scheme::builtin::builtin_texts};

/// A built-in scheme. Its JSON is parsed on demand: parsing all of them takes
/// longer than explaining a request.
pub(super) struct BuiltinScheme {
    json: &'static str,
    /// All strings in the JSON's `signature` object, the header's name among
    /// them.
    signature_strings: Vec<&'static str>,
    scheme: OnceLock<Option<Scheme>>,
}

impl BuiltinScheme {
    fn new(json: &'static str) -> Self {
        let (_, signature) = json.split_once("\"signature\": {").unwrap_or(("", json));
        let (signature, _) = signature.split_once("\"signed_content\"").unwrap_or((signature, ""));
        let signature_strings = signature.split('"').skip(1).step_by(2).collect();
        Self { json, signature_strings, scheme: OnceLock::new() }
    }

    /// Whether the signature may stand in a header of a name that passes the
    /// test. A signature elsewhere can only be looked for with the scheme.
    pub(super) fn may_have_header(&self, test: impl Fn(&str) -> bool) -> bool {
        !self.signature_strings.contains(&"header")
            || self.signature_strings.iter().any(|name| test(name))
    }

    pub(super) fn scheme(&self) -> Option<&Scheme> {
        self.scheme.get_or_init(|| Scheme::from_json(self.json).ok()).as_ref()
    }
}

/// The built-in schemes, not parsed yet.
pub(super) fn builtins() -> &'static [BuiltinScheme] {
    static BUILTINS: OnceLock<Vec<BuiltinScheme>> = OnceLock::new();
    BUILTINS.get_or_init(|| builtin_texts().map(BuiltinScheme::new).collect())
}

/// The built-in schemes, all parsed.
pub(super) fn builtin_schemes() -> impl Iterator<Item = &'static Scheme> {
    builtins().iter().filter_map(BuiltinScheme::scheme)
}

/// A scheme as its JSON document, for changing it.
pub(super) fn scheme_json(scheme: &Scheme) -> Option<Json> {
    read_json(&serde_json::to_string(scheme).ok()?).ok()
}

/// Whether two schemes sign in the same way, however they derive the key from
/// the secret.
pub(super) fn sign_alike(one: &Scheme, other: &Scheme) -> bool {
    const UNSIGNED_MEMBERS: [&str; 10] = [
        "id",
        "name",
        "source",
        "confidence",
        "secret",
        "event",
        "tolerance_s",
        "retries",
        "handshakes",
        "variants",
    ];
    let signing_members = |scheme: &Scheme| {
        let mut json = scheme_json(scheme)?;
        for member in UNSIGNED_MEMBERS {
            json.remove(member);
        }
        Some(json)
    };
    signing_members(one) == signing_members(other)
}
