import type { Scheme } from "../scheme.js";
import type { Arguments, Option } from "./arguments.js";
import { UsageError } from "./errors.js";
import { variantOf } from "./facade.js";

export const VARIANT_OPTION: Option = {
  name: "variant",
  value: "ID",
  help: "Another form of the scheme's, as `schemes` shows them",
};

/** The form of a scheme that is asked for: a variant's, or its own. */
export function takeForm(args: Arguments, scheme: Scheme): { form: Scheme; variant: string | undefined } {
  const id = args.text(VARIANT_OPTION.name);
  if (id === undefined) return { form: scheme, variant: undefined };
  const { variants = [] } = scheme;
  if (variants.some((variant) => variant.id === id)) return { form: variantOf(scheme, id), variant: id };
  const name = scheme.name ?? scheme.id;
  if (variants.length === 0) throw new UsageError(`${name} has no variants`);
  throw new UsageError(`${name} has no such variant: there is ${variants.map((one) => one.id).join(", ")}`);
}
