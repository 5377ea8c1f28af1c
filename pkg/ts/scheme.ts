import type { CatalogueEventTypes, EventTypes } from "./event-types.js";
import type { SchemeDefinition, Variant } from "./scheme-definition.js";

/**
 * The id of a scheme that is known by name: of few, and of every built-in one
 * where `countersign/schemes/all` is imported.
 */
export type SchemeId = keyof EventTypes;

/** A built-in scheme's id, or a scheme of one's own. */
export type SchemeRef = SchemeId | (string & {}) | Scheme;

/**
 * The types that a scheme's events may have: those that the provider
 * documents, and any other string, since providers add new ones.
 */
export type EventType<S extends SchemeRef> = S extends SchemeId
  ? EventTypes[S] | (string & {})
  : S extends { readonly id: infer Id extends keyof (EventTypes & CatalogueEventTypes) }
    ? (EventTypes & CatalogueEventTypes)[Id] | (string & {})
    : string;

/** A built-in scheme, as `countersign/schemes` has it. */
export type BuiltinScheme<Id extends string> = Scheme & { readonly id: Id };

/**
 * How one provider signs, and where the parts of its events are. The built-in
 * schemes are written in the same form, and `docs/own-schemes.md` explains it.
 *
 * A JSON Pointer leads through the members of objects, as `/data/id`. A part of
 * a request is written `header:NAME`, `query:NAME`, `form:NAME`, or as such a
 * pointer into its body.
 *
 * @example
 * ```ts
 * const acme: Scheme = {
 *   id: "acme",
 *   signature: { header: "Acme-Signature", encoding: "hex" },
 *   timestamp: { header: "Acme-Time", unit: "s" },
 *   signed_content: "{timestamp}.{body}",
 *   algorithm: "hmac-sha256",
 *   secret: { encoding: "utf8" },
 *   event: { format: "json", id: "/id", type: "/type" },
 * };
 * ```
 */
export type Scheme = SchemeDefinition;

/** Another form of a provider's requests. What it does not state is the scheme's. */
export type SchemeVariant = Variant;

/** The built-in schemes, put here by the build. */
declare const BUILTIN_SCHEMES: Scheme[];

/** The schemes that are known by name, in the order of their ids. */
export const builtin: Scheme[] = BUILTIN_SCHEMES;
