//! The configuration as the runtime gives it.

use std::{cell::OnceCell, rc::Rc};

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use worker::Env;

use super::{Config, ConfigError, ConfigFile};
use crate::{log::Line, metrics::analytics};

thread_local! {
    /// An isolate has one configuration for as long as it lives.
    static CONFIG: OnceCell<Option<Rc<Config>>> = const { OnceCell::new() };
}

/// The configuration, checked once; `None` where it is wrong, which was logged.
pub(crate) fn load(env: &Env) -> Option<Rc<Config>> {
    CONFIG.with(|config| {
        config
            .get_or_init(|| {
                analytics::attach(env);
                read(env)
                    .map(Rc::new)
                    .inspect_err(|error| {
                        Line {
                            at: "configuration",
                            outcome: "refused",
                            detail: Some(&error.to_string()),
                            ..Line::default()
                        }
                        .print();
                    })
                    .ok()
            })
            .clone()
    })
}

fn read(env: &Env) -> Result<Config, ConfigError> {
    let absent = || ConfigError {
        path: String::new(),
        reason: "there is no variable COUNTERSIGN".to_owned(),
    };
    let value = Reflect::get(env, &JsValue::from_str("COUNTERSIGN")).map_err(|_| absent())?;
    let json = JSON::stringify(&value).ok().and_then(|json| json.as_string()).ok_or_else(absent)?;
    ConfigFile::parse(&json)?
        .resolve(|name| Reflect::get(env, &JsValue::from_str(name)).ok()?.as_string())
}
