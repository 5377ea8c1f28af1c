import { columns, grouped, paint, print } from "../terminal.js";
import type { Tally } from "./results.js";

/** What was done, as the command ends. */
export interface Report {
  readonly requests: number;
  readonly planned: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number } | undefined;
  readonly answers: readonly {
    readonly sent: string;
    readonly status: number | undefined;
    readonly word: string;
    readonly count: number;
    readonly expected: boolean;
  }[];
}

export function reportOf(tally: Tally, planned: number, millis: number): Report {
  const { latencies } = tally;
  const rounded = (number: number) => Math.round(number * 100) / 100;
  return {
    requests: tally.count,
    planned,
    seconds: rounded(millis / 1000),
    requestsPerSecond: Math.round(tally.count / (millis / 1000)),
    latencyMs:
      latencies.count === 0
        ? undefined
        : {
            p50: rounded(latencies.quantile(0.5)),
            p90: rounded(latencies.quantile(0.9)),
            p99: rounded(latencies.quantile(0.99)),
            max: rounded(latencies.most),
          },
    answers: tally.rows().map(({ kind, status, word, count, isExpected }) => ({
      sent: kind,
      status,
      word,
      count,
      expected: isExpected,
    })),
  };
}

/** Whether everything was sent, and answered as it should be. */
export function isAsExpected({ requests, planned, answers }: Report): boolean {
  return requests === planned && answers.every(({ expected }) => expected);
}

export function printReport(report: Report): void {
  const { answers, latencyMs: latency, requests, planned } = report;
  const rows = answers.map(({ sent, status, word, count, expected }) => [
    sent,
    status === undefined ? "no answer" : String(status),
    word,
    grouped(count),
    expected ? "" : "unexpected",
  ]);
  if (rows.length > 0) {
    const [head, ...lines] = columns([["SENT", "STATUS", "ANSWER", "REQUESTS", ""], ...rows]);
    print(paint("bold", head!));
    for (const [index, line] of lines.entries()) print(answers[index]!.expected ? line : paint("red", line));
    print();
  }
  const of = requests === planned ? "" : ` of ${grouped(planned)}`;
  print(
    `${grouped(requests)}${of} request${planned === 1 ? "" : "s"} in ${report.seconds} s: ` +
      `${grouped(report.requestsPerSecond)} requests/s`,
  );
  if (latency) {
    const { p50, p90, p99, max } = latency;
    print(`latency: p50 ${p50} ms, p90 ${p90} ms, p99 ${p99} ms, max ${max} ms`);
  }
}

const WIDTH = 30;
const EVERY_MS = 100;

/**
 * A progress bar on standard error, where that is a terminal.
 *
 * @returns What removes it.
 */
export function showProgress(total: number, done: () => number): () => void {
  const stream = process.stderr;
  if (!stream.isTTY) return () => {};
  const started = performance.now();
  const draw = () => {
    const count = done();
    const filled = Math.floor((WIDTH * count) / total);
    const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
    const rate = Math.round(count / ((performance.now() - started) / 1000));
    stream.write(`\r\x1b[K${bar} ${grouped(count)} of ${grouped(total)}, ${grouped(rate)}/s`);
  };
  const timer = setInterval(draw, EVERY_MS);
  return () => {
    clearInterval(timer);
    stream.write("\r\x1b[K");
  };
}
