//! A verifier on this side, and what it is called for with every request.

use std::{borrow::Cow, cell::RefCell};

use countersign::{
    Answer, Event, Excerpt, HostHash, Progress, Request, Result, Secret, Target, Timestamp,
    Tolerance,
};

use crate::{
    exchange::{ANSWER, BODY, HASHES, HEADERS, NUMBERS, REFUSAL, TARGET, lines},
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
    /// The scheme's types: one of these crosses the border as its number.
    types: Vec<String>,
}

thread_local! {
    /// Texts of the answer that the body does not hold as they are.
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Verifier {
    /// Of the core's.
    pub fn new(verifier: countersign::Verifier) -> Self {
        let types = verifier.scheme().event_types().to_vec();
        Self { verifier, types }
    }

    /// The core's verifier.
    pub fn core(&self) -> &countersign::Verifier {
        &self.verifier
    }

    /// The answer to a handshake whose header lines are in the exchange (see
    /// [`countersign::Verifier::answer_lines`]).
    ///
    /// # Errors
    ///
    /// Those of [`countersign::Verifier::answer`].
    #[inline(never)]
    pub fn handshake(
        &self,
        headers_size: usize,
        request: &Request<'_, '_>,
        token: Option<&Secret>,
        now: Timestamp,
    ) -> Result<Option<Answer>> {
        HEADERS.with_borrow(|headers| {
            let lines = lines(headers.get(..headers_size).unwrap_or_default());
            self.verifier.answer_lines(&lines, request, token, now)
        })
    }

    /// Verifies the request whose header lines and whose body are in the
    /// exchange, and have so many bytes. NaN stands for the verifier's own tolerance.
    #[inline(never)]
    pub fn verify(
        &self,
        headers_size: usize,
        body_size: usize,
        now_ms: f64,
        tolerance_s: f64,
    ) -> u32 {
        let [method, url] = TARGET.take();
        let target = Target { method: method.as_deref(), url: url.as_deref() };
        self.end(HEADERS.with_borrow(|headers| {
            BODY.with_borrow(|body| {
                let lines = lines(headers.get(..headers_size).unwrap_or_default());
                let body = body.get(..body_size).unwrap_or_default();
                let tolerance = self.tolerance(tolerance_s);
                let now = timestamp(now_ms);
                let event = self.verifier.verify_lines(&lines, target, body, now, tolerance)?;
                Ok(self.answer(&event))
            })
        }))
    }

    /// The same of a request that the host has hashed with one of the secrets.
    /// So many of the body's bytes are in the exchange.
    #[inline(never)]
    pub fn verify_hashed(
        &self,
        headers_size: usize,
        secret_index: usize,
        size: usize,
        is_whole: bool,
        now_ms: f64,
        tolerance_s: f64,
    ) -> u32 {
        let [inner, sha256] = HASHES.get();
        self.end(HEADERS.with_borrow(|headers| {
            BODY.with_borrow(|body| {
                let lines = lines(headers.get(..headers_size).unwrap_or_default());
                let body = body.get(..size).unwrap_or_default();
                let body = if is_whole { Excerpt::whole(body) } else { Excerpt::beginning(body) };
                let hashes_body = self.verifier.scheme().hashes_body();
                let body = body.with_sha256(hashes_body.then_some(sha256));
                let hash = HostHash { secret_index, inner };
                let tolerance = self.tolerance(tolerance_s);
                let now = timestamp(now_ms);
                Ok(match self.verifier.verify_hashed(&lines, hash, body, now, tolerance)? {
                    Progress::Event(event) => self.answer(&event),
                    Progress::NextSecret => End::NextSecret,
                    Progress::MoreBody => End::MoreBody,
                })
            })
        }))
    }

    fn tolerance(&self, seconds: f64) -> Tolerance {
        if seconds.is_nan() { self.verifier.tolerance() } else { tolerance(seconds) }
    }

    fn answer(&self, event: &Event<'_>) -> End {
        ANSWER.set(TEXT.with_borrow_mut(|text| answer(event, &self.types, text)));
        End::Authentic
    }

    fn end(&self, result: Result<End>) -> u32 {
        result.unwrap_or_else(|error| {
            REFUSAL.set(Some(error));
            End::Refused
        }) as u32
    }
}

/// What stands for a text or a number that is not there, in place of its size.
const NONE: f64 = -1.0;

/// What stands for one of the scheme's types, in place of its size. Its number
/// stands in place of its address.
const KNOWN: f64 = -2.0;

/// The envelope in numbers: address and size of the id, of the type and of the
/// tenant, the time and the secret's index.
fn answer(event: &Event<'_>, types: &[String], text: &mut Vec<u8>) -> [f64; NUMBERS] {
    let kind = event.kind.as_deref();
    let known = kind.and_then(|kind| types.iter().position(|known| known == kind));
    let texts =
        [Some(&event.id), event.kind.as_ref().filter(|_| known.is_none()), event.tenant.as_ref()];
    // No text may move once its address is known.
    text.clear();
    text.reserve(texts.into_iter().flatten().map(|text| text.len()).sum());
    let [id, kind, tenant] = texts.map(|place| match place {
        None => [0.0, NONE],
        Some(Cow::Borrowed(borrowed)) => span(borrowed.as_bytes()),
        Some(Cow::Owned(owned)) => {
            let start = text.len();
            text.extend_from_slice(owned.as_bytes());
            span(text.get(start..).unwrap_or_default())
        }
    });
    let kind = known.map_or(kind, |index| [index as f64, KNOWN]);
    let time = event.time.map_or(f64::NAN, |time| time.as_millis() as f64);
    let secret = event.secret_index.map_or(NONE, |index| index as f64);
    [id[0], id[1], kind[0], kind[1], tenant[0], tenant[1], time, secret]
}

/// The address of bytes, and their size.
fn span(bytes: &[u8]) -> [f64; 2] {
    [bytes.as_ptr() as usize as f64, bytes.len() as f64]
}
