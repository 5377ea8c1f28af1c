//! Routes: which events of a source go where.

/// A way to a destination.
pub(crate) struct Route {
    /// The name of the destination.
    pub(crate) to: String,
    /// The types of the events that go there; all where there are none.
    pub(crate) types: Option<Vec<Pattern>>,
    /// Their tenants, in the same way.
    pub(crate) tenants: Option<Vec<Pattern>>,
}

impl Route {
    /// Whether an event of this type and this tenant goes there.
    pub(crate) fn matches(&self, kind: Option<&str>, tenant: Option<&str>) -> bool {
        matches(&self.types, kind) && matches(&self.tenants, tenant)
    }

    /// Whether there are events that go both ways.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        overlap(&self.types, &other.types) && overlap(&self.tenants, &other.tenants)
    }
}

fn matches(patterns: &Option<Vec<Pattern>>, name: Option<&str>) -> bool {
    match patterns {
        None => true,
        Some(patterns) => name.is_some_and(|name| patterns.iter().any(|one| one.matches(name))),
    }
}

fn overlap(one: &Option<Vec<Pattern>>, other: &Option<Vec<Pattern>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.iter().any(|one| other.iter().any(|it| one.overlaps(it))),
        _ => true,
    }
}

/// One name, or all that begin alike.
pub(crate) enum Pattern {
    Exact(String),
    Prefix(String),
}

impl Pattern {
    /// Reads a name, as `lead.created`, or what several begin with, as `lead.*`.
    ///
    /// # Errors
    ///
    /// What it should have been.
    pub(crate) fn parse(pattern: &str) -> Result<Self, String> {
        match pattern.strip_suffix('*') {
            Some(prefix) if !prefix.contains('*') => Ok(Pattern::Prefix(prefix.to_owned())),
            None if !pattern.contains('*') && !pattern.is_empty() => {
                Ok(Pattern::Exact(pattern.to_owned()))
            }
            _ => Err(format!("{pattern:?} is neither a name nor the beginning of some and a *")),
        }
    }

    fn matches(&self, name: &str) -> bool {
        match self {
            Pattern::Exact(exact) => name == exact,
            Pattern::Prefix(prefix) => name.starts_with(prefix.as_str()),
        }
    }

    /// Whether there are names that both match.
    fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Pattern::Exact(name), pattern) | (pattern, Pattern::Exact(name)) => {
                pattern.matches(name)
            }
            (Pattern::Prefix(one), Pattern::Prefix(another)) => {
                one.starts_with(another.as_str()) || another.starts_with(one.as_str())
            }
        }
    }
}
