//! What can have gone wrong, by name.

use serde::Serialize;

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident $code:literal $title:literal)*) => {
        /// A cause, by its stable code.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CauseCode {
            $($(#[$doc])* $name,)*
        }

        impl CauseCode {
            /// Every cause.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its stable name, as `body_reserialized`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What happened, in one line.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

causes! {
    /// The body was parsed and written again.
    BodyReserialized "body_reserialized" "The body was parsed and written again"
    /// A line break at the body's end was lost or added.
    BodyTrailingNewline "body_trailing_newline" "The line break at the body's end was lost or added"
    /// White space around the body was lost or added.
    BodyTrimmed "body_trimmed" "White space around the body was lost or added"
    /// The line breaks within the body are of another kind.
    BodyLineEndings "body_line_endings" "The body's line breaks were changed"
    /// A byte order mark was lost or added.
    BodyBom "body_bom" "The byte order mark before the body was lost or added"
    /// The body is in another character set.
    BodyCharset "body_charset" "The body was changed to another character set"
    /// Characters were written as `\u…`, or the reverse.
    BodyUnicodeEscapes "body_unicode_escapes" "Characters of the body are escaped in another way (\\u…)"
    /// Characters that HTML knows were escaped, or the reverse.
    BodyHtmlEscapes "body_html_escapes" "Characters such as / & < > are escaped in another way"
    /// A gateway put the body into an envelope.
    BodyBase64Envelope "body_base64_envelope" "The body is still in the gateway's envelope"
    /// Nothing is left of the body.
    BodyEmpty "body_empty" "The body is empty"
    /// The parameters of a form were written again.
    FormParamsAltered "form_params_altered" "The form's parameters were written again"
    /// White space in the secret.
    SecretWhitespace "secret_whitespace" "White space around the secret"
    /// The secret with its prefix, or without it.
    SecretPrefix "secret_prefix" "The secret's prefix was left on, or cut off"
    /// The secret as text, base64 or hex.
    SecretEncoding "secret_encoding" "The secret is decoded where it should not be, or the reverse"
    /// Quotation marks around the secret.
    SecretQuoted "secret_quoted" "Quotation marks around the secret"
    /// Another one of the secrets.
    SecretOther "secret_other" "Another one of the secrets was used"
    /// The secret is something else.
    SecretWrongKind "secret_wrong_kind" "The secret does not look like one"
    /// Seconds and milliseconds.
    TimestampUnit "timestamp_unit" "The timestamp counts in another unit"
    /// The timestamp is written in another way.
    TimestampFormat "timestamp_format" "The timestamp is written in another way"
    /// The timestamp is not signed.
    TimestampMissing "timestamp_missing" "The timestamp was left out of what is signed"
    /// Another time was signed.
    TimestampMismatch "timestamp_mismatch" "Another time was signed"
    /// What is signed is put together in another way.
    ContentTemplate "content_template" "What is signed is put together in another way"
    /// The address is another one.
    UrlMismatch "url_mismatch" "The address that was signed is another one"
    /// Another algorithm.
    Algorithm "algorithm" "Another algorithm was used"
    /// Hex and base64.
    SignatureEncoding "signature_encoding" "The signature is written in another encoding"
    /// What stands before the digits.
    SignaturePrefix "signature_prefix" "What stands around the signature's digits is different"
    /// Not all digits are there.
    SignatureTruncated "signature_truncated" "The signature was cut off"
    /// Several signatures.
    MultipleSignatures "multiple_signatures" "There are several signatures, and one of them is right"
    /// The content was the key.
    KeyAndMessageSwapped "key_and_message_swapped" "The key and the message were swapped"
    /// Another provider's request.
    WrongScheme "wrong_scheme" "The request is signed by another scheme"
    /// A header is not there.
    HeaderMissing "header_missing" "A header is missing"
    /// A header has another name.
    HeaderName "header_name" "A header's name is spelled in another way"
    /// The clock is wrong.
    ClockSkew "clock_skew" "The clocks differ"
    /// The request is too old.
    Stale "stale" "The request is too old"
}

impl Serialize for CauseCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
