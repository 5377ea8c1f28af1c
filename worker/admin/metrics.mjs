// Metrics in the text format of Prometheus, version 0.0.4.
//
// Each inbox has time series of its own: it may begin anew while the others go
// on, and a sum of counters of which one falls cannot be told from a restart.

import { standings } from "./standing.mjs";

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const PHASES = ["closed", "half_open", "open"];
const OUTCOMES = ["delivered", "retried", "parked"];
const OF_ISOLATE = "Counted in this isolate's memory since it began, which on self-hosted workerd is the process";

// Nothing has to be escaped: values are names of the configuration, codes and numbers.
const labelled = (labels) => Object.entries(labels).map(([name, value]) => `${name}="${value}"`).join();

/** One family: its samples are `[labels, value, suffix]`. */
function family(name, type, help, samples) {
  const lines = samples.map(([labels, value, suffix = ""]) => {
    return `countersign_${name}${suffix}{${labelled(labels)}} ${value}\n`;
  });
  return `# HELP countersign_${name} ${help}.\n# TYPE countersign_${name} ${type}\n${lines.join("")}`;
}

/** The samples of a histogram, whose buckets hold what is not in the one before. */
function histogram(labels, { buckets, sum_ms }, boundsMs) {
  let count = 0;
  const samples = buckets.map((bucket, index) => {
    count += bucket;
    const le = index < boundsMs.length ? boundsMs[index] / 1000 : "+Inf";
    return [{ ...labels, le }, count, "_bucket"];
  });
  return [...samples, [labels, sum_ms / 1000, "_sum"], [labels, count, "_count"]];
}

/** All of it. An inbox that does not answer is missing but for that. */
export async function metrics(house) {
  const all = await standings(house);
  const up = all.filter((inbox) => inbox.up);

  const ofInboxes = (value) => up.map((inbox) => [{ source: inbox.source, shard: inbox.shard }, value(inbox)]);
  const ofDestinations = (from, samples) =>
    up.flatMap((inbox) => {
      const { source, shard } = inbox;
      return Object.entries(from(inbox)).flatMap(([destination, it]) => samples({ source, shard, destination }, it));
    });
  const waiting = (samples) => ofDestinations((inbox) => inbox.destinations, samples);
  const sent = (samples) => ofDestinations((inbox) => inbox.counters.destinations, samples);

  return [
    family("build_info", "gauge", "The version that runs", [[{ version: house.version }, 1]]),
    family(
      "requests_rejected_total",
      "counter",
      `Requests answered with an error, by its code; the source is empty where there is none of that name. ${OF_ISOLATE}`,
      house.tallies.flatMap(({ source, rejected }) => rejected.map(([code, count]) => [{ source, code }, count])),
    ),
    family(
      "request_duration_seconds",
      "histogram",
      `How long webhooks took to be answered. ${OF_ISOLATE}`,
      house.tallies
        .filter(({ source }) => source)
        .flatMap(({ source, answers }) => histogram({ source }, answers, house.bounds_ms)),
    ),
    family(
      "inbox_up",
      "gauge",
      "Whether the inbox answered",
      all.map(({ source, shard, up }) => [{ source, shard }, Number(up)]),
    ),
    family(
      "events_accepted_total",
      "counter",
      "Events that were new, since the inbox began",
      ofInboxes(({ counters }) => counters.accepted),
    ),
    family(
      "events_duplicate_total",
      "counter",
      "Events that were there already, since the inbox began",
      ofInboxes(({ counters }) => counters.duplicates),
    ),
    family(
      "rows_written_total",
      "counter",
      "Rows written, index rows and alarms included, since the inbox began",
      ofInboxes(({ rows_written }) => rows_written),
    ),
    family(
      "deliveries_pending",
      "gauge",
      "Deliveries that are due, now or later",
      waiting((labels, { pending }) => [[labels, pending]]),
    ),
    family(
      "deliveries_parked",
      "gauge",
      "Deliveries that no attempt is made at by itself",
      waiting((labels, { parked }) => [[labels, parked]]),
    ),
    family(
      "attempts_under_way",
      "gauge",
      "Attempts that have not ended",
      waiting((labels, { under_way }) => [[labels, under_way]]),
    ),
    family(
      "oldest_pending_seconds",
      "gauge",
      "How long the oldest pending delivery has waited; 0 where there is none",
      waiting((labels, { oldest_ms = 0 }) => [[labels, oldest_ms / 1000]]),
    ),
    family(
      "breaker_state",
      "gauge",
      "1 for the state that the breaker is in, else 0",
      waiting((labels, { breaker }) => PHASES.map((state) => [{ ...labels, state }, Number(breaker === state)])),
    ),
    family(
      "attempts_total",
      "counter",
      "Attempts by what they left the delivery as, since the inbox began",
      sent((labels, counts) => OUTCOMES.map((outcome) => [{ ...labels, outcome }, counts[outcome]])),
    ),
    family(
      "probes_total",
      "counter",
      "Attempts of these that were made to see whether the destination is up again",
      sent((labels, { probes }) => [[labels, probes]]),
    ),
    family(
      "attempt_duration_seconds",
      "histogram",
      "How long attempts took, since the inbox began",
      sent((labels, { latency }) => histogram(labels, latency, house.bounds_ms)),
    ),
  ].join("");
}
