//! When a provider sends an event again.

use serde::{Deserialize, Serialize};

/// What a provider documents of its own deliveries.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Retries {
    /// How often it tries again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// How long it waits before each of them, in seconds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delays_s: Vec<u32>,
    /// How long it waits for an answer, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_within_s: Option<u32>,
    /// After how many failures in a row it gives the receiver up for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_after_failures: Option<u32>,
}

impl Retries {
    /// The time from the first attempt to the last, in seconds, as far as the
    /// provider documents it.
    pub fn horizon_s(&self) -> u64 {
        self.delays_s.iter().copied().map(u64::from).sum()
    }
}
