import type { Command } from "../arguments.js";
import { EXIT } from "../errors.js";
import { judge, JUDGEMENT_NOTES, JUDGEMENT_OPTIONS, JUDGEMENT_SYNOPSIS } from "../judgement.js";
import { paint, print, printable, printJson, warn } from "../output.js";
import { type Outcome, stepsOf } from "../steps.js";
import { toJson } from "./verify.js";

const MARKS: Readonly<Record<Outcome, string>> = {
  passed: paint("green", "ok     "),
  failed: paint("red", "FAILED "),
  skipped: paint("dim", "-      "),
};

export const explainCommand: Command = {
  name: "explain",
  synopsis: JUDGEMENT_SYNOPSIS,
  summary: "Shows how a request is verified, step by step",
  notes: [
    ...JUDGEMENT_NOTES,
    "",
    "It says at which step a request fails. Why a signature differs it does not",
    "search for yet.",
  ],
  examples: ["countersign explain whitelabelcro --secret-env SECRET request.txt"],
  options: JUDGEMENT_OPTIONS,
  async run(args) {
    const judgement = await judge(args);
    const { request, result } = judgement;
    const steps = stepsOf(judgement);
    if (args.flag("json")) {
      printJson({ ...toJson(judgement), steps, warnings: request.warnings });
    } else {
      request.warnings.forEach(warn);
      for (const { outcome, title, facts } of steps) {
        print(`${MARKS[outcome]}${title}`);
        for (const fact of facts) print(`       ${printable(fact, 500)}`);
      }
      print();
      print(result.ok ? paint("green", "authentic") : `${paint("red", "refused")}: ${result.error.code}`);
    }
    return result.ok ? EXIT.ok : EXIT.refused;
  },
};
