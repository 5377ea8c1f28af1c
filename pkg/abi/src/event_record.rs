//! Event records: an event as numbers, as it crosses the border.

use std::{borrow::Cow, cell::RefCell};

use countersign::Event;

use crate::{memory::RECORD_SIZE, numbers};

/// Stands for a text or a number that is not there.
const NONE: f64 = numbers::NONE as f64;

/// Stands in place of the size of a type that the other side knows.
const KNOWN: f64 = numbers::KNOWN as f64;

/// How many types are remembered beside those of the scheme. A provider has few,
/// and whoever signed the request has chosen them.
const MAX_NEW_TYPES: usize = 32;

/// Writes the records of one verifier's events.
pub(crate) struct EventRecords {
    /// The types that the other side knows, by their numbers.
    types: RefCell<Vec<String>>,
    max_types: usize,
}

thread_local! {
    /// Texts that the body does not hold as they are.
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl EventRecords {
    /// For a scheme with these types, which the other side knows from the first.
    pub(crate) fn new(types: &[String]) -> Self {
        Self { types: RefCell::new(types.to_vec()), max_types: types.len() + MAX_NEW_TYPES }
    }

    /// The record of an event. A text is its address and its size; a type has a number
    /// too, by which it is known from now on; a dedup key that is the id is none.
    #[inline]
    pub(crate) fn record(&self, event: &Event<'_>) -> [f64; RECORD_SIZE] {
        let (known, number) = event.kind.as_deref().map_or((false, NONE), |kind| self.number(kind));
        let kind = event.kind.as_ref().filter(|_| !known);
        let key = Some(&event.dedup_key).filter(|key| *key != &event.id);
        let [id, kind, tenant, key] = spans([Some(&event.id), kind, event.tenant.as_ref(), key]);
        let kind = if known { [0.0, KNOWN] } else { kind };
        let time = event.time.map_or(f64::NAN, |time| time.as_millis() as f64);
        let secret_index = event.secret_index.map_or(NONE, |index| index as f64);
        let mut record = [0.0; RECORD_SIZE];
        for (index, value) in [
            (numbers::ID, id[0]),
            (numbers::ID_SIZE, id[1]),
            (numbers::TYPE, kind[0]),
            (numbers::TYPE_SIZE, kind[1]),
            (numbers::TYPE_NUMBER, number),
            (numbers::TENANT, tenant[0]),
            (numbers::TENANT_SIZE, tenant[1]),
            (numbers::TIME, time),
            (numbers::SECRET_INDEX, secret_index),
            (numbers::DEDUP_KEY, key[0]),
            (numbers::DEDUP_KEY_SIZE, key[1]),
        ] {
            if let Some(slot) = record.get_mut(index as usize) {
                *slot = value;
            }
        }
        record
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
        if types.len() == self.max_types {
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
