// One event and its deliveries: to show them, to replay them, and to erase it.

import { present } from "./delivery.mjs";
import { ask, forEach, inboxesOf } from "./inboxes.mjs";
import { Problem } from "./problem.mjs";
import { checkDestination } from "./selection.mjs";

const unknown = () => new Problem(404, "unknown_event", "there is no such event");

const REFUSALS = {
  erased: [410, "the event's payload is gone"],
  under_way: [409, "an attempt is under way"],
  unrouted: [409, "no route wants the event"],
};

/** Asks all inboxes of an event's source: what was accepted stays where it is. */
async function everywhere(house, name, path) {
  const [, source, key] = /^([^:]*):(.*)$/s.exec(name) ?? [];
  if (!house.sources.has(source)) throw unknown();
  const answers = await forEach(inboxesOf(house, source), async (inbox) => ({
    inbox,
    answer: await ask(house, inbox, path, { key }),
  }));
  return { source, key, answers };
}

async function find(house, name) {
  const { answers, ...event } = await everywhere(house, name, "/show");
  const found = answers.find(({ answer }) => answer.deliveries.length);
  if (!found) throw unknown();
  return { ...event, inbox: found.inbox, deliveries: found.answer.deliveries };
}

/** The deliveries of an event, with all of their attempts. */
export async function show(house, name) {
  const { deliveries } = await find(house, name);
  return { deliveries: deliveries.map(present) };
}

/** Replays the delivery to one destination, or all that the event has. */
export async function replay(house, name, { destination: [wanted] = [] }) {
  checkDestination(wanted);
  const { source, key, inbox, deliveries } = await find(house, name);
  let replayed = 0;
  let refusal;
  for (const { destination } of deliveries) {
    if (wanted !== undefined && wanted !== destination) continue;
    const { outcome } = await ask(house, inbox, "/replay", { key, destination });
    if (outcome === "replayed") {
      replayed += 1;
      house.log({ outcome, source, destination, id: key });
    } else {
      refusal = outcome;
    }
  }
  if (replayed) return { replayed };
  const [status, detail] = REFUSALS[refusal] ?? [];
  if (status) throw new Problem(status, refusal, detail);
  throw new Problem(404, "unknown_delivery", "the event does not go there");
}

/** Erases an event, wherever it is. Answers nothing. */
export async function erase(house, name) {
  const { source, key, answers } = await everywhere(house, name, "/erase");
  if (!answers.some(({ answer }) => answer.outcome === "erased")) throw unknown();
  house.log({ outcome: "erased", source, id: key });
}
