// The engine's answer is that of the npm package's `explain`.

export type { Cause, CauseCode, Explanation, ExplainStep, Fix, Repair, SignedPart } from "../../../../pkg/ts/explain/types.ts";
export type { Scheme } from "../../../../pkg/ts/scheme.ts";
