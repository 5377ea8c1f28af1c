//! How a provider signs, as data that has been checked.
//!
//! A [`Scheme`] is its [`Definition`], validated, with what a verification looks up.

#[cfg(feature = "builtin")]
pub(crate) mod builtin;
pub(crate) mod challenge;
pub(crate) mod compile;
pub(crate) mod component;
pub(crate) mod confidence;
pub(crate) mod constraint;
pub(crate) mod coverage;
pub(crate) mod definition;
pub(crate) mod digest_encoding;
pub(crate) mod event_format;
pub(crate) mod external_content;
#[cfg(feature = "json")]
mod facts;
pub(crate) mod headers;
pub(crate) mod lookup;
pub(crate) mod placeholder;
pub(crate) mod retries;
pub(crate) mod secret;
pub(crate) mod signature;
pub(crate) mod signature_base;
pub(crate) mod signature_params;
pub(crate) mod timestamp_format;
pub(crate) mod validate;
pub(crate) mod variant;

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::{
    crypto::algorithm::Key,
    error::{Error, Result},
    json::pointer::Pointer,
    scheme::{
        confidence::Confidence, definition::Definition, event_format::EventFormat,
        headers::HeaderIndex, retries::Retries, secret::Secret,
    },
    time::Tolerance,
};

/// How one provider signs, and where its events' fields are. Built-in schemes
/// and a user's own are the same type, and the same JSON.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "Definition", into = "Definition")]
pub struct Scheme {
    definition: Definition,
    pub(crate) headers: HeaderIndex,
    pub(crate) forms: Forms,
    /// The id that it has among the variants of its scheme, where it is one.
    variant_id: Option<String>,
}

/// The variants of a scheme.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forms {
    /// Those that the signature header tells.
    pub(crate) signed: Vec<SignedForm>,
    /// Those that a member of the body tells.
    pub(crate) read: Vec<BodyForm>,
}

/// A variant that is signed otherwise than its scheme.
#[derive(Clone, Debug)]
pub(crate) struct SignedForm {
    /// How the value of its signature header begins.
    pub(crate) prefix: String,
    pub(crate) scheme: Scheme,
}

/// A variant whose events stand elsewhere in the body.
#[derive(Clone, Debug)]
pub(crate) struct BodyForm {
    /// The member of the body that tells it.
    pub(crate) member: Pointer,
    /// The variant's id.
    #[cfg(feature = "explain")]
    pub(crate) id: String,
    pub(crate) event: EventFormat,
}

/// The fields of the definition are read where the scheme is.
impl Deref for Scheme {
    type Target = Definition;

    #[inline]
    fn deref(&self) -> &Definition {
        &self.definition
    }
}

impl From<Scheme> for Definition {
    fn from(scheme: Scheme) -> Self {
        scheme.definition
    }
}

impl Scheme {
    /// Its id, as `bottlecrm`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The provider's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The document that the scheme was taken from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the time of sending is part of what is signed. Where it is
    /// not, a captured request verifies for ever.
    pub fn signs_timestamp(&self) -> bool {
        self.timestamp.is_some()
    }

    /// Whether the events' ids are made of the whole body, for hosts that hash
    /// it by themselves.
    pub fn hashes_body(&self) -> bool {
        self.event.takes_body_sha256()
    }

    /// Where the signature stands, as `query:signature`; none where that is a
    /// header.
    pub fn signature_component(&self) -> Option<String> {
        self.signature.part.clone().map(String::from)
    }

    /// Whether the provider sends without a signature where no secret is set.
    pub fn allows_unsigned(&self) -> bool {
        self.secret.optional
    }

    /// How far the scheme is to be trusted, where it is a built-in one.
    pub fn confidence(&self) -> Option<Confidence> {
        self.confidence
    }

    /// How far a signed time may lie from now.
    pub fn tolerance(&self) -> Tolerance {
        Tolerance::Seconds(self.tolerance_s)
    }

    /// The event types that the provider documents.
    pub fn event_types(&self) -> &[String] {
        &self.event.types
    }

    /// Where in the body the part is that is the event's own: the names of the
    /// members that lead to it, none where the provider sets no part apart.
    pub fn data_path(&self) -> &[String] {
        self.event.data.as_ref().map_or(&[], Pointer::names)
    }

    /// What the provider documents of its own deliveries.
    pub fn retries(&self) -> &Retries {
        &self.retries
    }

    /// The methods of the challenges that the provider sends before any event.
    pub fn challenge_methods(&self) -> impl Iterator<Item = &str> {
        self.challenges.iter().map(|challenge| challenge.method.as_str())
    }

    /// Whether a challenge shows a token that the receiver told the provider.
    pub fn challenge_has_token(&self) -> bool {
        self.challenges.iter().any(|challenge| challenge.token.is_some())
    }

    /// The ids of its variants.
    pub fn variants(&self) -> impl Iterator<Item = &str> {
        self.variants.iter().map(|variant| variant.id.as_str())
    }

    /// How the signature header of each variant begins that is signed otherwise.
    pub fn variant_signatures(&self) -> impl Iterator<Item = &str> {
        self.forms.signed.iter().map(|form| form.prefix.as_str())
    }

    /// Whether the time of sending is signed in one of the scheme's forms, its own or
    /// another.
    pub fn may_sign_timestamp(&self) -> bool {
        self.signed_forms().any(Scheme::signs_timestamp)
    }

    /// Whether an event may say whose it is, in one of the scheme's forms.
    pub fn has_tenant(&self) -> bool {
        let read = self.forms.read.iter().map(|form| &form.event);
        self.signed_forms().map(|form| &form.event).chain(read).any(EventFormat::has_tenant)
    }

    /// The scheme itself, and its variants that are signed otherwise.
    pub(crate) fn signed_forms(&self) -> impl Iterator<Item = &Scheme> {
        [self].into_iter().chain(self.forms.signed.iter().map(|form| &form.scheme))
    }

    /// The form in which a variant is signed.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`] where there is no such variant.
    pub(crate) fn variant(&self, id: &str) -> Result<&Scheme> {
        if !self.variants().any(|known| known == id) {
            let reason = format!("there is none with the id `{id}`");
            return Err(Error::invalid_scheme("variants", &reason));
        }
        let is_it = |form: &&Scheme| form.variant_id.as_deref() == Some(id);
        Ok(self.signed_forms().find(is_it).unwrap_or(self))
    }

    /// The id that it has among the variants of its scheme, where it is one.
    pub(crate) fn variant_id(&self) -> Option<&str> {
        self.variant_id.as_deref()
    }

    /// The key that is made of a secret, or what is wrong with the secret.
    pub(crate) fn key(&self, secret: &Secret) -> Result<Key, &'static str> {
        let key = self.secret.key(secret)?;
        Key::new(self.algorithm, &key).map_err(|_| "HMAC takes no key of its size")
    }
}
