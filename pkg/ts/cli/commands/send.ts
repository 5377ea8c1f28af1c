import type { SchemeFacts } from "../../scheme-facts.js";
import type { Scheme } from "../../scheme.js";
import { CommandError, EXIT, UsageError } from "../errors.js";
import { expectedValues, factsOf } from "../facade.js";
import { readInput } from "../input/read.js";
import type { Arguments, Command } from "../options/arguments.js";
import { SCHEME_OPTION, takeForm, takeScheme, VARIANT_OPTION } from "../options/scheme.js";
import { readSecret, SECRET_OPTIONS } from "../options/secrets.js";
import { methodOption, urlOption } from "../options/target.js";
import { ratio, wholeNumber } from "../options/values.js";
import { withQuery } from "../place-signature.js";
import { sampleBodies, type SampleBody, sampleRest } from "../samples/index.js";
import { sampleValues } from "../samples/sample-values.js";
import { Load } from "../send/load.js";
import { type Kind, Plan, type Prepared } from "../send/plan.js";
import { isAsExpected, printReport, reportOf, showProgress } from "../send/report.js";
import { Tally } from "../send/results.js";
import { contentType, sign } from "../sign-request.js";
import { printable, printJson, warn } from "../terminal.js";

const DEFAULT_CONCURRENCY = 16;
const MAX_AGE_S = 100 * 365 * 86_400;

export const sendCommand: Command = {
  name: "send",
  synopsis: "SCHEME URL --secret-env NAME [options]",
  summary: "Sends signed events to a URL, and sums up the answers",
  notes: [
    "Without --body, each event is a sample as the provider would send it, with an",
    "id of its own. Without --type, the documented types take turns. With --variant,",
    "they are sent in another form than the documented one: `schemes SCHEME` lists",
    "those that there are.",
    "",
    "A tampered event is altered after it was signed. It, and one whose signed time",
    "is out of tolerance, should be answered 4xx, and everything else 2xx. The exit",
    "code is 0 if that is so, and 1 if not. Ctrl-C ends early, with the summary.",
  ],
  examples: [
    "countersign send bottlecrm http://localhost:3000/webhooks --secret-env SECRET",
    "countersign send optimocms http://localhost:8787/hooks/a --secret-env SECRET \\",
    "  --count 10000 --concurrency 50 --duplicate 0.2 --tamper 0.01",
  ],
  options: [
    ...SECRET_OPTIONS,
    SCHEME_OPTION,
    VARIANT_OPTION,
    { name: "type", value: "TYPE", help: "The events' type" },
    { name: "body", value: "FILE", help: "Send this body, byte for byte; - for standard input" },
    { name: "count", value: "N", help: "How many events (1)" },
    { name: "concurrency", value: "N", help: `How many requests at once (${DEFAULT_CONCURRENCY})` },
    { name: "duplicate", value: "N", help: "Send each so often again; 0.2: a fifth of them, once" },
    { name: "tamper", value: "PART", help: "The part of the events to tamper with: 0.1 or 10%" },
    { name: "age", value: "SECONDS", help: "Sign as of so long ago; -60 is a minute ahead" },
    { name: "timeout", value: "SECONDS", help: "How long to wait for an answer (30)" },
    { name: "url", value: "PUBLIC", help: "The URL to sign, where that is not the one to send to" },
    { name: "method", value: "METHOD", help: "The method (POST)" },
    { name: "json", help: "Print the summary as JSON" },
  ],
  async run(args) {
    const { scheme, rest } = takeScheme(args);
    const { form, variant } = takeForm(args, scheme);
    const facts = factsOf(form);
    const url = takeUrl(rest);
    const amounts = {
      events: wholeNumber(args, "count", { least: 1, most: 10_000_000, otherwise: 1 }),
      duplicates: ratio(args, "duplicate", 100),
      tampered: ratio(args, "tamper", 1),
    };
    const concurrency = wholeNumber(args, "concurrency", { least: 1, most: 1000, otherwise: DEFAULT_CONCURRENCY });
    const timeoutMs = 1000 * wholeNumber(args, "timeout", { least: 1, most: 3600, otherwise: 30 });
    const age = wholeNumber(args, "age", { least: -MAX_AGE_S, most: MAX_AGE_S, otherwise: 0 });
    const method = methodOption(args) ?? "POST";
    if (amounts.tampered > 0 && !facts.signs_body) {
      throw new UsageError(`${nameOf(scheme)} does not sign the body: who tampers with it is not noticed`);
    }
    if (age !== 0 && !facts.signs_time) warn(`${nameOf(scheme)} signs no time of sending: --age alters the event's own alone`);

    const bodies = sampleBodies({ scheme, form, variant, facts });
    const plan = new Plan(amounts, await preparer(args, form, bodies, { age, method, url: urlOption(args) ?? url.href }));
    const tally = new Tally(expectation(facts, age));
    const load = new Load(plan, tally, { url, method, concurrency, timeoutMs });
    const { millis, isInterrupted } = await runLoad(load, plan, tally);

    const report = reportOf(tally, plan.total, millis);
    if (args.flag("json")) printJson(report);
    else printReport(report);
    if (isInterrupted) return EXIT.interrupted;
    return isAsExpected(report) ? EXIT.ok : EXIT.refused;
  },
};

function takeUrl([text, ...more]: readonly string[]): URL {
  if (text === undefined) throw new UsageError("which URL?");
  if (more.length > 0) throw new UsageError("one URL is sent to, and something follows it");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError("the URL begins with http:// or https://");
}

function nameOf({ id, name = id }: Scheme): string {
  return name;
}

/** Makes and signs the events. */
async function preparer(
  args: Arguments,
  scheme: Scheme,
  sampleBody: SampleBody,
  { age, method, url }: { age: number; method: string; url: string },
): Promise<(number: number) => Prepared> {
  const types = typesOf(args, scheme);
  const secret = readSecret(args).value;
  const file = args.text("body");
  const given = file === undefined ? undefined : await readInput(file, "the body");
  const nextValues = sampleValues();
  return (number) => {
    const now = Date.now() - age * 1000;
    const values = nextValues(number, now);
    const body = given ?? sampleBody(types[number % types.length]!, values);
    const rest = sampleRest({ form: scheme, facts: factsOf(scheme) }, () => expectedValues(scheme, body), values);
    const signed = sign(scheme, secret, { body, url: withQuery(url, rest.query), method, headers: rest.headers, now });
    const query = [rest.query, signed.query].filter(Boolean).join("&");
    return { body: signed.body, headers: { "content-type": contentType(scheme), ...signed.headers }, query };
  };
}

function typesOf(args: Arguments, scheme: Scheme): readonly string[] {
  const type = args.text("type");
  const documented = scheme.event.types ?? [];
  if (type === undefined) return documented.length > 0 ? documented : ["sample.sent"];
  if (args.text("body") !== undefined) throw new UsageError("--type is that of a sample, and --body is none");
  if (documented.length > 0 && !documented.includes(type)) {
    throw new CommandError(`${nameOf(scheme)} documents no type ${printable(type, 60)}: there are ${documented.join(", ")}`);
  }
  return [type];
}

/** What a receiver should answer, by the scheme's own tolerance. */
function expectation(
  { signs_time: signsTime, tolerance_s: tolerance }: SchemeFacts,
  age: number,
): (kind: Kind, status: number | undefined) => boolean {
  const isStale = signsTime && Math.abs(age) > tolerance;
  return (kind, status = 0) => {
    const hundreds = Math.floor(status / 100);
    return hundreds === (isStale || kind === "tampered" ? 4 : 2);
  };
}

/** Runs it to its end, or to Ctrl-C. */
async function runLoad(load: Load, plan: Plan, tally: Tally): Promise<{ millis: number; isInterrupted: boolean }> {
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
    load.stop();
  };
  process.once("SIGINT", interrupt);
  const hideProgress = showProgress(plan.total, () => tally.count);
  const started = performance.now();
  try {
    await load.run();
    return { millis: performance.now() - started, isInterrupted };
  } finally {
    hideProgress();
    process.off("SIGINT", interrupt);
  }
}
