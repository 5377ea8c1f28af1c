//! What every request of an operator needs: the configuration, and the inboxes.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::{Serialize, de::DeserializeOwned};
use worker::Env;

use super::{cursor::InboxId, stats::Report};
use crate::{
    config::Config,
    inbox::{self, client},
    log::Line,
    problem::Problem,
};

/// How many inboxes are asked at once.
const CONCURRENCY: usize = 32;

/// Where operators' requests are answered.
pub(super) struct AdminContext<'a> {
    pub(super) env: &'a Env,
    pub(super) config: &'a Config,
}

impl AdminContext<'_> {
    /// The inboxes of a source, or of all, in their order.
    ///
    /// # Errors
    ///
    /// The problem with a source that does not exist.
    pub(super) fn inboxes(&self, source: Option<&str>) -> Result<Vec<InboxId>, Problem> {
        if source.is_some_and(|name| self.config.source(name).is_none()) {
            return Err(Problem::unknown_source("no source has this name"));
        }
        let wanted = self.config.sources().filter(|(name, _)| source.is_none_or(|it| it == *name));
        let inboxes = wanted.flat_map(|(name, source)| {
            source.shards.all().map(|shard| InboxId { source: name.to_owned(), shard })
        });
        Ok(inboxes.collect())
    }

    /// Asks an inbox.
    ///
    /// # Errors
    ///
    /// The problem where it does not answer as it should, which is logged.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        InboxId { source, shard }: &InboxId,
        path: &str,
        question: &impl Serialize,
    ) -> Result<T, Problem> {
        let answer = client::ask(self.env, &inbox::name(source, *shard), path, question).await;
        answer.map_err(|error| {
            Line {
                at: "admin",
                outcome: "unavailable",
                source: Some(source),
                detail: Some(&error),
                ..Line::default()
            }
            .print();
            Problem::unavailable("an inbox does not answer; try again")
        })
    }

    /// Asks each inbox the question made for it, many at a time; the answers are
    /// in the inboxes' order.
    ///
    /// # Errors
    ///
    /// The problem with the first that does not answer.
    pub(super) async fn ask_each<Q: Serialize, T: DeserializeOwned>(
        &self,
        inboxes: Vec<InboxId>,
        path: &str,
        question: impl Fn(&InboxId) -> Q,
    ) -> Result<Vec<(InboxId, T)>, Problem> {
        let answers = inboxes.into_iter().map(|inbox| {
            let question = question(&inbox);
            async move {
                let answer = self.ask(&inbox, path, &question).await?;
                Ok((inbox, answer))
            }
        });
        stream::iter(answers).buffered(CONCURRENCY).try_collect().await
    }

    /// What every inbox says of itself, those among them that do not answer.
    pub(super) async fn reports(&self) -> Result<Vec<Report>, Problem> {
        let reports = self.inboxes(None)?.into_iter().map(|inbox| async move {
            let status = self.ask(&inbox, "/stats", &()).await.ok();
            let InboxId { source, shard } = inbox;
            let configured = self.config.source(&source).into_iter();
            let destinations: Vec<_> = configured.flat_map(|it| it.all_destinations()).collect();
            Report { source, shard, status }.with_destinations(destinations)
        });
        Ok(stream::iter(reports).buffered(CONCURRENCY).collect().await)
    }
}
