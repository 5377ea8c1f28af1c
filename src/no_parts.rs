//! In place of the parts of a request, where the core is built without them:
//! there are none, so whatever is done with them is no code.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Error, pointer::Pointer, request::Request};

/// No part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) enum Part {}

macro_rules! never {
    ($($name:ident $(($of:ident: $type:ty))? -> $result:ty),* $(,)?) => {
        impl Part {
            $(pub(crate) fn $name(&self $(, _: $type)?) -> $result { match *self {} })*

            pub(crate) fn read<'a>(
                &self,
                _: impl FnOnce(&str) -> Option<&'a [u8]>,
                _: &Request<'a, 'a>,
            ) -> Option<Cow<'a, [u8]>> {
                match *self {}
            }
        }
    };
}

never!(
    header -> Option<&str>,
    covers_body -> bool,
    may_hold_signature -> bool,
    is_in_body -> bool,
    is_at(pointer: &Pointer) -> bool,
    is_query -> bool,
    is_url -> bool,
    is_of_url -> bool,
    needs_key -> bool,
    missing -> Error,
    text -> String,
);

impl TryFrom<String> for Part {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Err(format!("{{{text}}} is not {{id}}, {{timestamp}} or {{body}}"))
    }
}

impl From<Part> for String {
    fn from(part: Part) -> Self {
        match part {}
    }
}
