//! The record in which the Worker sends an accepted event to its inbox: a length,
//! what is known of the event as JSON, and the body as it was received.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// What an inbox has to know of an event, its body aside.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IngestRecord {
    /// The name of the source.
    pub source: String,
    /// What tells two requests to be the same event.
    pub dedup_key: String,
    /// The provider's id of it.
    pub id: String,
    /// Its type.
    pub kind: Option<String>,
    /// When it happened, in milliseconds since the Unix epoch.
    pub time: Option<i64>,
    /// Whose it is.
    pub tenant: Option<String>,
    /// When it arrived, in milliseconds since the Unix epoch.
    pub received_at: i64,
    /// The headers that are passed on, an array of pairs. They are stored as the
    /// Worker encoded them.
    pub headers: Box<RawValue>,
    /// The names of the destinations it goes to.
    pub destinations: Vec<String>,
    /// The generation of the source's shards that the Worker knows.
    pub generation: u32,
}

/// Joins a record and a body.
///
/// # Errors
///
/// Where the record cannot be written as JSON.
pub fn encode(record: &IngestRecord, body: &[u8]) -> serde_json::Result<Vec<u8>> {
    let json = serde_json::to_vec(record)?;
    let mut bytes = Vec::with_capacity(4 + json.len() + body.len());
    bytes.extend_from_slice(&u32::try_from(json.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(&json);
    bytes.extend_from_slice(body);
    Ok(bytes)
}

/// Parts a record and a body; none where the bytes are not both.
pub fn decode(bytes: &[u8]) -> Option<(IngestRecord, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (json, body) = rest.split_at_checked(length)?;
    Some((serde_json::from_slice(json).ok()?, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"source":"optimo","dedup_key":"evt_é","id":"evt_é","kind":null,"time":-1,"tenant":null,"received_at":1790000000000,"headers":[["content-type","application/json"]],"destinations":["app"],"generation":1}"#;

    #[test]
    fn decode_gives_back_the_record_and_the_body() -> serde_json::Result<()> {
        let record = serde_json::from_str(RECORD)?;
        for body in [&b""[..], b"\xFF\x00{}"] {
            let bytes = encode(&record, body)?;
            let decoded = decode(&bytes);
            assert_eq!(decoded.as_ref().map(|(_, body)| *body), Some(body));
            let record = decoded.map(|(record, _)| serde_json::to_string(&record)).transpose()?;
            assert_eq!(record.as_deref(), Some(RECORD));
        }
        Ok(())
    }

    #[test]
    fn decode_of_anything_else_is_none() {
        for bytes in [&b""[..], b"\x01\0\0", b"\x05\0\0\0{}", b"\x02\0\0\0{}"] {
            assert!(decode(bytes).is_none());
        }
    }
}
