// A state folder as an older build left it: what is in it, and how it is configured.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { at } from "../../support/files.mjs";
import { withAdmin } from "./admin.mjs";
import { providers } from "../../support/providers.mjs";

export const FIXTURE = at("tests/edge/fixtures/state.tar.gz");

/** Longer than any build is upgraded from, so that bodies that are kept stay repetitions. */
const TEN_YEARS_S = 315_360_000;
const YEAR_S = 31_536_000;

/** The sources beside the five providers', each with the provider whose requests it takes. */
export const SOURCES = {
  waiting: { provider: "bottle", to: "down" },
  refused: { provider: "sales", to: "strict" },
  erased: { provider: "bottle", to: "down" },
  now: { provider: "optimo", to: "app", mode: "inline" },
  spread: { provider: "bottle", to: "app" },
};

/** The configuration, with so many inboxes for the source `spread`, which had one at first. */
export function oldConfiguration(url, shards) {
  const destinations = {
    app: { url: `${url}app`, timeout: 2 },
    down: { url: `${url}down` },
    strict: { url: `${url}strict` },
  };
  const sources = Object.entries(SOURCES).map(([name, { provider, to, mode = "inbox" }]) => {
    const { scheme, secret } = providers[provider];
    return `[vars.COUNTERSIGN.sources.${name}]
      scheme = "${scheme}"
      secrets = ["${secret}"]
      routes = [{ to = "${to}" }]
      mode = "${mode}"\n`;
  });
  const config = withAdmin({ destinations, routes: ["app"], extra: sources.join("") });
  const kept = `dedup_window = ${TEN_YEARS_S}\nretention = ${YEAR_S}`;
  const spread = /(?<=sources\.spread\]\s+scheme = .*\n)shards = 1/;
  return config
    .replace(spread, shards === 1 ? "shards = 1" : `shards = ${shards}\nprevious_shards = [1]`)
    .replace(/^ *scheme = .*$/gm, (line) => `${line}\n${kept}`);
}

/** A body as it was sent, signed as of now. */
export function signedAnew({ source, body }) {
  const { sign } = providers[SOURCES[source]?.provider ?? source];
  return { body, headers: { "content-type": "application/json", ...sign(body, Date.now()) } };
}

/**
 * Unpacks the state into a folder, as if it had been written an hour ago: what is
 * kept for some time is kept for that time from then on. The events in it.
 */
export function unpackState(folder) {
  execFileSync("tar", ["-xzf", FIXTURE, "-C", folder]);
  const { writtenAt, events } = JSON.parse(readFileSync(join(folder, "events.json"), "utf8"));
  const later = Date.now() - 3_600_000 - writtenAt;
  const objects = join(folder, "state/objects/Inbox");
  for (const name of readdirSync(objects).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name))) {
    const database = new DatabaseSync(join(objects, name));
    for (const [table, columns] of Object.entries(TIMES)) {
      const known = database.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(table);
      if (!known) continue;
      database.exec(`UPDATE ${table} SET ${columns.map((column) => `${column} = ${column} + ${later}`).join(", ")}`);
    }
    database.close();
  }
  return events;
}

/** Where times are, in milliseconds since the epoch. */
const TIMES = {
  events: ["received_at"],
  deliveries: ["received_at", "due_at", "ended_at", "purge_at"],
  breakers: ["opened_at"],
};
