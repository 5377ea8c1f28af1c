//! A verifier on this side, and what it is called for with every request.

use countersign::{
    BodyPrefix, ChallengeResponse, ExternalDigest, Request, Result, Secret, VerifyStep,
};

use crate::{
    envelope::Envelopes,
    exchange::{ANSWER, HASHES, HEADERS, Head, REFUSAL, with_body},
    numbers::{timestamp, tolerance},
};

/// How a call ended.
#[derive(Clone, Copy)]
enum End {
    /// The request is refused: [`refusal`](crate::exchange::refusal) says why.
    Refused,
    /// The request is authentic: its envelope is the answer.
    Authentic,
    /// The same again, with the hash that the next secret makes.
    NextSecret,
    /// The same again, with more of the body.
    MoreBody,
}

/// A scheme and its keys, kept on this side.
pub struct Verifier {
    verifier: countersign::Verifier,
    envelopes: Envelopes,
}

impl Verifier {
    /// Of the core's.
    pub fn new(verifier: countersign::Verifier) -> Self {
        let envelopes = Envelopes::new(verifier.scheme().event_types());
        Self { verifier, envelopes }
    }

    /// The core's verifier.
    pub fn core(&self) -> &countersign::Verifier {
        &self.verifier
    }

    /// The answer to the handshake whose header lines and whose body are in the
    /// exchange, and have so many bytes.
    ///
    /// # Errors
    ///
    /// Those of [`countersign::Verifier::answer`].
    #[inline(never)]
    pub fn handshake(
        &self,
        headers_size: usize,
        body_size: usize,
        now_ms: f64,
    ) -> Result<Option<ChallengeResponse>> {
        HEADERS.with_borrow_mut(|headers| {
            let headers = headers.get_mut(..headers_size).unwrap_or_default();
            let answer = with_body(body_size, |body| {
                let mut head = Head::default();
                head.read(headers);
                let request = Request::new(&[], body).to(head.target);
                let token = head.token.map(Secret::from);
                let now = timestamp(now_ms);
                self.verifier.answer_table(&head.lines, &request, token.as_ref(), now)
            });
            // The token is among them.
            headers.fill(0);
            answer
        })
    }

    /// Verifies the request whose header lines are in the exchange, and so many
    /// bytes of its body. Where the host has hashed it with one of the secrets,
    /// those may be its first ones, and the hash is there too. NaN stands for
    /// the verifier's own tolerance.
    #[inline(never)]
    pub fn verify(
        &self,
        headers_size: usize,
        body_size: usize,
        is_whole: bool,
        secret_index: Option<usize>,
        now_ms: f64,
        tolerance_s: f64,
    ) -> u32 {
        let hash = secret_index.map(|secret_index| {
            let [inner, body] = HASHES.get();
            let body = self.verifier.scheme().hashes_body().then_some(body);
            ExternalDigest { secret_index, inner, body }
        });
        let tolerance =
            if tolerance_s.is_nan() { self.verifier.tolerance() } else { tolerance(tolerance_s) };

        let end = HEADERS.with_borrow(|headers| {
            with_body(body_size, |body| {
                let mut head = Head::default();
                head.read(headers.get(..headers_size).unwrap_or_default());
                let Head { lines, target, .. } = &head;
                let body = match &hash {
                    Some(hash) => BodyPrefix::hashed(body, is_whole, hash),
                    None => BodyPrefix::whole(body),
                };
                let now = timestamp(now_ms);
                match self.verifier.verify_table(lines, *target, body, now, tolerance) {
                    Ok(VerifyStep::Event(event)) => {
                        ANSWER.set(self.envelopes.numbers(&event));
                        End::Authentic
                    }
                    Ok(VerifyStep::NextSecret) => End::NextSecret,
                    Ok(VerifyStep::MoreBody) => End::MoreBody,
                    Err(error) => {
                        REFUSAL.set(Some(error));
                        End::Refused
                    }
                }
            })
        });
        end as u32
    }
}
