//! What templates see: the event, and nothing besides it.

use std::collections::BTreeMap;

use countersign::Timestamp;
use minijinja::Value;

use super::json;
use crate::event::Event;

/// Where an event's data is in its body, by the name of its source.
pub type DataPaths = BTreeMap<String, Vec<String>>;

/// What the templates of one attempt see.
pub struct Context(Value);

impl Context {
    /// What the templates of this attempt see.
    pub fn new(event: &Event, attempt: u32, data_paths: &DataPaths) -> Self {
        let time = |millis| Value::from(Timestamp::from_millis(millis).to_rfc3339().as_str());
        let payload = json::read(&event.body);
        let data = payload.as_ref().zip(data_paths.get(&event.source)).and_then(|(whole, path)| {
            let data = path.iter().try_fold(whole.clone(), |value, name| value.get_attr(name));
            data.ok().filter(|data| !data.is_undefined())
        });
        // What is not there is undefined, so that a template has to say what
        // then.
        let fields = [
            ("source", Some(Value::from(event.source.as_str()))),
            ("id", Some(Value::from(event.id.as_str()))),
            ("type", event.kind.as_deref().map(Value::from)),
            ("time", event.time.map(time)),
            ("tenant", event.tenant.as_deref().map(Value::from)),
            ("received_at", Some(time(event.received_at))),
            ("attempt", Some(Value::from(attempt))),
            ("data", data),
            ("payload", payload),
        ];
        let present = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Self(Value::from_pairs([("event", Value::from_pairs(present))]))
    }

    pub(super) fn value(&self) -> Value {
        self.0.clone()
    }
}
