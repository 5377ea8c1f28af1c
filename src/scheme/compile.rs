//! Makes a scheme of a definition: validates it, and finds its headers and forms.

#[cfg(feature = "json")]
use serde::Deserialize as _;

#[cfg(feature = "json")]
use crate::json::{decode::Fault, read::read_json, value::Json};
use crate::{
    error::{Error, Result, invalid},
    scheme::{
        BodyForm, Forms, Scheme, SignedForm,
        definition::Definition,
        headers::HeaderIndex,
        variant::{Condition, Variant},
    },
};

#[cfg(feature = "json")]
fn invalid_at(fault: Fault) -> Error {
    Error::InvalidScheme { path: fault.path, reason: fault.reason }
}

impl TryFrom<Definition> for Scheme {
    type Error = Error;

    fn try_from(definition: Definition) -> Result<Self> {
        let mut scheme = Self::without_variants(definition)?;
        let mut forms = scheme.compile_variants()?;
        // A request's headers are found before it is known of what form it is.
        for form in &forms.signed {
            scheme.headers.extend(&form.scheme.headers);
        }
        scheme.check_headers()?;
        scheme.headers.find_fixed(&scheme.definition);
        for SignedForm { scheme: form, .. } in &mut forms.signed {
            form.headers.clone_from(&scheme.headers);
            form.headers.find_fixed(&form.definition);
        }
        scheme.forms = forms;
        Ok(scheme)
    }
}

impl Scheme {
    /// Reads a scheme, and refuses one that contradicts itself.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`].
    #[cfg(feature = "json")]
    pub fn from_json(json: &str) -> Result<Self> {
        Self::try_from(read_json::<Definition>(json).map_err(invalid_at)?)
    }

    /// Reads a scheme that stands in a larger document.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`].
    #[cfg(feature = "json")]
    pub fn from_value(json: &Json) -> Result<Self> {
        Self::try_from(Definition::deserialize(json).map_err(invalid_at)?)
    }

    /// A variant as a scheme of its own.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidScheme`] where there is no such variant.
    pub fn variant_form(&self, id: &str) -> Result<Self> {
        self.variant(id)?;
        let is_it = |variant: &&Variant| variant.id == id;
        let variant = self.variants.iter().find(is_it);
        let form = variant.map(|variant| variant.apply_to(&self.definition));
        Self::try_from(form.unwrap_or_else(|| self.definition.clone()))
    }

    fn without_variants(mut definition: Definition) -> Result<Self> {
        if definition.name.is_empty() {
            definition.name.clone_from(&definition.id);
        }
        definition.check_limits()?;
        let headers = HeaderIndex::of(&definition);
        let scheme = Self { definition, headers, forms: Forms::default(), variant_id: None };
        scheme.validate()?;
        Ok(scheme)
    }

    fn compile_variants(&self) -> Result<Forms> {
        let mut forms = Forms::default();
        for (index, variant) in self.variants.iter().enumerate() {
            let at = format!("variants[{index}]");
            if self.variants.iter().take(index).any(|other| other.id == variant.id) {
                return invalid(&format!("{at}.id"), "it is there twice");
            }
            self.compile_variant(variant, &mut forms).map_err(|error| error.within(&at))?;
        }
        Ok(forms)
    }

    fn compile_variant(&self, variant: &Variant, forms: &mut Forms) -> Result<()> {
        self.check_variant(variant, forms)?;
        let mut scheme = Self::without_variants(variant.apply_to(&self.definition))?;
        match &variant.when {
            Condition { signature_begins: Some(prefix), .. } => {
                scheme.variant_id = Some(variant.id.clone());
                let form = SignedForm { prefix: prefix.clone(), scheme };
                self.check_signed_form(&form, forms)?;
                forms.signed.push(form);
            }
            Condition { body_has: Some(member), .. } => {
                if scheme.event.takes_content_sha256() {
                    let reason = "what is signed is hashed for the scheme's own id";
                    return invalid("event.id", reason);
                }
                forms.read.push(BodyForm {
                    member: member.clone(),
                    #[cfg(feature = "explain")]
                    id: variant.id.clone(),
                    event: scheme.definition.event,
                });
            }
            Condition { .. } => {}
        }
        Ok(())
    }
}

impl Variant {
    /// The definition of a scheme that is signed and read as the variant says.
    fn apply_to(&self, scheme: &Definition) -> Definition {
        let mut form = scheme.clone();
        form.variants.clear();
        if let (Some(signature), Some(content)) = (&self.signature, &self.signed_content) {
            form.signature = signature.clone();
            form.signed_content = content.clone();
            form.timestamp.clone_from(&self.timestamp);
        }
        if let Some(pointers) = &self.event {
            form.event = pointers.apply_to(&form.event);
        }
        if !self.source.is_empty() {
            form.source.clone_from(&self.source);
        }
        form
    }
}
