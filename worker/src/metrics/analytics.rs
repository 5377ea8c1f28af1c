//! Data points of Analytics Engine, where a dataset is bound: what the log says.

use std::cell::OnceCell;

use worker::{AnalyticsEngineDataPointBuilder, AnalyticsEngineDataset, Env};

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

/// What is written of a line of the log. The order is what queries go by: see
/// docs/logs.md.
pub(crate) struct DataPoint<'a> {
    pub(crate) index: &'a str,
    pub(crate) blobs: [Option<&'a str>; 7],
    pub(crate) doubles: [Option<i64>; 3],
}

/// Writes a data point. One that cannot be written is left out: its line is in
/// the log.
pub(crate) fn write(point: &DataPoint<'_>) {
    DATASET.with(|slot| {
        let Some(dataset) = slot.get() else {
            return;
        };
        let mut builder = AnalyticsEngineDataPointBuilder::new().indexes([point.index]);
        for blob in point.blobs {
            builder = builder.add_blob(blob.unwrap_or_default());
        }
        for double in point.doubles {
            builder = builder.add_double(double.map_or(0.0, |value| value as f64));
        }
        drop(dataset.write_data_point(&builder.build()));
    });
}
