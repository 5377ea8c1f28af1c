//! What a configuration means. It is refused whole, or all of it holds.

use std::{collections::BTreeMap, rc::Rc};

use countersign::{Error, Scheme};

use super::{
    ConfigError, ConfigFile, Token,
    checked::Config,
    destination::destination,
    secrets::{KeyPath, Secrets},
    source::source,
};
use crate::template::DataPaths;

impl ConfigFile {
    /// Checks what the keys and types alone do not show, and joins the secrets.
    /// `secret` finds a secret by its name.
    ///
    /// # Errors
    ///
    /// The first key that is wrong.
    pub fn resolve(&self, secret: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
        if self.sources.is_empty() {
            return Err(ConfigError::new("sources", "there is none"));
        }
        let secrets = Secrets(&secret);
        let schemes = self.own_schemes()?;
        let data_paths = Rc::new(self.data_paths(&schemes));
        let destinations = self
            .destinations
            .iter()
            .map(|(name, config)| {
                let at = KeyPath(format!("destinations.{name}"));
                at.check_name(name)?;
                Ok((name.clone(), destination(config, &data_paths, &at, &secrets)?))
            })
            .collect::<Result<BTreeMap<_, _>, _>>()?;
        let sources = self
            .sources
            .iter()
            .map(|(name, config)| {
                let at = KeyPath(format!("sources.{name}"));
                at.check_name(name)?;
                Ok((name.clone(), source(config, &schemes, &destinations, &at, &secrets)?))
            })
            .collect::<Result<_, _>>()?;
        let admin = match &self.admin {
            None => None,
            Some(config) => {
                let at = KeyPath("admin".to_owned());
                let token = secrets.get(&config.token, &at, "token")?;
                Some(Token::new(&token).map_err(|reason| at.error("token", reason))?)
            }
        };
        Ok(Config { sources, destinations, admin })
    }

    /// The schemes of one's own, by their ids.
    fn own_schemes(&self) -> Result<BTreeMap<String, Scheme>, ConfigError> {
        let mut schemes = BTreeMap::new();
        for (index, scheme) in self.schemes.iter().enumerate() {
            let at = KeyPath(format!("schemes[{index}]"));
            let scheme = Scheme::from_value(scheme).map_err(|error| match error {
                Error::InvalidScheme { path, reason } => at.error(&path, reason),
                error => at.error("id", error.to_string()),
            })?;
            let id = scheme.id().to_owned();
            if Scheme::builtin(&id).is_ok() {
                return Err(at.error("id", format!("{id:?} is a built-in one")));
            }
            if schemes.insert(id.clone(), scheme).is_some() {
                return Err(at.error("id", format!("{id:?} is there already")));
            }
        }
        Ok(schemes)
    }

    /// Where the events of each source have their data. An unknown scheme is
    /// refused elsewhere.
    fn data_paths(&self, own: &BTreeMap<String, Scheme>) -> DataPaths {
        let path = |id: &str| match own.get(id) {
            Some(scheme) => Some(scheme.data_path().to_vec()),
            None => Some(Scheme::builtin(id).ok()?.data_path().to_vec()),
        };
        self.sources
            .iter()
            .filter_map(|(name, config)| Some((name.clone(), path(&config.scheme)?)))
            .collect()
    }
}
