//! What a configuration means. It is refused whole, or all of it holds.

use std::{collections::BTreeMap, rc::Rc};

use countersign::Scheme;

use super::{
    Config, ConfigError, SourceConfig,
    destination::destination,
    place::{Path, Secrets},
    source::source,
};
use crate::{admin::token::Token, filter::Filter, template::DataPaths};

impl Config {
    /// Checks what the keys and types alone do not show, and joins the secrets.
    /// `secret` finds a secret by its name.
    ///
    /// # Errors
    ///
    /// The first key that is wrong.
    pub fn resolve(&self, secret: impl Fn(&str) -> Option<String>) -> Result<Filter, ConfigError> {
        if self.sources.is_empty() {
            return Err(ConfigError::new("sources", "there is none"));
        }
        let secrets = Secrets(&secret);
        let data_paths = Rc::new(self.data_paths());
        let destinations = self
            .destinations
            .iter()
            .map(|(name, config)| {
                let at = Path(format!("destinations.{name}"));
                at.check_name(name)?;
                Ok((name.clone(), destination(config, &data_paths, &at, &secrets)?))
            })
            .collect::<Result<BTreeMap<_, _>, _>>()?;
        let sources = self
            .sources
            .iter()
            .map(|(name, config)| {
                let at = Path(format!("sources.{name}"));
                at.check_name(name)?;
                Ok((name.clone(), source(config, &destinations, &at, &secrets)?))
            })
            .collect::<Result<_, _>>()?;
        let admin = match &self.admin {
            None => None,
            Some(config) => {
                let at = Path("admin".to_owned());
                let token = secrets.get(&config.token, &at, "token")?;
                Some(Token::new(&token).map_err(|reason| at.error("token", reason))?)
            }
        };
        Ok(Filter { sources, destinations, admin })
    }

    /// Where the events of each source have their data. An unknown scheme is
    /// refused elsewhere.
    fn data_paths(&self) -> DataPaths {
        let path = |config: &SourceConfig| Scheme::builtin(&config.scheme).ok();
        self.sources
            .iter()
            .filter_map(|(name, config)| Some((name.clone(), path(config)?.data_path().to_vec())))
            .collect()
    }
}
