//! An event's envelope, as it crosses the border: in numbers.

use std::{borrow::Cow, cell::RefCell};

use countersign::Event;

use crate::exchange::NUMBERS;

/// What stands for a text or a number that is not there, in place of its size.
const NONE: f64 = -1.0;

/// What stands for a type that the other side knows, in place of its size.
const KNOWN: f64 = -2.0;

/// How many types are remembered beside those of the scheme. A provider has few,
/// and what has signed the request has chosen them.
const MOST_TYPES: usize = 32;

/// Those of one verifier.
pub(crate) struct Envelopes {
    /// The types that the other side knows, by their numbers.
    types: RefCell<Vec<String>>,
    most_types: usize,
}

thread_local! {
    /// Texts that the body does not hold as they are.
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Envelopes {
    /// Of a scheme with these types, which the other side knows from the first.
    pub(crate) fn new(types: &[String]) -> Self {
        Self { types: RefCell::new(types.to_vec()), most_types: types.len() + MOST_TYPES }
    }

    /// Address and size of the id; address and size of the type and its number
    /// from now on; address and size of the tenant; the time and the secret's
    /// index; address and size of the dedup key, where that is not the id.
    #[inline]
    pub(crate) fn numbers(&self, event: &Event<'_>) -> [f64; NUMBERS] {
        let (known, number) = event.kind.as_deref().map_or((false, NONE), |kind| self.number(kind));
        let kind = event.kind.as_ref().filter(|_| !known);
        let key = Some(&event.dedup_key).filter(|key| *key != &event.id);
        let [id, kind, tenant, key] = spans([Some(&event.id), kind, event.tenant.as_ref(), key]);
        let kind = if known { [0.0, KNOWN] } else { kind };
        let time = event.time.map_or(f64::NAN, |time| time.as_millis() as f64);
        let secret = event.secret_index.map_or(NONE, |index| index as f64);
        [id[0], id[1], kind[0], kind[1], number, tenant[0], tenant[1], time, secret, key[0], key[1]]
    }

    /// Whether a type is known, and its number from now on, if it has one.
    #[inline]
    fn number(&self, kind: &str) -> (bool, f64) {
        let known = self.types.borrow().iter().position(|known| known == kind);
        known.map_or_else(|| (false, self.remember(kind)), |number| (true, number as f64))
    }

    #[cold]
    #[inline(never)]
    fn remember(&self, kind: &str) -> f64 {
        let mut types = self.types.borrow_mut();
        if types.len() == self.most_types {
            return NONE;
        }
        types.push(kind.to_owned());
        (types.len() - 1) as f64
    }
}

/// The address and the size of each text.
#[inline]
fn spans<const N: usize>(texts: [Option<&Cow<'_, str>>; N]) -> [[f64; 2]; N] {
    TEXT.with_borrow_mut(|own| {
        // No text may move once its address is known.
        own.clear();
        own.reserve(texts.into_iter().flatten().map(|text| text.len()).sum());
        texts.map(|text| match text {
            None => [0.0, NONE],
            Some(Cow::Borrowed(borrowed)) => span(borrowed.as_bytes()),
            Some(Cow::Owned(owned)) => {
                let start = own.len();
                own.extend_from_slice(owned.as_bytes());
                span(own.get(start..).unwrap_or_default())
            }
        })
    })
}

/// The address of bytes, and their size.
#[inline]
fn span(bytes: &[u8]) -> [f64; 2] {
    [bytes.as_ptr() as usize as f64, bytes.len() as f64]
}
