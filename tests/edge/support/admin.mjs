// The filter with an admin API, and what an operator does with it.

import assert from "node:assert/strict";

import { configuration, startFilter, workspace } from "./filter.mjs";
import { providers, request } from "../../support/providers.mjs";
import { startSink } from "./sink.mjs";
import { until } from "../../support/wait.mjs";

export const TOKEN = "admin-token-of-the-tests";

const ADMIN = '[vars.COUNTERSIGN.admin]\ntoken = "ADMIN_TOKEN"\n';

/** A configuration with the admin API, its sources spread over so many inboxes. */
export function withAdmin({ shards = 1, extra = "", ...rest }) {
  const config = configuration({ ...rest, extra: ADMIN + extra });
  return config.replace(/^scheme = .*$/gm, (line) => `${line}\nshards = ${shards}`);
}

/**
 * Starts a sink, and a filter that sends to it under each of the names.
 * `answer(request)` is the sink's.
 */
export async function startAdmin(context, { answer, names = ["app"], token = TOKEN, more, ...settings } = {}) {
  const sink = await startSink(answer);
  context.after(sink.stop);
  const destinations = Object.fromEntries(names.map((name) => [name, { url: `${sink.url}${name}`, ...more }]));
  const config = withAdmin({ destinations, ...settings });
  const folder = await workspace(context, config, { ADMIN_TOKEN: token });
  const filter = await startFilter(context, folder);
  return { sink, folder, filter, ...operator(filter, token) };
}

/** What an operator asks; each answer as JSON unless it is text. */
export function operator(filter, token = TOKEN) {
  const call = async (path, { method = "GET", status = 200, headers = {}, ...init } = {}) => {
    const response = await fetch(`${filter.url}/admin/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...init,
    });
    const text = await response.text();
    assert.equal(response.status, status, `${method} ${path}: ${text}`);
    assert.equal(response.headers.get("cache-control"), "no-store");
    const type = response.headers.get("content-type") ?? "";
    if (status >= 400) assert.equal(type, "application/problem+json");
    return type.includes("json") ? JSON.parse(text) : text;
  };
  const list = async (query = "") => (await call(`deliveries?limit=500&${query}`)).deliveries;
  return {
    call,
    list,
    /** Waits until so many deliveries are in a state. */
    inState: (state, least) =>
      until(`${least} ${state}`, async () => (await list(`state=${state}`)).length >= least),
    /** Posts an event under an id; the name that the admin API has for it. */
    publish: async (source, id, type) => {
      const event = { ...providers[source].event(id, Date.now()), id, ...(type && { type }) };
      const response = await filter.post(source, request(source, { event }));
      assert.equal(response.status, 200, await response.text());
      return `${source}:${id}`;
    },
  };
}

/** An event's address. */
export const eventPath = (event, more = "") => `events/${encodeURIComponent(event)}${more}`;
