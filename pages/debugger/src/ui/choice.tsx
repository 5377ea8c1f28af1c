import { useId } from "preact/hooks";

interface Props<Value extends string> {
  /** The group's name. */
  readonly label: string;
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly look?: "tabs" | "segments";
}

/** Radio buttons in a row. */
export function Choice<Value extends string>({ label, options, value, onChange, look = "segments" }: Props<Value>) {
  const name = useId();
  return (
    <fieldset class={`choice ${look}`}>
      <legend class="unseen">{label}</legend>
      {options.map(([option, text]) => (
        <label key={option} class={option === value ? "chosen" : undefined}>
          <input
            type="radio"
            name={name}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
