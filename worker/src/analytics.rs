//! What the log says, as data points, where a dataset of Analytics Engine is
//! bound.

use std::cell::OnceCell;

use worker::{AnalyticsEngineDataPointBuilder, AnalyticsEngineDataset, Env};

use crate::log::Line;

/// The name of the binding.
const BINDING: &str = "COUNTERSIGN_ANALYTICS";

thread_local! {
    /// An isolate has one set of bindings for as long as it lives.
    static DATASET: OnceCell<AnalyticsEngineDataset> = const { OnceCell::new() };
}

/// Finds the dataset, if one is bound.
pub(crate) fn attach(env: &Env) {
    if let Ok(dataset) = env.analytics_engine(BINDING) {
        DATASET.with(|slot| drop(slot.set(dataset)));
    }
}

/// Writes a line as a data point. A point that cannot be written is left out:
/// the line is in the log.
pub(crate) fn write(line: &Line<'_>) {
    DATASET.with(|slot| {
        let Some(dataset) = slot.get() else {
            return;
        };
        let text = |field: Option<&str>| field.unwrap_or_default().to_owned();
        let number = |field: Option<i64>| field.map_or(0.0, |value| value as f64);
        // The order is what queries go by: see docs/logs.md.
        let point = AnalyticsEngineDataPointBuilder::new()
            .indexes([line.source.or(line.destination).unwrap_or(line.at)])
            .add_blob(line.at)
            .add_blob(line.outcome)
            .add_blob(text(line.source))
            .add_blob(text(line.destination))
            .add_blob(text(line.kind))
            .add_blob(text(line.code))
            .add_blob(text(line.id))
            .add_double(number(line.ms))
            .add_double(number(line.status.map(i64::from)))
            .add_double(number(line.attempt.map(i64::from)))
            .build();
        drop(dataset.write_data_point(&point));
    });
}
