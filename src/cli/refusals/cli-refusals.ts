import type { Details } from "../../core/refusals/word-table.ts";
import { commandText } from "../../core/text/command-text.ts";
import { firstFew } from "../../core/text/format.ts";
import { sentence, type ReportedError } from "../failure.ts";
import { pipedWords } from "./piped-words.ts";
import { redactWords, type RedactLack } from "./redact-words.ts";

/** Data of the reasons that only the command line has to refuse, where they have any. */
interface CliRefusals {
  readonly "not-understood": {
    /** Problem that the parser of the command line reports. */
    readonly problem: string;
    /** Command that explains the usage. */
    readonly help: string;
  };
  readonly "nothing-piped": { readonly option: string };
  readonly "too-much-piped": { readonly option: string };
  readonly "redact-incomplete": RedactLack;
  readonly "no-feature-set": { readonly text: string };
  readonly "no-time": { readonly option: string; readonly text: string };
  readonly "no-condition": { readonly text: string };
  readonly "ab-action-unknown": { readonly action: string };
  readonly "ab-no-metric": { readonly text: string };
  readonly "ab-no-split": { readonly text: string };
  readonly "no-outcome": { readonly text: string };
  readonly "no-step": { readonly text: string };
  readonly "no-file-to-log": { readonly path: string };
  /** `problem`: a sentence. */
  readonly "run-not-understood": { readonly problem: string };
  readonly "dataset-without-place": { readonly text: string };
  readonly "file-name-no-model-name": { readonly name: string };
  readonly "no-folder": { readonly folder: string };
  readonly "no-registry": { readonly folder: string };
  readonly "no-completion": { readonly shell: string; readonly shells: readonly string[] };
  readonly "command-unknown": { readonly title: string };
  readonly "command-not-run": { readonly folder: string };
  readonly "no-work-tree": { readonly title: string; readonly reference: string };
  readonly "metric-nowhere": { readonly metric: string; readonly metrics: readonly string[] };
  readonly "history-missing": {
    readonly title: string;
    readonly metric: string;
    /** Metrics that have a history. */
    readonly metrics: readonly string[];
  };
  readonly "no-hub-address": { readonly text: string };
  readonly "store-of-several-models": { readonly models: readonly string[] };
  readonly "event-kind-unknown": { readonly kind: string; readonly kinds: readonly string[] };
}

/** Reasons that say it all. */
type PlainReason =
  | "both-piped"
  | "run-missing"
  | "run-name-invalid"
  | "no-command-line"
  | "force-without-output"
  | "output-without-patch"
  | "open-without-output"
  | "reproduce-several-ways"
  | "yes-without-run"
  | "no-version-named"
  | "nobody-to-confirm"
  | "one-compared"
  | "published-nowhere"
  | "both-directions"
  | "no-sort-field"
  | "nothing-observed"
  | "no-address"
  | "several-fetched"
  | "ab-incomplete"
  | "ab-unnamed"
  | "ab-no-winner";

type Reason = keyof CliRefusals | PlainReason;
type DataOf<R extends Reason> = R extends keyof CliRefusals ? CliRefusals[R] : unknown;
type RefusalOf<R extends Reason> = {
  readonly [Each in R]: { readonly reason: Each } & DataOf<Each>;
}[R];

/** Refusal of a command line as data: a reason, and what belongs to it. */
export type CliRefusal = RefusalOf<Reason>;

interface Words<D> {
  /** The code is `usage` if it is absent. */
  readonly code?: ReportedError["code"];
  readonly message: (data: D) => string;
  readonly remedy: (data: D) => string;
  readonly details?: (data: D) => Details;
}

const words: { readonly [R in Reason]: Words<DataOf<R>> } = {
  "not-understood": {
    message: ({ problem }) => sentence(problem.replace(/^error: /, "").replace(/\s+/g, " ")),
    remedy: ({ help }) => `Run “${help}” to see how it is used.`,
  },
  ...pipedWords,
  "redact-incomplete": redactWords,
  "both-piped": {
    message: () => "--metrics - and --params - can't both read standard input.",
    remedy: () => "Give one of them a file.",
  },
  "run-missing": {
    message: () => "--experiment, --run-start and --run-end need a run.",
    remedy: () => "Name it with --run or --run-name.",
  },
  "run-name-invalid": {
    message: () => "The run has a name that can't be recorded.",
    remedy: () => "Use 1 to 256 characters.",
  },
  "no-feature-set": {
    message: ({ text }) => `--features ${text} is no feature set.`,
    remedy: () =>
      "Write it as --features customers@3=age,income, version and columns being optional.",
  },
  "no-time": {
    message: ({ option, text }) => `${option} ${text} is no time.`,
    remedy: () => "Write it as 2026-11-20T22:00:00+01:00, or as a date.",
  },
  "no-command-line": {
    message: () => "--command is no command line: it is empty or longer than 32 KiB.",
    remedy: () => "Give the command as one argument, in quotes.",
  },
  "no-condition": {
    message: ({ text }) => `“${text}” is no condition.`,
    remedy: () => "Write it as metrics.auc > 0.9, params.depth = 6 or status = finished.",
  },
  "no-address": {
    message: () => "No address was given.",
    remedy: () =>
      "Give it behind the action, for example “model-registry remote add git+origin” or “model-registry remote add /mnt/models”.",
  },
  "several-fetched": {
    message: () => "--all, --production and --model exclude each other.",
    remedy: () => "Give one of them.",
  },
  "no-sort-field": {
    message: () => "--sort names no field.",
    remedy: () => "Write it as --sort=-auc or --sort start.",
  },
  "ab-action-unknown": {
    message: ({ action }) => `A/B tests know no action “${action}”.`,
    remedy: () => "Use create, list, show, route, split or conclude.",
  },
  "ab-no-metric": {
    message: ({ text }) => `“${text}” is no metric of an A/B test.`,
    remedy: () =>
      "Write a name (conversion), a quantile (p95:latency_ms), followed by “:higher” or “:lower” if its name doesn’t say which is better.",
  },
  "ab-no-split": {
    message: ({ text }) => `“${text}” is no split.`,
    remedy: () =>
      "Write a percentage for each version, with at most two decimals, 100 in all: 90/10.",
  },
  "ab-incomplete": {
    message: () => "An A/B test needs a name, two to four versions and a metric.",
    remedy: () =>
      "Write “model-registry ab create <name> <reference> <reference> --metric <name>”.",
  },
  "ab-unnamed": {
    message: () => "No A/B test is named.",
    remedy: () => "Add its name; “model-registry ab list” shows them.",
  },
  "ab-no-winner": {
    message: () => "There is no winner to promote.",
    remedy: () => "Add --winner, or leave --to out.",
  },
  "no-outcome": {
    message: ({ text }) => `“${text}” is no outcome.`,
    remedy: () => "Give a number, true or false.",
  },
  "nothing-observed": {
    message: () => "Nothing was given to record.",
    remedy: () => "Add --metric or --outcome, or pipe JSON lines into the command.",
  },
  "no-step": {
    message: ({ text }) => `--step ${text} is no whole number.`,
    remedy: () => "Write it as --step 10.",
  },
  "no-file-to-log": {
    message: ({ path }) => `There is no file ${path}.`,
    remedy: () => "Check the path of --artifact.",
  },
  "run-not-understood": {
    message: ({ problem }) => problem,
    remedy: () =>
      "See “model-registry run --help”, for example “model-registry run -- python train.py”.",
  },
  "dataset-without-place": {
    message: ({ text }) => `--dataset ${text} says no path or URI.`,
    remedy: () => "Write it as --dataset labels@7=s3://bucket/labels.csv, or a path.",
  },
  "file-name-no-model-name": {
    code: "invalid-request",
    message: ({ name }) => `The file's name, “${name}”, can't be the model's name.`,
    remedy: () => "Name the model, for example with --name fraud-detection.",
  },
  "no-folder": {
    message: ({ folder }) => `${folder} is not a folder.`,
    remedy: () => "Name the workspace folder with -C, or leave -C out.",
  },
  "no-registry": {
    code: "no-registry",
    message: ({ folder }) => `There is no model registry in ${folder}.`,
    remedy: () =>
      "Make one with “model-registry init”, or name the folder that has one: -C <folder>.",
  },
  "force-without-output": { message: () => "--force needs --output.", remedy: writePatch },
  "output-without-patch": { message: () => "--output needs --patch.", remedy: writePatch },
  "open-without-output": {
    message: () => "--open needs a file.",
    remedy: () => "Add --output, for example --output report.html.",
  },
  "no-completion": {
    message: ({ shell }) => `There is no completion for “${shell}”.`,
    remedy: ({ shells }) => `Name one of ${shells.join(", ")}.`,
  },
  "reproduce-several-ways": {
    message: () => "--run, --compare and --list exclude each other.",
    remedy: () => "Give one of them.",
  },
  "yes-without-run": {
    message: () => "--yes needs --run.",
    remedy: () => "Add --run, or leave --yes out.",
  },
  "no-version-named": {
    message: () => "No version is named.",
    remedy: () => "Name one, for example fraud@5, or add --list.",
  },
  "nobody-to-confirm": {
    message: () =>
      "The command runs only after it was confirmed, and there is no terminal to ask on.",
    remedy: () => "Look at it without --run, then add --yes.",
  },
  "command-unknown": {
    code: "invalid-request",
    message: ({ title }) => `No command was recorded with ${title}.`,
    remedy: () => 'Give the one that makes it: --command "python train.py".',
  },
  "command-not-run": {
    code: "cancelled",
    message: () => "The command was not run.",
    remedy: ({ folder }) => `The work tree is still there: ${folder}`,
  },
  "no-work-tree": {
    code: "invalid-request",
    message: ({ title }) => `No work tree of ${title} is there to compare.`,
    remedy: ({ reference }) =>
      `Prepare one with “${commandText(["model-registry", "reproduce", reference])}”.`,
  },
  "store-of-several-models": {
    code: "invalid-request",
    message: ({ models }) => `This store has ${models.length} models: ${firstFew(models)}.`,
    remedy: () => "Leave --name out: models keep their names.",
  },
  "no-hub-address": {
    message: ({ text }) => `“${text}” is no address of a model on a hub.`,
    remedy: () => "Write it as hf://organization/name, with @revision if you mean one.",
  },
  "published-nowhere": {
    message: () => "“publish” needs a place.",
    remedy: () =>
      "Give --gto, --mlflow with the address of a server, or the address of a model on a hub, hf://organization/name.",
  },
  "one-compared": {
    code: "invalid-request",
    message: () => "A comparison needs two versions.",
    remedy: () => "Name another one, or a baseline with --baseline.",
  },
  "both-directions": {
    code: "invalid-request",
    message: () => "--ancestors and --descendants exclude each other.",
    remedy: () => "Leave both out to see both.",
  },
  "metric-nowhere": {
    code: "invalid-request",
    message: ({ metric }) => `None of these versions has a metric “${metric}”.`,
    remedy: ({ metrics }) =>
      metrics.length > 0
        ? `They have ${firstFew(metrics)}.`
        : "They have no metrics; leave --metric out.",
  },
  "history-missing": {
    code: "unknown-artifact",
    message: ({ title, metric }) => `${title} has no history of ${metric}.`,
    remedy: ({ metrics }) =>
      metrics.length === 0
        ? "Register a training log with --history, or look at its final metrics."
        : `Choose one of ${firstFew(metrics)}.`,
  },
  "event-kind-unknown": {
    code: "invalid-request",
    message: ({ kind }) => `There are no events of the kind “${kind}”.`,
    remedy: ({ kinds }) =>
      `The kinds are ${kinds.join(", ")}; a whole type, such as version.registered, is one too.`,
  },
};

/** Returns a refusal in words. */
export function reportedCliRefusal(refusal: CliRefusal): ReportedError {
  return reportedFor(refusal);
}

function reportedFor<R extends Reason>(refusal: RefusalOf<R>): ReportedError {
  const { code = "usage", message, remedy, details }: Words<DataOf<R>> = words[refusal.reason];
  return {
    code,
    message: message(refusal),
    wayOut: remedy(refusal),
    ...(details && { details: details(refusal) }),
  };
}

function writePatch(): string {
  return "Write the patch into a file with --patch --output changes.patch.";
}
