// Holds the package against requests of the catalogue's providers: those that
// they publish, and those that a program made which knows none of the schemes.
// It knows no runtime, so that every runtime's suite can use it.

/**
 * What is wrong with the package's answers: a line for each request that is
 * refused, and for each altered one that is not.
 *
 * @param countersign The package.
 * @param byId The schemes that are imported one by one, by their ids.
 * @param requests `{ scheme, secret, headers, body, url?, method? }`
 */
export function catalogueFailures(countersign, byId, requests) {
  if (requests.length === 0) return ["there are no requests"];
  return requests.flatMap((request) => {
    const scheme = byId[request.scheme];
    if (scheme === undefined) return [`${request.scheme}: no such scheme`];
    const wrong = [];
    const answer = verify(countersign, scheme, request);
    if (answer !== undefined) wrong.push(`${request.scheme}: ${answer}`);
    for (const [what, altered] of alterations(scheme, request)) {
      const answer = verify(countersign, scheme, altered);
      if (answer === undefined) wrong.push(`${request.scheme}: accepted with another ${what}`);
      else if (/TypeError|RangeError|could not complete/.test(answer)) wrong.push(`${request.scheme}: ${answer}`);
    }
    return wrong;
  });
}

/** The request with one character changed, in everything that is signed. */
function* alterations(scheme, request) {
  const { secret, headers, body, url } = request;
  yield ["secret", { ...request, secret: altered(secret) }];

  const signsBody = scheme.algorithm !== "token" && scheme.unsigned_body !== true;
  if (signsBody) {
    yield ["body", { ...request, body: altered(body) }];
    yield ["body's end", { ...request, body: `${body} ` }];
  }

  const described = describedHeaders(scheme);
  for (const [name, value] of Object.entries(headers)) {
    // A second signature may be anything where the first one is right.
    if (!described.has(name.toLowerCase()) || name.toLowerCase().endsWith("secondary")) continue;
    yield [name, { ...request, headers: { ...headers, [name]: altered(value) } }];
  }

  const read = JSON.stringify([scheme.signed_content, scheme.signature.part, scheme.equal]);
  if (url !== undefined && /\{url|\{path|\{query|"query/.test(read)) {
    // What stands in the query is at its end, and what else is signed ahead.
    yield ["URL", { ...request, url: altered(url).replace("data.id=42", "data.id=43") }];
  }
}

/** The headers that a scheme reads, in lower case. */
function describedHeaders(scheme) {
  const { signature, timestamp, message_id, signed_content, equal } = scheme;
  const named = [signature.header, ...(signature.more_headers ?? []), timestamp?.header, message_id?.header];
  const parts = JSON.stringify([signed_content, equal]).matchAll(/header:([\w-]+)/g);
  const names = [...named, ...[...parts].map(([, name]) => name)];
  return new Set(names.filter((name) => name !== undefined).map((name) => name.toLowerCase()));
}

function altered(text) {
  const characters = [...text];
  const middle = characters.length >> 1;
  characters[middle] = characters[middle] === "a" ? "b" : "a";
  return characters.join("");
}

/** Why a request is refused; nothing where it is not. */
function verify({ Verifier }, scheme, { secret, headers, body, url, method }) {
  try {
    new Verifier(scheme, secret, { tolerance: Infinity }).verify(body, headers, { url, method });
    return undefined;
  } catch (error) {
    return `${error.name}: ${error.code} ${error.message}`;
  }
}
