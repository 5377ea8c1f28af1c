import type { Explanation } from "../../index.js";

/** An explanation as it may be printed: a repair may have the right secret in it. */
export function shareable(explanation: Explanation): Explanation {
  const causes = explanation.causes.map((cause) => {
    if (cause.repair?.secret === undefined) return cause;
    const { secret: _, ...repair } = cause.repair;
    return { ...cause, repair };
  });
  return { ...explanation, causes };
}
