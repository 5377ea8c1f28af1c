// What is sent for each provider, and what should come of it. A case sends a
// request of its own, except the repetition, which sends the first one again.

import { randomUUID } from "node:crypto";

const HOUR = 60 * 60 * 1000;

export const cases = [
  { name: "new", status: 200, answer: "accepted", forwarded: 1 },
  { name: "repeated", status: 200, answer: "duplicate", forwarded: 0, repeats: "new" },
  {
    name: "tried again",
    status: 200,
    answer: "duplicate",
    forwarded: 0,
    repeats: "new",
    isRetry: true,
  },
  {
    name: "tampered",
    status: 401,
    answer: "signature_mismatch",
    forwarded: 0,
    alter: (request) => ({ ...request, body: request.body.replace("@example.com", "@evil.example") }),
  },
  {
    name: "malformed signature",
    status: 401,
    answer: "malformed_signature",
    forwarded: 0,
    alter: (request) => ({
      ...request,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [
          name,
          /signature/i.test(name) ? "not a signature" : value,
        ]),
      ),
    }),
  },
  {
    name: "stale",
    status: 401,
    answer: "timestamp_too_old",
    forwarded: 0,
    offset: -HOUR,
    needsTime: true,
  },
  {
    name: "from the future",
    status: 401,
    answer: "timestamp_too_new",
    forwarded: 0,
    offset: HOUR,
    needsTime: true,
  },
];

// Sends everything, in order, and returns a row for each case. What arrived at
// the receiver is not in it yet.
export async function send(filter, providers, sign) {
  const rows = [];
  for (const provider of providers) {
    const sent = new Map();
    for (const test of cases) {
      if (test.needsTime && !provider.signsTime) continue;
      if (test.isRetry && !provider.retry) continue;
      const first = sent.get(test.repeats);
      const request = test.isRetry
        ? retried(provider, first, sign)
        : (first ?? prepare(provider, test, sign));
      sent.set(test.name, request);
      rows.push({ provider, test, request, answer: await post(filter, provider, request) });
    }
  }
  return rows;
}

function prepare(provider, test, sign) {
  const key = randomUUID();
  const now = Date.now() + (test.offset ?? 0);
  const body = JSON.stringify(provider.event(key, now));
  const headers = signed(provider, body, now, sign);
  const request = { key, body, headers };
  return test.alter ? test.alter(request) : request;
}

// The next attempt of a provider whose attempts differ.
function retried(provider, { key, body }, sign) {
  const next = JSON.stringify(provider.retry(JSON.parse(body)));
  return { key, body: next, headers: signed(provider, next, Date.now(), sign) };
}

function signed({ scheme, variant, value }, body, now, sign) {
  return sign(scheme, value, body, { now, variant });
}

async function post(filter, provider, { headers, body }) {
  const response = await fetch(`${filter}/hooks/${provider.source}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  let answer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    // Not the filter's way to answer: the row shows the status alone.
  }
  return { status: response.status, word: answer?.code ?? answer?.status ?? "" };
}
