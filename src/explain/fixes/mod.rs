//! How to fix each cause, in the framework where it happens.

mod body;
mod content;
mod raw_body;
mod secret;
mod signature;

use super::{cause_code::CauseCode, input::Input, report::Fix};

/// Headers that a platform adds, and the framework that it suggests.
const PLATFORMS: [(&str, &str); 4] =
    [("x-amzn-", "AWS"), ("x-amz-cf-", "AWS"), ("x-vercel-", "Next.js"), ("x-azure-", "Azure")];

/// The fixes for a cause: general advice, then the framework that the request's
/// headers suggest, then the others.
pub(super) fn fixes(code: CauseCode, input: &Input<'_>) -> Vec<Fix> {
    let mut fixes = advice(code).to_vec();
    if let Some(platform) = platform(input) {
        fixes.sort_by_key(|fix| match fix.framework {
            Fix::ANY => 0,
            framework if framework.starts_with(platform) => 1,
            _ => 2,
        });
    }
    fixes
}

/// The framework that the request's headers suggest.
fn platform(input: &Input<'_>) -> Option<&'static str> {
    let has_header = |prefix: &str| {
        input.headers.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with(prefix))
    };
    PLATFORMS.iter().find(|(prefix, _)| has_header(prefix)).map(|(_, platform)| *platform)
}

fn advice(code: CauseCode) -> &'static [Fix] {
    use CauseCode as C;
    match code {
        C::BodyReserialized
        | C::BodyUnicodeEscapes
        | C::BodyHtmlEscapes
        | C::BodyTrimmed
        | C::BodyTrailingNewline
        | C::BodyBom => raw_body::RAW_BODY,
        C::BodyBase64Envelope => raw_body::GATEWAY,
        C::BodyEmpty => raw_body::EMPTY_BODY,
        C::BodyLineEndings => body::BODY_LINE_ENDINGS,
        C::BodyCharset => body::BODY_CHARSET,
        C::FormParamsAltered => body::FORM_PARAMS_ALTERED,
        C::SecretWhitespace => secret::SECRET_WHITESPACE,
        C::SecretPrefix => secret::SECRET_PREFIX,
        C::SecretEncoding => secret::SECRET_ENCODING,
        C::SecretQuoted => secret::SECRET_QUOTED,
        C::SecretOther => secret::SECRET_OTHER,
        C::SecretWrongKind => secret::SECRET_WRONG_KIND,
        C::TimestampUnit => content::TIMESTAMP_UNIT,
        C::TimestampFormat => content::TIMESTAMP_FORMAT,
        C::TimestampMissing => content::TIMESTAMP_MISSING,
        C::TimestampMismatch => content::TIMESTAMP_MISMATCH,
        C::ContentTemplate => content::CONTENT_TEMPLATE,
        C::UrlMismatch => content::URL_MISMATCH,
        C::WrongScheme => content::WRONG_SCHEME,
        C::HeaderMissing => content::HEADER_MISSING,
        C::HeaderName => content::HEADER_NAME,
        C::ClockSkew => content::CLOCK_SKEW,
        C::Stale => content::STALE,
        C::Algorithm => signature::ALGORITHM,
        C::SignatureEncoding => signature::SIGNATURE_ENCODING,
        C::SignaturePrefix => signature::SIGNATURE_PREFIX,
        C::SignatureTruncated => signature::SIGNATURE_TRUNCATED,
        C::MultipleSignatures => signature::MULTIPLE_SIGNATURES,
        C::KeyAndMessageSwapped => signature::KEY_AND_MESSAGE_SWAPPED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_a_fix() {
        for code in CauseCode::ALL {
            assert!(!advice(*code).is_empty(), "{code:?}");
        }
    }
}
