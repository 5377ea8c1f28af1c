//! The configuration: as it is written in the variable `COUNTERSIGN`, and as it
//! was checked, with the secrets that it names.

mod admin_token;
mod checked;
pub mod countersignature;
mod destination;
#[cfg(target_arch = "wasm32")]
mod env;
mod file;
mod resolve;
pub mod retention;
mod route;
mod routes;
mod secrets;
pub mod shards;
mod source;
#[cfg(test)]
mod tests;

#[cfg(target_arch = "wasm32")]
pub(crate) use self::env::load;
pub use self::{
    admin_token::Token,
    checked::{Config, Destination, Source},
    file::{ConfigError, ConfigFile},
};
