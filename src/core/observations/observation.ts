import * as z from "zod";
import { VersionId } from "../model/ids.ts";
import { Milliseconds } from "../model/run.ts";

/** Key of an observed metric. */
export const ObservedKey = z
  .string()
  .min(1)
  .max(250)
  .refine((key) => key !== "__proto__");

/** Metric under which the outcome of a request is kept: a number, 1 for true and 0 for false. */
export const outcomeKey = "outcome";

/** Number of metrics that one observation can have. */
export const maxObservedMetrics = 100;

/**
 * Observation of a version in use, as a line of a log of observations holds it: JSON in UTF-8. A
 * reader passes over lines that it does not understand.
 */
export const Observation = z.lazy(() =>
  z.object({
    at: Milliseconds,
    version: VersionId,
    metrics: z.record(ObservedKey, z.number()),
    /** Id of the request that was answered, as the caller names it. */
    request: z.string().min(1).max(500).optional(),
    /** The A/B test in which it was answered. */
    test: z.string().min(1).max(200).optional(),
    /** Program that observed it. */
    source: z.string().min(1).max(200).optional(),
  }),
);
export type Observation = z.infer<typeof Observation>;

/** Parses a line of a log; undefined for what is no line of this release. */
export function parseObservation(text: string): Observation | undefined {
  const value = parseJson(text);
  if (isPlain(value)) return value;
  return Observation.safeParse(value).data;
}

/** Returns a line without its newline. */
export function encodeObservation(observation: Observation): string {
  return JSON.stringify(observation);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const idForm = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const lengths = { request: 500, test: 200, source: 200 } as const;

/**
 * Returns whether a value is an observation as most are: the schema takes many times as long, and
 * there are millions of them.
 */
function isPlain(value: unknown): value is Observation {
  if (typeof value !== "object" || value === null) return false;
  if (!("at" in value && "version" in value && "metrics" in value)) return false;
  const { at, version, metrics } = value;
  if (!Number.isSafeInteger(at) || Number(at) < 0 || Number(at) > 8.64e15) return false;
  if (typeof version !== "string" || !idForm.test(version)) return false;
  return arePlainMetrics(metrics) && hasPlainTexts(value);
}

function arePlainMetrics(metrics: unknown): boolean {
  if (typeof metrics !== "object" || metrics === null || Array.isArray(metrics)) return false;
  for (const key in metrics) {
    const number: unknown = Reflect.get(metrics, key);
    const isKey = key !== "" && key.length <= 250 && key !== "__proto__";
    if (!isKey || !Number.isFinite(number)) return false;
  }
  return true;
}

function hasPlainTexts(value: object): boolean {
  return Object.entries(lengths).every(([key, length]) => {
    const text: unknown = Reflect.get(value, key);
    return text === undefined || (typeof text === "string" && text !== "" && text.length <= length);
  });
}
