// Asks inboxes, many at a time.

import { Problem } from "./problem.mjs";

/** No inbox takes longer than this to answer. */
const DEADLINE_MS = 5000;

/** So many are asked at once. */
const AT_ONCE = 32;

/** The inboxes of a source, or of all, in their order. */
export function inboxesOf({ sources }, wanted) {
  if (wanted !== undefined && !sources.has(wanted)) {
    throw new Problem(404, "unknown_source", "no source has this name");
  }
  const names = wanted === undefined ? [...sources.keys()] : [wanted];
  return names.flatMap((source) => sources.get(source).inboxes.map(([shard, name]) => ({ source, shard, name })));
}

/** Asks an inbox. */
export async function ask({ env }, { source, name }, path, question = {}) {
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the inbox did not answer in time")), DEADLINE_MS);
  });
  const call = async () => {
    const inbox = env.INBOX.get(env.INBOX.idFromName(name));
    const init = { method: "POST", body: JSON.stringify(question) };
    const response = await inbox.fetch(`https://inbox${path}`, init);
    if (!response.ok) throw new Error(`the inbox answered ${response.status}`);
    return response.json();
  };
  try {
    return await Promise.race([call(), deadline]);
  } catch (error) {
    console.log(JSON.stringify({ at: "admin", outcome: "unavailable", source, detail: error.message }));
    throw new Problem(503, "unavailable", "an inbox does not answer; try again");
  } finally {
    clearTimeout(timer);
  }
}

/** Calls `work` for each inbox; resolves to what came of each, in their order. */
export async function forEach(inboxes, work) {
  const results = [];
  for (let from = 0; from < inboxes.length; from += AT_ONCE) {
    results.push(...(await Promise.all(inboxes.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
}
