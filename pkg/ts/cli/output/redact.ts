import type { Explanation } from "../../index.js";
import type { Scheme } from "../../scheme.js";

/**
 * An explanation as it may be printed: a repair may have the right secret in it,
 * and where the provider sends the secret itself, so has the request.
 */
export function shareable(explanation: Explanation, scheme: Scheme | undefined): Explanation {
  const causes = explanation.causes.map((cause) => {
    if (cause.repair?.secret === undefined) return cause;
    const { secret: _, ...repair } = cause.repair;
    return { ...cause, repair };
  });
  const shown = { ...explanation, causes };
  return scheme?.algorithm === "token" ? withoutTokens(shown, scheme) : shown;
}

function withoutTokens(explanation: Explanation, { signature: { prefix = "" } }: Scheme): Explanation {
  const texts = explanation.received.map(({ text }) => text);
  const tokens = texts.map((text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text));
  const received = explanation.received.map((one) => ({ ...one, text: "…", hex: null }));
  let json = JSON.stringify({ ...explanation, received, computed: [] });
  for (const token of tokens) if (token !== "") json = json.replaceAll(JSON.stringify(token).slice(1, -1), "…");
  return JSON.parse(json) as Explanation;
}
