import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { maskText } from "../../core/masking/mask-text.ts";
import { Milliseconds } from "../../core/model/run.ts";
import {
  maxObservedMetrics,
  ObservedKey,
  outcomeKey,
  type Observation,
} from "../../core/observations/observation.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";

const Time = z.union([
  Milliseconds,
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

/** A number; true counts as 1 and false as 0. */
const Value = z.union([z.number(), z.boolean().transform(Number)]);

/** An observation as programs give it: on the command line's standard input and to the server. */
export const GivenObservation = z.strictObject({
  /** Reference of the version that was used: `fraud@Production`; may be left out where one is given for all. */
  version: z.string().min(1).max(500).optional(),
  /** Milliseconds since the epoch or ISO 8601; now if absent. */
  at: Time.optional(),
  metrics: z
    .record(ObservedKey, Value)
    .refine((metrics) => Object.keys(metrics).length <= maxObservedMetrics)
    .optional(),
  outcome: Value.optional(),
  request: z.string().min(1).max(500).optional(),
  /** Name or id of the A/B test in which it was answered; the version then follows from the request. */
  test: z.string().min(1).max(200).optional(),
  source: z.string().min(1).max(200).optional(),
});
export type GivenObservation = z.infer<typeof GivenObservation>;

/**
 * Parses a given observation; returns a clause that says what is wrong with it if it is none:
 * `metrics.latency_ms: expected number`.
 */
export function parseGiven(value: unknown): GivenObservation | string {
  const parsed = GivenObservation.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".") ?? "";
    const problem = (issue?.message ?? l10n.t("it is no observation")).replace(
      /^Invalid input: /,
      "",
    );
    return place === "" ? problem : `${place}: ${problem}`;
  }
  const { metrics, outcome } = parsed.data;
  const isEmpty = outcome === undefined && Object.keys(metrics ?? {}).length === 0;
  return isEmpty ? l10n.t("it has no metric and no outcome") : parsed.data;
}

/**
 * Parses a given observation.
 *
 * @param position of those that are given, from 1 on
 * @throws RegistryError `invalid-request`
 */
export function requireGiven(value: unknown, position: number): GivenObservation {
  const given = parseGiven(value);
  if (typeof given !== "string") return given;
  throw new RegistryError({
    code: "invalid-request",
    reason: "observation-invalid",
    position,
    problem: given,
  });
}

/** Returns the observation that is recorded. */
export function observationOf(
  { metrics, outcome, request, source }: GivenObservation,
  about: Pick<Observation, "at" | "version" | "test">,
): Observation {
  return {
    ...about,
    metrics: { ...metrics, ...(outcome !== undefined && { [outcomeKey]: outcome }) },
    ...(request !== undefined && { request: maskText(request).text }),
    ...(source !== undefined && { source: maskText(source).text }),
  };
}
