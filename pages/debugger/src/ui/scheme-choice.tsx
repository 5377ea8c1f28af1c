import { formsOf } from "../state/forms.ts";
import { schemes } from "../state/input.ts";

/** Those that the page began with; they come first. */
const OWN = ["bottlecrm", "customermates", "optimocms", "salesos", "whitelabelcro", "standard-webhooks"];

const byName = schemes.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other), "en"));

const GROUPS = [
  ["CRM, and the standard", byName.filter(({ id }) => OWN.includes(id))],
  ["A to Z", byName.filter(({ id }) => !OWN.includes(id))],
] as const;

export function nameOf({ id, name }: { id: string; name?: string }): string {
  return name ?? id;
}

interface Props {
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly label?: string;
  /** Whether one of a scheme's forms is chosen, and not the scheme. */
  readonly hasForms?: boolean;
  /** What can be chosen ahead of the schemes, and behind them. */
  readonly first?: readonly [value: string, text: string];
  readonly last?: readonly [value: string, text: string] | undefined;
}

/** One of all schemes. The browser's own list, which is typed ahead in and used by keys as the reader knows it. */
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
