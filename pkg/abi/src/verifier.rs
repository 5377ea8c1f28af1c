//! A verifier, and what it is called for with every request.

use countersign::{
    BodyPrefix, ChallengeResponse, ExternalDigest, Request, Result, Secret, VerifyStep,
};

use crate::{
    convert::{timestamp, tolerance},
    event_record::EventRecords,
    memory::{DIGESTS, ERROR, HEADERS, RECORD, with_body},
    numbers,
    request_head::RequestHead,
};

/// How a call ended.
#[derive(Clone, Copy)]
#[repr(i32)]
enum Outcome {
    /// The request is refused: [`take_error`](crate::memory::take_error) says why.
    Refused = numbers::REFUSED,
    /// The request is authentic: its event is in the record.
    Authentic = numbers::AUTHENTIC,
    /// The digest with the next secret is needed.
    NextSecret = numbers::NEXT_SECRET,
    /// More of the body is needed.
    MoreBody = numbers::MORE_BODY,
}

/// A scheme and its keys, with the types of its events that the host knows.
pub struct Verifier {
    verifier: countersign::Verifier,
    records: EventRecords,
}

impl Verifier {
    /// From the core's.
    pub fn new(verifier: countersign::Verifier) -> Self {
        let records = EventRecords::new(verifier.scheme().event_types());
        Self { verifier, records }
    }

    /// The core's verifier.
    pub fn core(&self) -> &countersign::Verifier {
        &self.verifier
    }

    /// Verifies the request whose header lines are in memory, and so many bytes of its
    /// body. Where the host has hashed the request with one of the secrets, those may be
    /// the body's first bytes, and the digests are there too. NaN stands for the
    /// verifier's own tolerance.
    #[inline(never)]
    pub fn verify(
        &self,
        headers_size: usize,
        body_size: usize,
        is_whole: bool,
        secret_index: Option<usize>,
        now_ms: f64,
        tolerance_s: f64,
    ) -> i32 {
        let digest = secret_index.map(|secret_index| {
            let [inner, body] = DIGESTS.get();
            let body = self.verifier.scheme().hashes_body().then_some(body);
            ExternalDigest { secret_index, inner, body }
        });
        let tolerance =
            if tolerance_s.is_nan() { self.verifier.tolerance() } else { tolerance(tolerance_s) };

        let outcome = HEADERS.with_borrow(|headers| {
            with_body(body_size, |body| {
                let mut head = RequestHead::default();
                head.read(headers.get(..headers_size).unwrap_or_default());
                let RequestHead { table, target, .. } = &head;
                let body = match &digest {
                    Some(digest) => BodyPrefix::hashed(body, is_whole, digest),
                    None => BodyPrefix::whole(body),
                };
                let now = timestamp(now_ms);
                match self.verifier.verify_table(table, *target, body, now, tolerance) {
                    Ok(VerifyStep::Event(event)) => {
                        RECORD.set(self.records.record(&event));
                        Outcome::Authentic
                    }
                    Ok(VerifyStep::NextSecret) => Outcome::NextSecret,
                    Ok(VerifyStep::MoreBody) => Outcome::MoreBody,
                    Err(error) => {
                        ERROR.set(Some(error));
                        Outcome::Refused
                    }
                }
            })
        });
        outcome as i32
    }

    /// The answer to the endpoint verification whose header lines and body are in memory,
    /// and have so many bytes.
    ///
    /// # Errors
    ///
    /// Those of [`countersign::Verifier::answer`].
    #[inline(never)]
    pub fn answer(
        &self,
        headers_size: usize,
        body_size: usize,
        now_ms: f64,
    ) -> Result<Option<ChallengeResponse>> {
        HEADERS.with_borrow_mut(|headers| {
            let headers = headers.get_mut(..headers_size).unwrap_or_default();
            let answer = with_body(body_size, |body| {
                let mut head = RequestHead::default();
                head.read(headers);
                let request = Request::new(&[], body).to(head.target);
                let token = head.token.map(Secret::from);
                let now = timestamp(now_ms);
                self.verifier.answer_table(&head.table, &request, token.as_ref(), now)
            });
            // The token is among them.
            headers.fill(0);
            answer
        })
    }
}
