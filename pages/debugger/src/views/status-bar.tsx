import type { ParsedRequest } from "../engine/protocol.ts";
import { outcome } from "../state/diagnosis.ts";
import { Icon } from "../ui/icon.tsx";

/** The parsed request, and the body's invisible properties. */
export function StatusBar() {
  const result = outcome.value;
  switch (result.state) {
    case "diagnosed":
      return <Facts parsed={result.diagnosis.parsed} />;
    case "compared":
      return (
        <>
          <Facts name="Wire" parsed={result.comparison.wire.parsed} />
          <Facts name="Handler" parsed={result.comparison.handler.parsed} />
        </>
      );
    case "unreadable":
      return result.field === "scheme" || result.field === "secret" ? null : (
        <p class="notice fault" role="alert">
          <Icon name="warning" />
          <span>
            {result.field === "wire" && "On the wire: "}
            {result.field === "handler" && "In the handler: "}
            {result.message}. What you gave is kept.
          </span>
        </p>
      );
    default:
      return null;
  }
}

function Facts({ parsed, name }: { parsed: ParsedRequest; name?: string }) {
  const { notation, warnings, facts } = parsed;
  const size = `${facts.size.toLocaleString("en")} byte${facts.size === 1 ? "" : "s"}`;
  return (
    <>
      <dl class="status-bar" aria-label="What was read">
        <Fact name={name ?? "Read as"} value={notation === "fields" ? "Fields" : notation} />
        <Fact name="Body" value={facts.size === 0 ? "empty" : `${size}, ${facts.format}`} />
        <Fact name="Line ends" value={facts.lineEnding} isOdd={/CR|mixed/.test(facts.lineEnding)} />
        <Fact name="Charset" value={facts.charset} isOdd={/not|16/.test(facts.charset)} />
        <Fact name="BOM" value={facts.hasByteOrderMark ? "yes" : "no"} isOdd={facts.hasByteOrderMark} />
        <Fact name="Ends in a line break" value={facts.endsWithLineBreak ? "yes" : "no"} isOdd={facts.endsWithLineBreak} />
      </dl>
      {warnings.map((warning) => (
        <p class="notice" key={warning}>
          <Icon name="warning" />
          <span>{warning}</span>
        </p>
      ))}
    </>
  );
}

function Fact({ name, value, isOdd = false }: { name: string; value: string; isOdd?: boolean }) {
  return (
    <div class={isOdd ? "odd" : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
