//! Which events of a source go where.

/// The way to a destination.
pub(crate) struct Route {
    /// The name of the destination.
    pub(crate) to: String,
    /// All where there are none.
    pub(crate) types: Option<Vec<TypePattern>>,
}

/// A type by its name, or several by how their names begin.
pub(crate) enum TypePattern {
    Exact(String),
    Prefix(String),
}

impl TypePattern {
    /// Reads `lead.created`, or `lead.*`.
    ///
    /// # Errors
    ///
    /// What it should have been.
    pub(crate) fn parse(pattern: &str) -> Result<Self, String> {
        match pattern.strip_suffix('*') {
            Some(prefix) if !prefix.contains('*') => Ok(TypePattern::Prefix(prefix.to_owned())),
            None if !pattern.contains('*') && !pattern.is_empty() => {
                Ok(TypePattern::Exact(pattern.to_owned()))
            }
            _ => Err(format!("{pattern:?} is neither a type nor the beginning of some and a *")),
        }
    }

    pub(crate) fn matches(&self, kind: &str) -> bool {
        match self {
            TypePattern::Exact(name) => kind == name,
            TypePattern::Prefix(prefix) => kind.starts_with(prefix.as_str()),
        }
    }

    /// Whether there are types that both match.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (TypePattern::Exact(name), pattern) | (pattern, TypePattern::Exact(name)) => {
                pattern.matches(name)
            }
            (TypePattern::Prefix(one), TypePattern::Prefix(another)) => {
                one.starts_with(another.as_str()) || another.starts_with(one.as_str())
            }
        }
    }
}
