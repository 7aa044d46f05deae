import { l10n } from "vscode";
import { abMetricText, parseAbMetric } from "../../../core/abtests/parse-metric.ts";
import { splitText } from "../../../core/abtests/routing.ts";
import type { AbMetric } from "../../../core/events/abtest-events.ts";
import { productionStage } from "../../../core/policy/stage-roles.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../../core/state/version.ts";
import { formatNumber } from "../../../core/text/language.ts";
import type { AbPlan } from "../../../registry/abtests/plan-ab-test.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { confirmStep, showInformationMessage } from "../../messages.ts";
import { askForMany } from "../../pickers/ask.ts";
import { multiStepInput } from "../../pickers/multi-step-input.ts";
import { versionItems } from "../../pickers/pick-version.ts";
import { nothingToChoose, type Located } from "../../pickers/pick-version.ts";
import { requireWritable } from "../../pickers/require-writable.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { runCommand } from "../../run-command.ts";
import {
  askForDivision,
  askForEffect,
  askForGuardrails,
  askForMetric,
  askForName,
  type Division,
} from "./ab-test-questions.ts";

interface Draft {
  readonly name: string;
  readonly metric: AbMetric | undefined;
  readonly guardrails: readonly string[];
  readonly division: Division | undefined;
  readonly effect: number;
}

/** Level of significance, and probability of finding the smallest difference of interest. */
const level = 0.05;
const power = 0.8;
const mostVersions = 4;

/** “Create A/B Test…”: which versions, by which metric, how split; started once its size is known. */
export async function createAbTest(
  registries: Registries,
  args: CommandArguments,
): Promise<unknown> {
  await requireWritable(registries, args);
  const chosen = await versionsOfTest(registries, args);
  if (!chosen) return undefined;
  const { in: folder, versions } = chosen;
  const count = versions.length;
  if (count > mostVersions) {
    throw new RegistryError({ code: "invalid-request", reason: "ab-variants", count });
  }
  const { registry } = folder;
  const titles = versions.map(versionTitle);
  const ids = versions.map(({ id }) => id);
  const running = await registry.call("runningAbTests", {});
  const observed = await registry.call("observedMetricNames", { versions: ids });
  const draft = await multiStepInput<Draft>(
    l10n.t("A/B test of {0}", titles.join(", ")),
    {
      name: suggestedName(versions),
      metric: undefined,
      guardrails: [],
      division: undefined,
      effect: 0.05,
    },
    [
      async (answers, place) => {
        const name = await askForName(answers.name, running, place);
        return typeof name === "symbol" ? name : { ...answers, name: name.trim() };
      },
      async (answers, place) => {
        const metric = await askForMetric(observed, answers.metric, place);
        return typeof metric === "symbol" ? metric : { ...answers, metric };
      },
      async (answers, place) => {
        const others = observed.filter((key) => key !== answers.metric?.key);
        const guardrails = await askForGuardrails(others, answers.guardrails, place);
        return typeof guardrails === "symbol" ? guardrails : { ...answers, guardrails };
      },
      async (answers, place) => {
        const division = await askForDivision(titles, answers.division, place);
        return typeof division === "symbol" ? division : { ...answers, division };
      },
      async (answers, place) => {
        const effect = await askForEffect(answers.effect, place);
        return typeof effect === "symbol" ? effect : { ...answers, effect };
      },
    ],
  );
  if (!draft?.metric || !draft.division) return undefined;
  const { name, metric, division, effect } = draft;
  const isShadow = division.mode === "shadow";
  const size = { versions: ids, metric, level, power, effect, shares: division.shares, isShadow };
  const plan = await registry.call("planAbTest", size);
  if (!(await isConfirmed(draft, titles, plan))) return undefined;
  const event = await registry.call("createAbTest", {
    ...size,
    name,
    guardrails: draft.guardrails.flatMap((text) => parseAbMetric(text, "lower") ?? []),
    baseline: plan.baseline,
    ...(division.mode === "canary" && { canary: division.canary }),
  });
  void tell(folder, event.id, name);
  return event;
}

async function isConfirmed(
  { name, metric, guardrails, division, effect }: Draft,
  [first = "", ...others]: readonly string[],
  plan: AbPlan,
): Promise<boolean> {
  const detail = [
    l10n.t(
      "{0} against {1}, by {2}.",
      others.join(", "),
      first,
      metric ? abMetricText(metric) : "",
    ),
    divisionText(division, first),
    ...(guardrails.length > 0 ? [l10n.t("Guardrails: {0}.", guardrails.join(", "))] : []),
    sizeText(plan, effect),
  ].join("\n");
  const start = l10n.t("Start Test");
  return (
    (await confirmStep(l10n.t("Start the A/B test {0}?", name), { detail, verb: start })) === start
  );
}

function divisionText(division: Division | undefined, first: string): string {
  switch (division?.mode) {
    case "split":
      return l10n.t("Requests are split {0}.", splitText(division.shares));
    case "canary":
      return l10n.t(
        "Requests are split {0} at first; the share grows to {1} % while nothing gets worse.",
        splitText(division.shares),
        (division.canary.steps.at(-1) ?? 0) / 100,
      );
    case "shadow":
    case undefined:
      return l10n.t("All versions answer, and the answer of {0} is used.", first);
  }
}

/** Says how many values it takes to find the smallest difference of interest. */
function sizeText({ needed, duration }: AbPlan, effect: number): string {
  const part = `${Number((effect * 100).toPrecision(6))} %`;
  if (needed === undefined) {
    return l10n.t(
      "How many values it takes to find a difference of {0} is known once the first version has been observed.",
      part,
    );
  }
  const values = formatNumber(Number(needed.toPrecision(2)));
  const days = duration === undefined ? undefined : Math.max(1, Math.round(duration / 86_400_000));
  if (days === undefined) {
    return l10n.t("It takes about {0} values to find a difference of {1}.", values, part);
  }
  return days === 1
    ? l10n.t("It takes about {0} values to find a difference of {1}: about a day.", values, part)
    : l10n.t(
        "It takes about {0} values to find a difference of {1}: about {2} days.",
        values,
        part,
        formatNumber(days),
      );
}

async function tell({ folder }: FolderRegistry, test: string, name: string): Promise<void> {
  const [show, copy] = [l10n.t("Show"), l10n.t("Copy Routing Code…")];
  const started = l10n.t("The A/B test {0} is running.", name);
  const choice = await showInformationMessage(started, show, copy);
  const argument = { folder: folder.uri.toString(), test };
  if (choice === show) await runCommand("showAbTest", argument);
  if (choice === copy) await runCommand("copyAbRouting", argument);
}

interface Chosen {
  readonly in: FolderRegistry;
  /** First the one that the others are compared with. */
  readonly versions: readonly Version[];
}

/** The versions that are selected; beside a single one that in Production, else those that are chosen. */
async function versionsOfTest(
  registries: Registries,
  args: CommandArguments,
): Promise<Chosen | undefined> {
  const selected = args.rows.filter((row) => row.kind === "version");
  const [row] = selected;
  if (row && selected.length > 1) {
    return ofOneFolder(row.in, selected);
  }
  const hasTarget = row !== undefined || args.version !== undefined;
  const target = hasTarget
    ? await targetVersion(registries, args, l10n.t("Create A/B Test"))
    : undefined;
  const other = target && (await versionInUse(target));
  if (target && other && other.id !== target.version.id) {
    return inOrder(target.in, [other, target.version]);
  }
  return pickVersions(registries, target);
}

async function versionInUse({ in: { registry }, version }: Located): Promise<Version | undefined> {
  const { models } = await registry.call("overview", {});
  return models.find(({ model }) => model.name === version.model)?.production;
}

async function pickVersions(
  registries: Registries,
  target: Located | undefined,
): Promise<Chosen | undefined> {
  const title = l10n.t("Create A/B Test");
  const items = await versionItems(target ? [target.in] : registries.all());
  if (items.length < 2) {
    nothingToChoose(title, l10n.t("There must be two versions at least to compare them."));
    return undefined;
  }
  const answer = await askForMany({
    title,
    placeholder: l10n.t("Choose two to four versions"),
    items: items.map((item) => ({ ...item, picked: item.version.id === target?.version.id })),
    atLeast: 2,
  });
  if (typeof answer === "symbol") return undefined;
  const [first] = answer;
  return first && ofOneFolder(first.in, answer);
}

/** Puts versions in order. @throws RegistryError if some are of another folder */
function ofOneFolder(folder: FolderRegistry, all: readonly Located[]): Promise<Chosen> {
  if (all.some((each) => each.in !== folder)) {
    throw new RegistryError({ code: "invalid-request", reason: "registries-differ" });
  }
  return inOrder(
    folder,
    all.map(({ version }) => version),
  );
}

/** Puts the version in Production first, else the oldest one. */
async function inOrder(folder: FolderRegistry, versions: readonly Version[]): Promise<Chosen> {
  const { policy } = await folder.registry.call("policy", {});
  const inUse = productionStage(policy);
  const rank = ({ stage }: Version): number => (stage === inUse ? 0 : 1);
  return {
    in: folder,
    versions: versions.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)),
  };
}

/** `fraud-4-5`, with what a name of a test must not have left out. */
function suggestedName(versions: readonly Version[]): string {
  const [model = "test"] = versions.map((version) => version.model);
  const name = [model, ...versions.map(({ number }) => String(number))].join("-");
  return name.replaceAll(/[^\p{L}\p{N} _.-]/gu, "-").slice(0, 100);
}
