/**
 * Makes every scheme of the catalogue known by its id, here and to the compiler.
 *
 * @example
 * ```ts
 * import { Verifier } from "countersign";
 * import "countersign/schemes/all";
 *
 * const verifier = new Verifier("stripe", process.env.STRIPE_SECRET!);
 * ```
 *
 * @module
 */

import * as schemes from "#schemes";

import { schemes as builtin } from "../index.js";
import { REGISTER, type register } from "../scheme-registry.js";

declare module "../event-types.js" {
  interface EventTypes extends CatalogueEventTypes {}
}

const facade = builtin as unknown as { readonly [REGISTER]: typeof register };

Object.values(schemes).forEach(facade[REGISTER]);
