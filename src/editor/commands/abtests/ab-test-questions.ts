import { l10n, type QuickPickItem } from "vscode";
import { areCanarySteps, canaryShares } from "../../../core/abtests/canary.ts";
import { parseAbMetric } from "../../../core/abtests/parse-metric.ts";
import { parseSplit, splitText, type Shares } from "../../../core/abtests/routing.ts";
import type { AbMetric, Canary } from "../../../core/events/abtest-events.ts";
import { AbTestName } from "../../../core/events/abtest-events.ts";
import { messageOf } from "../../../core/refusals/words.ts";
import { parseDuration } from "../../../core/text/duration.ts";
import { askForOne, askForText, type Step, type Unanswered } from "../../pickers/ask.ts";

/** Division of the requests of a test among its versions. */
export type Division =
  | { readonly mode: "split"; readonly shares: Shares }
  | { readonly mode: "canary"; readonly shares: Shares; readonly canary: Canary }
  | { readonly mode: "shadow"; readonly shares?: never };

/** Asks for the name of a test, which none that is running has. */
export function askForName(
  value: string,
  running: readonly string[],
  place: Step,
): Promise<string | Unanswered> {
  return askForText({
    ...place,
    prompt: l10n.t("Name of the A/B test, which programs use to route requests"),
    placeholder: "checkout",
    value,
    problem: (text) => {
      const name = text.trim();
      if (running.includes(name)) {
        return messageOf({ code: "test-exists", reason: "ab-name-taken", test: name });
      }
      return AbTestName.safeParse(name).success
        ? undefined
        : l10n.t("Use up to 100 letters, digits, spaces, _, . and -.");
    },
  });
}

/** Asks for the metric by which versions are compared: one that was observed, or another. */
export async function askForMetric(
  observed: readonly string[],
  value: AbMetric | undefined,
  place: Step,
): Promise<AbMetric | Unanswered> {
  const items = observed.flatMap((key) => metricItem(key) ?? []);
  const answer = await askForOne<MetricItem>({
    ...place,
    placeholder: l10n.t("Choose the metric that decides, or type its name: conversion"),
    items,
    active: items.find(({ metric }) => metric.key === value?.key),
    fromText: (text) => (observed.includes(text.trim()) ? undefined : metricItem(text)),
  });
  return typeof answer === "symbol" ? answer : answer.metric;
}

type MetricItem = QuickPickItem & { readonly metric: AbMetric };

function metricItem(text: string): MetricItem | undefined {
  const metric = parseAbMetric(text, "higher");
  if (!metric) return undefined;
  const { better } = metric;
  const description = better === "higher" ? l10n.t("higher is better") : l10n.t("lower is better");
  return { label: text.trim(), description, metric };
}

/** Asks for metrics that must not get worse. */
export async function askForGuardrails(
  observed: readonly string[],
  value: readonly string[],
  place: Step,
): Promise<readonly string[] | Unanswered> {
  const [example = "latency_ms"] = observed;
  const answer = await askForText({
    ...place,
    prompt: l10n.t(
      "Guardrails: metrics that must not get worse, separated by commas. Leave it empty for none",
    ),
    placeholder: `p95:${example}`,
    value: value.join(", "),
    problem: (text) => {
      const wrong = listed(text).find((each) => parseAbMetric(each, "lower") === undefined);
      return wrong === undefined ? undefined : l10n.t("“{0}” is no metric.", wrong);
    },
  });
  return typeof answer === "symbol" ? answer : listed(answer);
}

function listed(text: string): readonly string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

type DivisionItem = QuickPickItem & { readonly division: Division };

/** Asks how requests are split among versions, or whether all of them answer. */
export async function askForDivision(
  titles: readonly string[],
  value: Division | undefined,
  place: Step,
): Promise<Division | Unanswered> {
  const offered = titles.length === 2 ? ["90/10", "50/50", "95/5", "99/1"] : [equal(titles.length)];
  const before = value?.mode === "split" ? [splitText(value.shares)] : [];
  const usual = [...new Set([...offered, ...before])];
  const splits: DivisionItem[] = usual.flatMap((text) => splitItem(text, titles) ?? []);
  const written = value?.mode === "canary" ? canaryText(value.canary) : usualCanary;
  const canary = canaryItem(written, titles);
  const items = canary ? [...splits, canary] : splits;
  const shadow: DivisionItem = {
    label: l10n.t("Shadow"),
    detail: l10n.t("All versions answer, and the answer of {0} is used.", titles[0] ?? ""),
    division: { mode: "shadow" },
  };
  const answer = await askForOne<DivisionItem>({
    ...place,
    placeholder: canary
      ? l10n.t(
          "Choose how requests are split, or type it: 80/20, or a canary with its steps and their time: 5,25,100 1h",
        )
      : l10n.t("Choose how requests are split, or type the percentages: 80/20"),
    items: [...items, shadow],
    active: activeItem(value, { shadow, canary }) ?? items.find(({ label }) => label === before[0]),
    fromText: (text) =>
      [...usual, written].includes(text.trim())
        ? undefined
        : (splitItem(text, titles) ?? canaryItem(text, titles)),
  });
  return typeof answer === "symbol" ? answer : answer.division;
}

function activeItem(
  value: Division | undefined,
  items: { readonly shadow: DivisionItem; readonly canary: DivisionItem | undefined },
): DivisionItem | undefined {
  return value?.mode === "shadow" || value?.mode === "canary" ? items[value.mode] : undefined;
}

const usualCanary = "5,25,50,100 1d";

/** Returns a canary as it is typed: `5,25,100 1h`. */
function canaryText({ steps, every }: Canary): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1_000],
  ] as const;
  const [unit, length] = units.find(([, each]) => every % each === 0) ?? ["s", 1_000];
  return `${steps.map((step) => String(step / 100)).join(",")} ${every / length}${unit}`;
}

/** Parses percentages that grow, and the time that each lasts at least; undefined for anything else. */
export function parseCanary(text: string): Canary | undefined {
  const [, shares = "", time = ""] = /^([\d.,%\s]+?)\s+(\S+)$/.exec(text.trim()) ?? [];
  const steps = shares.split(",").map((each) => Math.round(Number(each.replace("%", "")) * 100));
  const every = parseDuration(time);
  return every !== undefined && areCanarySteps(steps) ? { steps, every } : undefined;
}

function canaryItem(text: string, titles: readonly string[]): DivisionItem | undefined {
  const canary = titles.length === 2 ? parseCanary(text) : undefined;
  if (!canary) return undefined;
  return {
    label: l10n.t("Canary: {0}", canaryText(canary)),
    detail: l10n.t(
      "The share of {0} grows by these percentages while nothing gets worse; else the test ends by itself.",
      titles[1] ?? "",
    ),
    division: { mode: "canary", canary, shares: canaryShares(canary.steps[0] ?? 0) },
  };
}

function equal(count: number): string {
  return count === 4 ? "25/25/25/25" : "33.34/33.33/33.33";
}

function splitItem(text: string, titles: readonly string[]): DivisionItem | undefined {
  const shares = parseSplit(text);
  if (shares?.length !== titles.length) return undefined;
  const each = shares.map((share, index) => `${titles[index] ?? ""} ${share / 100} %`);
  return {
    label: splitText(shares),
    description: each.join(", "),
    division: { mode: "split", shares },
  };
}

/** Asks for the smallest difference of interest: a part of the first version's figure. */
export async function askForEffect(value: number, place: Step): Promise<number | Unanswered> {
  const answer = await askForText({
    ...place,
    prompt: l10n.t(
      "Smallest difference of interest, relative to the first version. The smaller, the longer the test takes",
    ),
    placeholder: "5%",
    value: `${Number((value * 100).toPrecision(6))}%`,
    problem: (text) =>
      parsePart(text) === undefined
        ? l10n.t("Write a percentage, such as 5%, or a part between 0 and 1, such as 0.05.")
        : undefined,
  });
  return typeof answer === "symbol" ? answer : (parsePart(answer) ?? value);
}

/** Parses a part between 0 and 1: `5%` or `0.05`. */
export function parsePart(text: string): number | undefined {
  const [, digits, percent] = /^(\d*\.?\d+)\s*(%?)$/.exec(text.trim()) ?? [];
  const value = Number(digits) / (percent === "%" ? 100 : 1);
  return value > 0 && value < 1 ? value : undefined;
}

/** Asks for a split of a running test. */
export async function askForSplit(
  title: string,
  titles: readonly string[],
  now: Shares,
): Promise<Shares | undefined> {
  const answer = await askForText({
    title,
    prompt: l10n.t("Percentages of {0}, 100 in all", titles.join(", ")),
    placeholder: splitText(now),
    value: splitText(now),
    problem: (text) =>
      parseSplit(text)?.length === titles.length
        ? undefined
        : l10n.t(
            "Write a percentage for each version, with at most two decimals, 100 in all: {0}.",
            splitText(now),
          ),
  });
  return typeof answer === "symbol" ? undefined : parseSplit(answer);
}
