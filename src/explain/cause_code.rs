//! Cause codes and their titles.

use serde::Serialize;

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident $code:literal $title:literal)*) => {
        /// The code of a cause.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CauseCode {
            $($(#[$doc])* $name,)*
        }

        impl CauseCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable name, such as `body_reserialized`.
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
    /// The body was parsed and serialized again.
    BodyReserialized "body_reserialized" "The body was parsed and written again"
    /// A line break at the end of the body was lost or added.
    BodyTrailingNewline "body_trailing_newline" "The line break at the body's end was lost or added"
    /// White space around the body was lost or added.
    BodyTrimmed "body_trimmed" "White space around the body was lost or added"
    /// The body's line breaks were converted.
    BodyLineEndings "body_line_endings" "The body's line breaks were changed"
    /// The body's byte order mark was lost or added.
    BodyBom "body_bom" "The byte order mark before the body was lost or added"
    /// The body was converted to another character set.
    BodyCharset "body_charset" "The body was changed to another character set"
    /// Characters were escaped as `\u…`, or unescaped.
    BodyUnicodeEscapes "body_unicode_escapes" "Characters of the body are escaped in another way (\\u…)"
    /// HTML-sensitive characters were escaped, or unescaped.
    BodyHtmlEscapes "body_html_escapes" "Characters such as / & < > are escaped in another way"
    /// The body is still in a gateway's envelope, or in base64.
    BodyBase64Envelope "body_base64_envelope" "The body is still in the gateway's envelope"
    /// The body is empty.
    BodyEmpty "body_empty" "The body is empty"
    /// The form's parameters were encoded again.
    FormParamsAltered "form_params_altered" "The form's parameters were written again"
    /// The secret has white space that was not signed with, or lacks it.
    SecretWhitespace "secret_whitespace" "White space around the secret"
    /// The secret's prefix was kept or removed.
    SecretPrefix "secret_prefix" "The secret's prefix was left on, or cut off"
    /// The secret was used as text instead of decoded, or decoded instead of used as text.
    SecretEncoding "secret_encoding" "The secret is decoded where it should not be, or the reverse"
    /// The secret is in quotation marks.
    SecretQuoted "secret_quoted" "Quotation marks around the secret"
    /// Another of the given secrets was used.
    SecretOther "secret_other" "Another one of the secrets was used"
    /// The secret is another kind of credential, or a placeholder.
    SecretWrongKind "secret_wrong_kind" "The secret does not look like one"
    /// Seconds were signed instead of milliseconds, or the reverse.
    TimestampUnit "timestamp_unit" "The timestamp counts in another unit"
    /// The timestamp was formatted in another way.
    TimestampFormat "timestamp_format" "The timestamp is written in another way"
    /// The timestamp is not signed.
    TimestampMissing "timestamp_missing" "The timestamp was left out of what is signed"
    /// Another time was signed.
    TimestampMismatch "timestamp_mismatch" "Another time was signed"
    /// The signed content was composed in another way.
    ContentTemplate "content_template" "What is signed is put together in another way"
    /// Another URL was signed.
    UrlMismatch "url_mismatch" "The address that was signed is another one"
    /// Another algorithm was used.
    Algorithm "algorithm" "Another algorithm was used"
    /// The signature is in another encoding.
    SignatureEncoding "signature_encoding" "The signature is written in another encoding"
    /// The signature's prefix differs.
    SignaturePrefix "signature_prefix" "What stands around the signature's digits is different"
    /// The signature was truncated.
    SignatureTruncated "signature_truncated" "The signature was cut off"
    /// There are several signatures, and one matches.
    MultipleSignatures "multiple_signatures" "There are several signatures, and one of them is right"
    /// The content was used as the key, and the secret as the message.
    KeyAndMessageSwapped "key_and_message_swapped" "The key and the message were swapped"
    /// The request is signed by another scheme.
    WrongScheme "wrong_scheme" "The request is signed by another scheme"
    /// A header is missing.
    HeaderMissing "header_missing" "A header is missing"
    /// A header's name is misspelt.
    HeaderName "header_name" "A header's name is spelled in another way"
    /// The clocks differ.
    ClockSkew "clock_skew" "The clocks differ"
    /// The request is too old.
    Stale "stale" "The request is too old"
}

impl Serialize for CauseCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
