// The bodies: what a CRM sends of a client, with as much of its history as the
// size asks for. They are ASCII, which is the best case for those that take a
// body as text.

const FIRST = ["Ann", "Miguel", "Aoife", "Kenji", "Priya", "Tom", "Amara", "Lena"];
const LAST = ["Novak", "Ortega", "Byrne", "Watanabe", "Raman", "Hughes", "Okafor"];
const STAGES = ["new", "contacted", "proposal sent", "negotiation", "won"];

/**
 * A body of exactly so many bytes.
 *
 * @param {number} size in bytes, 200 or more
 * @param {number} number makes it unlike those of other numbers
 * @param {"first" | "last"} envelope where the id, the type and the time stand:
 * providers put them first
 * @returns {Buffer}
 */
export function makeBody(size, number, envelope = "first") {
  const fields = { id: 480_000_000 + number, type: "client.updated", createdUtc: "2026-09-21T14:13:18Z" };
  const payload = { ...client(number), activities: [], note: "" };
  const write = () =>
    JSON.stringify(envelope === "first" ? { ...fields, payload } : { payload, ...fields });

  const room = size - write().length;
  let used = 0;
  for (let i = 0; ; i++) {
    const next = activity(number, i);
    used += JSON.stringify(next).length + (i > 0);
    if (used > room) break;
    payload.activities.push(next);
  }
  const missing = size - write().length;
  if (missing < 0) throw new RangeError(`no body has ${size} bytes`);
  payload.note = "Asked for a call back next week. ".repeat(Math.ceil(missing / 33)).slice(0, missing);
  return Buffer.from(write());
}

function client(number) {
  const first = FIRST[number % FIRST.length];
  const last = LAST[number % LAST.length];
  return { client_id: 7000 + number, name: `${first} ${last}`, status: "active" };
}

function activity(number, index) {
  return {
    id: `act_${(number * 4099 + index).toString(36).padStart(6, "0")}`,
    kind: index % 3 === 0 ? "call" : "email",
    stage: STAGES[(number + index) % STAGES.length],
    at: `2026-0${1 + (index % 9)}-${10 + (index % 19)}T0${index % 10}:15:00Z`,
    amount: 4900 + ((number + index) % 997) * 125,
    summary: `Talked to ${FIRST[index % FIRST.length]} about "renewal" and terms`,
  };
}
