import { InvalidArgumentError, Option, type Command } from "commander";
import { areCanarySteps } from "../../../core/abtests/canary.ts";
import { parseAbMetric } from "../../../core/abtests/parse-metric.ts";
import { parseSplit, splitText, type Shares } from "../../../core/abtests/routing.ts";
import { winReason } from "../../../core/abtests/win-reason.ts";
import type { AbMetric } from "../../../core/events/abtest-events.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionTitle } from "../../../core/state/version.ts";
import { unreadAbDocument } from "../../../registry/abtests/ab-document.ts";
import { createAbTest, splitAbTest } from "../../../registry/abtests/change-ab-test.ts";
import { checkCanaries } from "../../../registry/abtests/check-canaries.ts";
import { concludeAbTest } from "../../../registry/abtests/conclude-ab-test.ts";
import { readAbReport, readAbReports } from "../../../registry/abtests/read-ab-results.ts";
import { findVersion } from "../../../registry/retrieval/find-version.ts";
import { findAbTest } from "../../../registry/routing/find-ab-test.ts";
import { routeRequest } from "../../../registry/routing/route-request.ts";
import { CliError, exitCodes } from "../../failure.ts";
import { duration } from "../../input/duration.ts";
import { givenMoment } from "../../input/given-moment.ts";
import { addHelp, repeated } from "../../options.ts";
import { stageOf } from "../../references.ts";
import { abDocument, abLines, abTable, canaryText } from "../../report/ab-lines.ts";
import { eventDocument, versionDocument } from "../../report/documents.ts";
import { run, type Session } from "../../run.ts";
import { moveVersion } from "../lifecycle/move-version.ts";

interface AbOptions {
  readonly split?: Shares;
  readonly shadow: boolean;
  readonly metric?: string;
  readonly guardrail: readonly string[];
  readonly effect: number;
  readonly level: number;
  readonly power: number;
  readonly baseline?: number;
  readonly canary?: readonly number[];
  /** Milliseconds. */
  readonly every: number;
  readonly since?: string;
  readonly winner?: string;
  readonly withoutFigures: boolean;
  readonly to?: string;
  readonly reason?: string;
}

/** Defines `model-registry ab`. */
export function defineAb(command: Command): void {
  addHelp(command, {
    more:
      "“ab create” takes a name and two to four versions, the first the one that the others are compared with. " +
      "“ab route” prints the reference of the version that answers a request, always the same for an id; after " +
      "the test that is the winner. “ab show” says the state in one sentence and the figures. “ab check” lets the share " +
      "of a canary grow, or ends it where something got worse, with exit code 6. “ab conclude” ends " +
      "a test, with a --winner or without; with --to it promotes the winner, through the gates. A metric is the " +
      "mean of observed values (a share for zeros and ones), or a quantile: p95:latency_ms. Add :higher or " +
      ":lower if its name doesn't say which is better.",
    examples: [
      "ab create checkout fraud@4 fraud@5 --split 90/10 --metric conversion --guardrail latency_ms --effect 5%",
      "ab list",
      "ab route checkout r-17",
      "ab show checkout",
      'ab split checkout 50/50 --reason "No harm in a week"',
      "ab create rollout fraud@4 fraud@5 --canary 5,25,50,100 --every 1h --metric errors:lower",
      "ab check",
      "ab conclude checkout --winner fraud@5 --to Production",
    ],
  })
    .argument("<action>", "create, list, show, route, split, check or conclude")
    .argument("[words...]", "name of the test, and what the action takes")
    .option("--split <shares>", "shares of the requests in percent: 90/10", split)
    .option("--shadow", "all versions answer, and the answer of the first is used", false)
    .option("--metric <name>", "observed metric by which the versions are compared")
    .option("--guardrail <name>", "metric that must not get worse; may be repeated", repeated, [])
    .option("--effect <part>", "smallest difference of interest: 5%", part, 0.05)
    .option("--level <part>", "level of significance", part, 0.05)
    .option("--power <part>", "probability of finding such a difference", part, 0.8)
    .option("--baseline <number>", "the metric as it is known of the first version", number)
    .option(
      "--canary <shares>",
      "percentages of the second version, which grow by themselves: 5,25,100",
      canarySteps,
    )
    .option("--every <time>", "how long a step of a canary lasts at least", duration, 3_600_000)
    .option("--since <time>", "route by the splits up to this time")
    .addOption(new Option("--winner <reference>", "version that has won"))
    .option(
      "--without-figures",
      "conclude without reading what was observed, and record no figures",
      false,
    )
    .option("--to <stage>", "stage to promote the winner to")
    .option("--reason <text>", "reason, recorded in the history")
    .action((action: string, words: readonly string[], options: AbOptions, command: Command) =>
      run(command, (session) => act(session, action, words, options)),
    );
}

type Action = (session: Session, words: readonly string[], options: AbOptions) => Promise<void>;

const actions: Readonly<Record<string, Action>> = {
  create,
  list,
  show,
  route,
  split: divide,
  check,
  conclude,
};

async function act(
  session: Session,
  name: string,
  words: readonly string[],
  options: AbOptions,
): Promise<void> {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) throw new CliError({ reason: "ab-action-unknown", action: name });
  await action(session, words, options);
}

function split(text: string): Shares {
  const shares = parseSplit(text);
  if (shares && shares.length > 1) return shares;
  throw new InvalidArgumentError(
    "Write a percentage for each version, with at most two decimals, 100 in all: 90/10.",
  );
}

function canarySteps(text: string): readonly number[] {
  const steps = text.split(",").map((each) => Math.round(Number(each.replace("%", "")) * 100));
  if (areCanarySteps(steps)) return steps;
  throw new InvalidArgumentError("Write percentages that grow, up to 100: 5,25,100.");
}

function part(text: string): number {
  const [, digits, percent] = /^(\d*\.?\d+)\s*(%?)$/.exec(text.trim()) ?? [];
  const value = Number(digits) / (percent === "%" ? 100 : 1);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError("Write a part between 0 and 1, or a percentage: 0.05 or 5%.");
}

function number(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number.");
}

function metricOf(text: string, otherwise: AbMetric["better"]): AbMetric {
  const metric = parseAbMetric(text, otherwise);
  if (metric) return metric;
  throw new CliError({ reason: "ab-no-metric", text });
}

async function create(
  { registry, output }: Session,
  [name, ...versions]: readonly string[],
  options: AbOptions,
): Promise<void> {
  const { split: shares, shadow, metric, guardrail, effect, level, power } = options;
  if (name === undefined || metric === undefined) throw new CliError({ reason: "ab-incomplete" });
  const event = await createAbTest(registry, {
    name,
    versions,
    shares,
    isShadow: shadow,
    metric: metricOf(metric, "higher"),
    guardrails: guardrail.map((text) => metricOf(text, "lower")),
    effect,
    level,
    power,
    baseline: options.baseline,
    canary: options.canary && { steps: options.canary, every: options.every },
    reason: options.reason,
  });
  const report = await readAbReport(registry, { test: event.id });
  output.done({ ...abDocument(report), event: eventDocument(event) }, abLines(report));
}

async function list({ registry, output }: Session): Promise<void> {
  const reports = await readAbReports(registry);
  const documents = reports.map((report) =>
    "problem" in report ? unreadAbDocument(report) : abDocument(report),
  );
  output.answer({ tests: documents }, reports.length > 0 ? abTable(reports) : []);
  if (reports.length === 0) output.note(`No A/B tests in ${registry.folder}.`);
}

function testOf([name]: readonly string[]): string {
  if (name !== undefined) return name;
  throw new CliError({ reason: "ab-unnamed" });
}

async function show({ registry, output }: Session, words: readonly string[]): Promise<void> {
  const report = await readAbReport(registry, { test: testOf(words) });
  output.answer(abDocument(report), abLines(report));
}

async function route(
  { registry, output }: Session,
  words: readonly string[],
  { since }: AbOptions,
): Promise<void> {
  const [, id] = words;
  const routed = await routeRequest(registry, {
    test: testOf(words),
    id,
    ...(since !== undefined && { since: Date.parse(givenMoment(since, "end")) }),
  });
  const version = await findVersion(registry, { reference: routed.version });
  const shadows = await Promise.all(
    routed.shadows.map((reference) => findVersion(registry, { reference })),
  );
  const { reference, ...rest } = versionDocument(version);
  output.answer(
    {
      version: { reference, ...rest },
      variant: routed.variant,
      shadows: shadows.map(versionDocument),
    },
    [reference],
  );
}

async function divide(
  { registry, output }: Session,
  words: readonly string[],
  options: AbOptions,
): Promise<void> {
  const [, text] = words;
  const shares = options.split ?? (text === undefined ? undefined : parseSplit(text));
  if (!shares) throw new CliError({ reason: "ab-no-split", text: text ?? "" });
  const test = testOf(words);
  const event = await splitAbTest(registry, { test, shares, reason: options.reason });
  output.done(
    {
      test: event.data.name,
      split: event.data.shares.map((share) => share / 100),
      event: eventDocument(event),
    },
    [`${event.data.name}: ${splitText(event.data.shares)} from now on`],
  );
}

async function check({ registry, output }: Session): Promise<void> {
  const checked = await checkCanaries(registry, {});
  const lines = checked.map((each) => `${each.test}: ${canaryText(each)}`);
  output.answer({ canaries: checked }, lines);
  if (checked.length === 0) output.note("No canary is running.");
  const hasProblem = checked.some(({ problem }) => problem !== undefined);
  if (hasProblem) process.exitCode = exitCodes.refused;
  if (checked.some(({ action }) => action.kind === "stop")) process.exitCode = exitCodes.alert;
}

async function conclude(
  session: Session,
  words: readonly string[],
  { winner, to, reason, withoutFigures }: AbOptions,
): Promise<void> {
  const { registry, output } = session;
  if (to !== undefined && winner === undefined) throw new CliError({ reason: "ab-no-winner" });
  const test = await findAbTest(registry, testOf(words));
  const stage = to === undefined ? undefined : await stageOf(registry, to);
  const event = await concludeAbTest(registry, {
    test: test.id,
    winner,
    reason,
    withoutFigures,
  });
  const { summary, winner: won } = event.data;
  if (won === undefined || stage === undefined) {
    const version = won === undefined ? undefined : await findVersion(registry, { reference: won });
    output.done(
      {
        test: test.name,
        summary,
        winner: version ? versionDocument(version) : null,
        significant: event.data.significant,
        event: eventDocument(event),
      },
      [
        version
          ? `A/B test ${test.name} ended: ${versionTitle(version)} won`
          : `A/B test ${test.name} ended without a winner`,
        summary,
      ],
    );
    return;
  }
  const version = await findVersion(registry, { reference: won });
  output.note(`A/B test ${test.name} ended: ${versionTitle(version)} won. ${summary}`);
  try {
    const evidence = winReason(test.name, summary);
    const because = reason === undefined ? evidence : `${reason} (${evidence})`;
    await moveVersion(session, version, stage, { reason: because, force: false, dryRun: false });
  } catch (error) {
    if (error instanceof RegistryError) output.note("The test has ended; the promotion is open.");
    throw error;
  }
}
