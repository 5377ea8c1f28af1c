// The types of the npm package.

export type { Cause, CauseCode, Explanation, ExplainStep, Fix, Repair, SignedPart } from "../../../../pkg/ts/explain/types.ts";
export type { Scheme } from "../../../../pkg/ts/scheme.ts";
