import type { Scheme, SchemeVariant } from "../scheme.js";
import type { Arguments, Option } from "./arguments.js";
import { UsageError } from "./errors.js";

export const VARIANT_OPTION: Option = {
  name: "variant",
  value: "ID",
  help: "Another form of the scheme's, as `schemes` shows them",
};

/** The form of a scheme that is asked for: a variant's, or its own. */
export function takeForm(args: Arguments, scheme: Scheme): { form: Scheme; variant: string | undefined } {
  const id = args.text(VARIANT_OPTION.name);
  if (id === undefined) return { form: scheme, variant: undefined };
  const variants = scheme.variants ?? [];
  const variant = variants.find((candidate) => candidate.id === id);
  if (variant) return { form: formOf(scheme, variant), variant: id };
  const name = scheme.name ?? scheme.id;
  if (variants.length === 0) throw new UsageError(`${name} has no variants`);
  throw new UsageError(`${name} has no such variant: there is ${variants.map((one) => one.id).join(", ")}`);
}

/** A variant as a scheme for itself. */
export function formOf(scheme: Scheme, variant: SchemeVariant): Scheme {
  const { variants, timestamp, ...rest } = scheme;
  const { signature, signed_content, event } = variant;
  const { format, data, types } = scheme.event;
  const isSigned = signature !== undefined && signed_content !== undefined;
  const time = isSigned ? variant.timestamp : timestamp;
  return {
    ...rest,
    ...(isSigned && { signature, signed_content }),
    ...(time && { timestamp: time }),
    ...(event && { event: { ...event, format, ...(data && { data }), ...(types && { types }) } }),
  };
}
