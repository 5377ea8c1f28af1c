//! The built-in schemes: the files in `schemes/builtin` and `schemes/catalogue`, one a provider.

use crate::{
    error::{Error, Result},
    scheme::Scheme,
};

/// Each file's name without its ending, and its text; listed by `build.rs`.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/schemes.rs"));

/// The ids of the built-in schemes, in alphabetical order.
pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(id, _)| *id)
}

/// Their texts, in the same order.
#[cfg(feature = "explain")]
pub(crate) fn builtin_texts() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(_, text)| *text)
}

impl Scheme {
    /// The built-in scheme with this id, as `bottlecrm`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownScheme`] where there is none.
    pub fn builtin(id: &str) -> Result<Self> {
        let (_, json) = FILES
            .iter()
            .find(|(file, _)| *file == id)
            .ok_or_else(|| Error::UnknownScheme { id: id.to_owned() })?;
        Self::from_json(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_holds_the_scheme_that_it_is_named_after() -> Result<()> {
        for id in builtin_ids() {
            assert_eq!(Scheme::builtin(id)?.id(), id);
        }
        Ok(())
    }
}
