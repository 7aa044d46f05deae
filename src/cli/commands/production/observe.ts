import type { Command } from "commander";
import type { VersionId } from "../../../core/model/ids.ts";
import { versionTitle } from "../../../core/state/version.ts";
import { count } from "../../../core/text/format.ts";
import type { GivenObservation } from "../../../registry/observations/given-observation.ts";
import { observe } from "../../../registry/observations/observe.ts";
import { readGivenEntries } from "../../../registry/runs/given-entries.ts";
import { CliError } from "../../failure.ts";
import { givenMoment } from "../../input/given-moment.ts";
import { observeInput, type Recorded } from "../../input/observe-input.ts";
import { addHelp, pairs, referenceHelp, type GivenPair } from "../../options.ts";
import { versionOf } from "../../references.ts";
import { versionDocument } from "../../report/documents.ts";
import { run, type Session } from "../../run.ts";

export interface ObserveOptions {
  readonly metric: readonly GivenPair[];
  readonly outcome?: string;
  readonly request?: string;
  readonly test?: string;
  readonly at?: string;
  readonly source?: string;
  readonly skipInvalid: boolean;
  readonly attach: boolean;
}

const noPairs: readonly GivenPair[] = [];

/** Defines `model-registry observe`. */
export function defineObserve(command: Command): void {
  addHelp(command, {
    more:
      "Without --metric and --outcome it reads observations from standard input, a JSON document a line: " +
      '{"version": "fraud@Production", "metrics": {"latency_ms": 12.5}, "outcome": true, "request": "r-17", ' +
      '"test": "checkout", "at": "2026-03-31T09:30:00Z", "source": "api"}. Each has a metric or an outcome (a number, true or ' +
      "false); the rest may be left out, the version where the command line names one. Observations are kept " +
      "apart from the ledger and summed up by minute.",
    examples: [
      "observe fraud@Production --metric latency_ms=12 --outcome 1",
      "observe --test checkout --request r-17 --metric conversion=1",
      "observe fraud@Production --skip-invalid < scored.jsonl",
    ],
  })
    .argument("[reference]", `version that was used: ${referenceHelp}`)
    .option("--metric <name=number>", "an observed metric; may be repeated", pairs(), noPairs)
    .option("--outcome <value>", "outcome of the request: a number, true or false")
    .option("--test <name>", "A/B test in which the request was answered")
    .option("--request <id>", "id of the request that was answered")
    .option("--at <time>", "time of the observation (default: now)")
    .option("--source <name>", "program that observed it")
    .option("--skip-invalid", "pass over lines that are no observation, and say how many", false)
    .option(
      "--attach",
      "for programs: answer each line that has an “id” (with “flush” it is no observation), and go on after a refusal",
      false,
    )
    .action((reference: string | undefined, options: ObserveOptions, command: Command) =>
      run(command, (session) => act(session, reference, options)),
    );
}

async function act(
  session: Session,
  reference: string | undefined,
  options: ObserveOptions,
): Promise<void> {
  // Refused before anything is read.
  if (reference !== undefined) await versionOf(session, reference);
  const given = givenByOptions(options);
  const recorded = given
    ? await recordOne(session, reference, given)
    : await observeInput(session, reference, options);
  await report(session, recorded);
}

/** @throws CliError `usage` */
function givenByOptions(options: ObserveOptions): GivenObservation | undefined {
  const { metric, outcome, request, test, at, source } = options;
  if (metric.length === 0 && outcome === undefined) return undefined;
  return {
    metrics: readGivenEntries(metric, []).metrics,
    ...(outcome !== undefined && { outcome: outcomeOf(outcome) }),
    ...(request !== undefined && { request }),
    ...(test !== undefined && { test }),
    ...(at !== undefined && { at: Date.parse(givenMoment(at, "start")) }),
    ...(source !== undefined && { source }),
  };
}

/** @throws CliError `usage` */
function outcomeOf(text: string): number {
  if (text === "true" || text === "false") return Number(text === "true");
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new CliError({ reason: "no-outcome", text });
}

async function recordOne(
  { registry }: Session,
  version: string | undefined,
  given: GivenObservation,
): Promise<Recorded> {
  return { counts: await observe(registry, { observations: [given], version }), skipped: 0 };
}

async function report({ registry, output }: Session, { counts, skipped }: Recorded): Promise<void> {
  const versions = await registry.read((state) =>
    [...counts].flatMap(([id, observations]: readonly [VersionId, number]) => {
      const version = state.version(id);
      return version ? [{ version, observations }] : [];
    }),
  );
  const recorded = [...counts.values()].reduce((sum, each) => sum + each, 0);
  output.done(
    {
      recorded,
      skipped,
      versions: versions.map(({ version, observations }) => ({
        version: versionDocument(version),
        observations,
      })),
    },
    [
      ...versions.map(
        ({ version, observations }) =>
          `${versionTitle(version)}: ${count(observations, "observation")} recorded`,
      ),
      ...(skipped > 0 ? [`${count(skipped, "line")} skipped`] : []),
    ],
  );
}
