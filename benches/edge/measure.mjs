// The measurements. What is compared takes turns within each round, and each
// round begins with another one: the machine's moods fall on all alike.

import { open, sendAll, sendAtRate } from "./support/client.mjs";
import { startCounted, startFilter, startFloor, startGrouped, startPlain } from "./support/contenders.mjs";
import { diskSync } from "./support/disk.mjs";
import { startNullServer, startSink } from "./support/helpers.mjs";
import { cpuMicros } from "./support/process.mjs";
import { median, percentile } from "./support/statistics.mjs";
import { webhooks } from "./support/traffic.mjs";

const isAccepted = (status, body) => status === 200 && body.includes('"accepted"');
const isRefused = (status, body) => status === 401 && body.includes('"signature_mismatch"');

/** How long the arrivals at half of the top rate last. */
const STEADY_S = 8;

export async function measure({ rounds, requests, say }) {
  const ceiling = await generatorCeiling(requests);
  say(`the load generator reaches ${Math.round(ceiling)} requests/s by itself`);

  const disk = diskSync();
  say(`the disk syncs 4 KB in ${disk.p50.toFixed(2)} ms, p99 ${disk.p99.toFixed(2)} ms`);

  say("accepting, with nowhere to deliver to");
  const contenders = [startFilter(), startPlain(), startGrouped(), startFloor()];
  const [filter, plain, grouped, floor] = await Promise.all(contenders);
  const accepting = await takeTurns(rounds, requests, [
    { name: "filter", server: filter },
    { name: "plain", server: plain },
    { name: "grouped", server: grouped },
    { name: "floor", server: floor },
    { name: "rejected", server: filter, isForged: true },
    { name: "plain, rejected", server: plain, isForged: true },
  ]);
  say("accepting at half of the filter's top rate");
  const steady = await atHalf(filter, accepting.filter);
  await Promise.all([filter, plain, grouped, floor].map((server) => server.stop()));

  say("accepting, and delivering to a sink that answers 204 at once");
  const sinks = await Promise.all([startSink(), startSink(), startSink()]);
  const delivering = await Promise.all([
    startFilter(sinks[0].url),
    startPlain(sinks[1].url),
    startGrouped(sinks[2].url),
  ]);
  const delivered = await takeTurns(rounds, requests, [
    { name: "filter", server: delivering[0], sink: sinks[0] },
    { name: "plain", server: delivering[1], sink: sinks[1] },
    { name: "grouped", server: delivering[2], sink: sinks[2] },
  ]);
  const steadyDelivering = await atHalf(delivering[0], delivered.filter);
  await Promise.all(delivering.map((server) => server.stop()));
  sinks.forEach((sink) => sink.stop());

  say("counting what reaches a Durable Object");
  const touched = await countTouches(requests);
  return { rounds, requests, ceiling, disk, accepting, steady, delivered, steadyDelivering, touched };
}

async function generatorCeiling(requests) {
  const server = await startNullServer();
  const { connections, close } = await open(server.port);
  const rates = [];
  for (let round = 0; round < 5; round++) {
    const { seconds } = await sendAll(connections, webhooks(2 * requests), isAccepted);
    rates.push((2 * requests) / seconds);
  }
  close();
  server.stop();
  return median(rates);
}

/** Each contender's samples, one a round, after a round that only warms up. */
async function takeTurns(rounds, requests, contenders) {
  const samples = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length];
      const sample = await once(contender, requests);
      if (round > 0) samples[contender.name].push(sample);
    }
  }
  return samples;
}

async function once({ server, sink, isForged = false }, count) {
  const requests = webhooks(count, { isForged });
  const { connections, close } = await open(server.port);
  const sunk = (await sink?.received()) ?? 0;
  const cpu = cpuMicros(server.pid);
  const began = performance.now();
  const { seconds, latencies } = await sendAll(connections, requests, isForged ? isRefused : isAccepted);
  // What is still to be delivered is part of the work, and would slow the next.
  await sink?.until(sunk + count);
  const total = (performance.now() - began) / 1000;
  close();
  return {
    rate: count / seconds,
    deliveredRate: count / total,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    cpu: cpu === undefined ? undefined : (cpuMicros(server.pid) - cpu) / count,
  };
}

/** Random arrivals at half of the top rate; deliveries, where there are some, are part of it. */
async function atHalf(server, samples) {
  const rate = median(samples.map((sample) => sample.rate)) / 2;
  const { connections, close } = await open(server.port, 128);
  const { latencies } = await sendAtRate(connections, webhooks(Math.ceil(rate * STEADY_S)), rate, isAccepted);
  close();
  return { rate, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** What reached an inbox after so many forged requests, and after as many good ones. */
async function countTouches(requests) {
  const server = await startCounted();
  const count = async () => (await fetch(`http://127.0.0.1:${server.port}/count`)).json();
  const { connections, close } = await open(server.port);
  await sendAll(connections, webhooks(requests, { isForged: true }), isRefused);
  const rejected = await count();
  await sendAll(connections, webhooks(requests), isAccepted);
  const accepted = await count();
  close();
  await server.stop();
  return { requests, rejected, accepted };
}
