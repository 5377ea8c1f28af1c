import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import type { SignedPart } from "../engine/types.ts";
import { activePart } from "../state/active-part.ts";
import { Choice } from "./choice.tsx";
import { characterStart, textRuns } from "./text-runs.ts";

/** The bytes of a page. */
const PAGE = { text: 4096, hex: 1024 } as const;
const ROW = 16;

interface Props {
  readonly bytes: Uint8Array;
  readonly parts: readonly SignedPart[];
  readonly label: string;
}

/** Bytes as text or hex, a page at a time, with their parts highlighted. */
export function Bytes({ bytes, parts, label }: Props) {
  const look = useSignal<"text" | "hex">("text");
  const page = useSignal(0);
  const size = PAGE[look.value];
  const last = Math.max(0, Math.ceil(bytes.length / size) - 1);
  const current = Math.min(page.value, last);
  const from = characterStart(bytes, current * size);
  const to = Math.min(bytes.length, (current + 1) * size);
  return (
    <div class="bytes">
      <div class="bytes-head">
        <Choice
          label={`How ${label} are shown`}
          options={[
            ["text", "Text"],
            ["hex", "Hex"],
          ]}
          value={look.value}
          onChange={(value) => {
            page.value = Math.floor((current * size) / PAGE[value]);
            look.value = value;
          }}
        />
        {last > 0 && (
          <div class="pager">
            <button type="button" class="quiet" disabled={current === 0} onClick={() => (page.value = current - 1)}>
              Previous
            </button>
            <span class="muted">
              {from.toLocaleString("en")}–{to.toLocaleString("en")} of {bytes.length.toLocaleString("en")}
            </span>
            <button type="button" class="quiet" disabled={current === last} onClick={() => (page.value = current + 1)}>
              Next
            </button>
          </div>
        )}
      </div>
      {look.value === "text" ? (
        <TextView {...{ bytes, parts, from, to, label }} />
      ) : (
        <HexView {...{ bytes, parts, from, to, label }} />
      )}
    </div>
  );
}

interface ViewProps extends Props {
  readonly from: number;
  readonly to: number;
}

function partAt(parts: readonly SignedPart[], at: number): SignedPart | undefined {
  return parts.find(({ start, end }) => at >= start && at < end);
}

function classOf(part: SignedPart | undefined): string {
  if (!part) return "";
  const isActive = activePart.value !== undefined && activePart.value === (part.label || part.name);
  return `part-${part.name}${isActive ? " active" : ""}`;
}

const overPart = (part: SignedPart | undefined) => ({
  onPointerEnter: () => (activePart.value = part?.label || part?.name),
  onPointerLeave: () => (activePart.value = undefined),
});

function TextView({ bytes, parts, from, to, label }: ViewProps) {
  const bounds = new Set(parts.flatMap(({ start, end }) => [start, end]));
  const shown = parts.filter(({ start, end }) => start < to && end > from);
  return (
    <pre class="byte-text" tabIndex={0} role="region" aria-label={`${label}, as text`}>
      {shown.map((part) => (
        <span key={part.start} class={classOf(part)} {...overPart(part)}>
          {textRuns(bytes, Math.max(from, part.start), Math.min(to, part.end), bounds).map((run) =>
            run.kind === "plain" ? (
              run.text
            ) : (
              <span key={run.start} class={`run-${run.kind}`}>
                {run.text}
                {run.kind === "break" && "\n"}
              </span>
            ),
          )}
        </span>
      ))}
    </pre>
  );
}

function HexView({ bytes, parts, from, to, label }: ViewProps) {
  const table = useRef<HTMLDivElement>(null);
  // Changes the elements directly: a signal would render a thousand cells again.
  const point = (event: PointerEvent) => {
    const at = (event.target as HTMLElement).dataset["at"];
    for (const cell of table.current!.querySelectorAll(".pointed")) cell.classList.remove("pointed");
    if (at === undefined) return;
    for (const cell of table.current!.querySelectorAll(`[data-at="${at}"]`)) cell.classList.add("pointed");
    const part = partAt(parts, Number(at));
    activePart.value = part?.label || part?.name;
  };
  const rows = [];
  for (let start = from; start < to; start += ROW) rows.push(start);
  const cell = (at: number, text: string) => (
    <span key={at} data-at={at} class={classOf(partAt(parts, at))}>
      {text}
    </span>
  );
  return (
    <div
      class="byte-hex"
      ref={table}
      tabIndex={0}
      role="region"
      aria-label={`${label}, as hex`}
      onPointerOver={point}
      onPointerLeave={() => (activePart.value = undefined)}
    >
      {rows.map((start) => {
        const row = [...bytes.subarray(start, Math.min(to, start + ROW))];
        return (
          <div key={start} class="hex-row">
            <span class="hex-offset">{start.toString(16).padStart(6, "0")}</span>
            <span class="hex-cells">{row.map((byte, index) => cell(start + index, byte.toString(16).padStart(2, "0")))}</span>
            <span class="hex-text">{row.map((byte, index) => cell(start + index, letterOf(byte)))}</span>
          </div>
        );
      })}
    </div>
  );
}

function letterOf(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}
