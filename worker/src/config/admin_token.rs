//! The bearer token of the admin API.

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

/// A shorter token could be guessed.
const MIN_LENGTH: usize = 16;

/// The digest of the token. It has no `==`: it is compared in constant time alone.
pub struct Token(Digest);

type Digest = [u8; 32];

impl Token {
    /// # Errors
    ///
    /// What is wrong with a text that can be no token, without the text.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        if text.len() < MIN_LENGTH {
            return Err("the secret is shorter than 16 characters");
        }
        if !text.bytes().all(|byte| (b'!'..=b'~').contains(&byte)) {
            return Err("the secret cannot stand in a header");
        }
        Ok(Self(digest(text)))
    }

    /// Whether the header `Authorization` has the token.
    pub fn admits(&self, authorization: Option<&str>) -> bool {
        self.admits_by(authorization, |own, given| own.ct_eq(given))
    }

    /// Digests are compared, not tokens: they have one length, and their first bytes
    /// say nothing of the token.
    fn admits_by(
        &self,
        authorization: Option<&str>,
        are_equal: impl FnOnce(&Digest, &Digest) -> Choice,
    ) -> bool {
        authorization
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .is_some_and(|(_, token)| are_equal(&self.0, &digest(token)).into())
    }
}

fn digest(token: &str) -> Digest {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const TEXT: &str = "0123456789abcdef";

    #[test]
    fn any_header_but_the_bearer_token_is_refused() -> Result<(), &'static str> {
        let token = Token::new(TEXT)?;
        for admitted in ["Bearer 0123456789abcdef", "bearer 0123456789abcdef"] {
            assert!(token.admits(Some(admitted)), "{admitted}");
        }
        for refused in [
            "",
            "Bearer",
            "Bearer ",
            "0123456789abcdef",
            "Bearer  0123456789abcdef",
            "Bearer 0123456789abcdef ",
            "Bearer 0123456789abcdeF",
            "Bearer 0123456789abcde",
            "Bearer 0123456789abcdef0",
            "Basic 0123456789abcdef",
        ] {
            assert!(!token.admits(Some(refused)), "{refused}");
        }
        assert!(!token.admits(None));
        Ok(())
    }

    /// One comparison of two digests decides about every token.
    #[test]
    fn one_constant_time_comparison_decides_about_every_token() -> Result<(), &'static str> {
        let token = Token::new(TEXT)?;
        for given in [TEXT, "0123456789abcdeF", "x", "", &TEXT.repeat(1000)] {
            let header = format!("Bearer {given}");
            for verdict in [0, 1] {
                let calls = Cell::new(0);
                let is_admitted = token.admits_by(Some(&header), |own, other| {
                    calls.set(calls.get() + 1);
                    assert_eq!(bool::from(own.ct_eq(other)), given == TEXT);
                    Choice::from(verdict)
                });
                assert_eq!((is_admitted, calls.get()), (verdict == 1, 1), "{given:.20}");
            }
        }
        Ok(())
    }

    #[test]
    fn a_short_or_unprintable_token_is_an_error() {
        for text in ["", "0123456789abcde", "0123456789abcde f", "0123456789abcdef\n"] {
            assert!(Token::new(text).is_err(), "{text:?}");
        }
    }
}
