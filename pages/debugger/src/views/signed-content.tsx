import type { Diagnosis, Findings } from "../engine/protocol.ts";
import type { SignedPart } from "../engine/types.ts";
import { activePart } from "../state/active-part.ts";
import { chosenScheme, schemes } from "../state/input.ts";
import { Bytes } from "../ui/bytes.tsx";

/** The signed content, as a formula and as bytes. */
export function SignedContent({ findings }: { diagnosis: Diagnosis; findings: Findings }) {
  const { signed } = findings;
  if (!signed) return null;
  return (
    <section class="panel" aria-labelledby="signed-title">
      <h2 id="signed-title">What is signed</h2>
      <Formula findings={findings} />
      <p class="hint">
        {signed.bytes.length.toLocaleString("en")} bytes, exactly as they are hashed. Point at a part to see where it comes from.
      </p>
      <Bytes bytes={signed.bytes} parts={signed.parts} label="the signed bytes" />
    </section>
  );
}

const MAX_SHOWN = 44;

function Formula({ findings }: { findings: Findings }) {
  const signed = findings.signed!;
  const scheme = chosenScheme.value.scheme ?? schemes.find(({ id }) => id === findings.scheme?.id);
  const algorithm = scheme?.algorithm ?? "hmac-sha256";
  const decoder = new TextDecoder();
  const textOf = ({ start, end }: SignedPart) => decoder.decode(signed.bytes.subarray(start, Math.min(end, start + 200)));
  return (
    <div class="formula" role="group" aria-label="The formula">
      <span class="formula-name">{algorithm.toUpperCase().replace("SHA", "SHA-").replace("-SHA-", "-SHA")}(</span>
      {algorithm.startsWith("hmac") && (
        <>
          <span class="chip part-secret">secret</span>
          <span class="formula-mark">,</span>
        </>
      )}
      {signed.parts.map((part, index) => (
        <span key={index} class="formula-part">
          {index > 0 && <span class="formula-mark">+</span>}
          <PartChip part={part} text={textOf(part)} />
        </span>
      ))}
      <span class="formula-name">)</span>
      {scheme && (
        <span class="formula-end">
          <span class="formula-mark">→</span>
          <span>{scheme.signature.encoding}</span>
          {scheme.signature.prefix && (
            <span>
              , after <code>{scheme.signature.prefix}</code>
            </span>
          )}
          <span>
            , in <code>{scheme.signature.header ?? scheme.signature.part}</code>
          </span>
        </span>
      )}
    </div>
  );
}

function PartChip({ part, text }: { part: SignedPart; text: string }) {
  const name = part.label || part.name;
  const isActive = activePart.value === name;
  const point = () => (activePart.value = name);
  const leave = () => (activePart.value = undefined);
  const size = part.end - part.start;
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return (
    <button
      type="button"
      class={`chip part-${part.name === "part" ? "header" : part.name}${isActive ? " active" : ""}`}
      onPointerEnter={point}
      onPointerLeave={leave}
      onFocus={point}
      onBlur={leave}
    >
      {part.name === "text" ? (
        <span class="mono">"{text}"</span>
      ) : (
        <>
          <span>{name}</span>
          <span class="chip-value mono">{part.name === "body" ? `${size.toLocaleString("en")} bytes` : shown}</span>
        </>
      )}
    </button>
  );
}
