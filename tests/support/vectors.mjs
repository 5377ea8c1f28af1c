// Holds the package against the vectors. It knows no runtime, so that every
// runtime's suite can use it.

const KEYS = new Set(
  ["name", "secrets", "allow_unsigned", "tolerance_s", "now", "headers", "body", "body_base64", "expect"],
);

/** The last moment that a Date reaches, in milliseconds. */
const LAST_DATE = 8.64e15;

/**
 * What is wrong with the package's answers to a file of vectors: a line for
 * each case, `<scheme> / <case name>: expected … got …`.
 *
 * @param countersign The package.
 * @param file What `tests/support/files.mjs` reads: `{ id, scheme, now, cases }`.
 * @param give How a case's headers and body are given to the verifier.
 */
export function failures(countersign, file, give = asReceived) {
  if (file.cases.length === 0) return [`${file.id}: there are no cases`];
  return file.cases.flatMap((vector) => {
    const complaint = judge(countersign, file, vector, give);
    return complaint === undefined ? [] : [`${file.id} / ${vector.name}: ${complaint}`];
  });
}

/** The headers as pairs, in order, and the body as bytes. */
export function asReceived(vector) {
  return {
    headers: vector.headers.map(([name, value]) => [name, byteString(value)]),
    body: vector.body === undefined ? fromBase64(vector.body_base64) : utf8(vector.body),
  };
}

function judge(countersign, file, vector, give) {
  const unknown = Object.keys(vector).filter((key) => !KEYS.has(key));
  if (unknown.length > 0) return `expected no key ${unknown}`;
  const { event, error, details } = vector.expect;
  if ((event === undefined) === (error === undefined)) return "expected either an event or an error";

  const given = give(vector);
  if (given === undefined) return undefined;
  const answer = verify(countersign, file, vector, given);
  if (answer.thrown !== undefined) return `expected an answer got ${answer.thrown.stack}`;

  const expected = event === undefined ? { error } : { event: { ...event, time: reachable(event.time) } };
  if (details !== undefined) expected.details = details;
  const found = "error" in expected && details === undefined ? { error: answer.error } : answer;
  const [wanted, got] = [canonical(expected), canonical(found)];
  return wanted === got ? undefined : `expected ${wanted} got ${canonical(answer)}`;
}

/** The answer, in the words of the vectors. */
function verify({ Verifier, VerificationError }, file, vector, { headers, body }) {
  try {
    const verifier = new Verifier(file.scheme, vector.secrets, {
      allowUnsigned: vector.allow_unsigned,
      tolerance: vector.tolerance_s === null ? Infinity : vector.tolerance_s,
    });
    const event = verifier.verify(body, headers, { now: vector.now ?? file.now });
    return {
      event: {
        id: event.id,
        type: event.type ?? null,
        time: event.time?.getTime() ?? null,
        tenant: event.tenant ?? null,
        dedup_key: event.dedupKey,
        secret_index: event.secretIndex ?? null,
      },
    };
  } catch (thrown) {
    if (!(thrown instanceof VerificationError)) return { thrown };
    return { error: thrown.code, details: thrown.details };
  }
}

function reachable(millis) {
  return millis === null || Math.abs(millis) > LAST_DATE ? null : millis;
}

/** JSON with the members of every object in order. */
function canonical(value) {
  return JSON.stringify(value, (_, member) =>
    member !== null && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** A header's value as HTTP's interfaces give it: one character a byte. */
function byteString(text) {
  return Array.from(utf8(text), (byte) => String.fromCharCode(byte)).join("");
}

function utf8(text) {
  return new TextEncoder().encode(text);
}

function fromBase64(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
