import { formsOf } from "../state/scheme-forms.ts";
import { schemes } from "../state/input.ts";

/** The schemes that are listed first. */
const FEATURED = ["bottlecrm", "customermates", "optimocms", "salesos", "whitelabelcro", "standard-webhooks"];

const byName = schemes.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other), "en"));

const GROUPS = [
  ["CRM, and the standard", byName.filter(({ id }) => FEATURED.includes(id))],
  ["A to Z", byName.filter(({ id }) => !FEATURED.includes(id))],
] as const;

export function nameOf({ id, name }: { id: string; name?: string }): string {
  return name ?? id;
}

interface Props {
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly label?: string;
  /** Whether variants are options, too. */
  readonly hasForms?: boolean;
  /** Options before and after the schemes. */
  readonly first?: readonly [value: string, text: string];
  readonly last?: readonly [value: string, text: string] | undefined;
}

/** A native list of all schemes, with the browser's type-ahead and keys. */
export function SchemeChoice({ value, onChange, label, hasForms = false, first, last }: Props) {
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      {first && <option value={first[0]}>{first[1]}</option>}
      {GROUPS.map(([title, group]) => (
        <optgroup key={title} label={title}>
          {group.flatMap((scheme) => formsOf(scheme).slice(0, hasForms ? undefined : 1)).map(({ id, scheme, variant }) => (
            <option key={id} value={id}>
              {variant === undefined ? nameOf(scheme) : `${nameOf(scheme)}, ${variant}`}
            </option>
          ))}
        </optgroup>
      ))}
      {last && <option value={last[0]}>{last[1]}</option>}
    </select>
  );
}
