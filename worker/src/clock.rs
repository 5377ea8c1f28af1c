//! The runtime's clock.

/// Milliseconds since the Unix epoch.
pub(crate) fn now() -> i64 {
    js_sys::Date::now() as i64
}
