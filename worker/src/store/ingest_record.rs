//! How an accepted event travels from the Worker to its inbox: a length, its
//! envelope as JSON, and its body as it was received.

use serde::{Deserialize, Serialize};

/// What the inbox has to know of an event, its body aside.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
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
    /// The headers that are passed on.
    pub headers: Vec<(String, String)>,
    /// The names of the destinations it goes to.
    pub destinations: Vec<String>,
    /// Of the source's shards.
    pub generation: u32,
}

/// Joins an envelope and a body.
///
/// # Errors
///
/// Where the envelope cannot be written as JSON.
pub fn encode(envelope: &Envelope, body: &[u8]) -> serde_json::Result<Vec<u8>> {
    let json = serde_json::to_vec(envelope)?;
    let mut frame = Vec::with_capacity(4 + json.len() + body.len());
    frame.extend_from_slice(&u32::try_from(json.len()).unwrap_or(u32::MAX).to_le_bytes());
    frame.extend_from_slice(&json);
    frame.extend_from_slice(body);
    Ok(frame)
}

/// Parts an envelope and a body; `None` where the frame is not one.
pub fn decode(frame: &[u8]) -> Option<(Envelope, &[u8])> {
    let (length, rest) = frame.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (json, body) = rest.split_at_checked(length)?;
    Some((serde_json::from_slice(json).ok()?, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_gives_back_what_was_put_in() -> serde_json::Result<()> {
        let envelope = Envelope {
            source: "optimo".into(),
            dedup_key: "evt_é".into(),
            id: "evt_é".into(),
            kind: None,
            time: Some(-1),
            tenant: None,
            received_at: 1_790_000_000_000,
            headers: vec![("content-type".into(), "application/json".into())],
            destinations: vec!["app".into()],
            generation: 1,
        };
        for body in [&b""[..], b"\xFF\x00{}"] {
            let frame = encode(&envelope, body)?;
            assert!(decode(&frame) == Some((envelope.clone(), body)));
        }
        Ok(())
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for frame in [&b""[..], b"\x01\0\0", b"\x05\0\0\0{}", b"\x02\0\0\0{}"] {
            assert!(decode(frame).is_none());
        }
    }
}
