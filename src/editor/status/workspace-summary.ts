import { commands, Disposable, l10n, StatusBarAlignment, window, type StatusBarItem } from "vscode";
import { productionStage } from "../../core/policy/stage-roles.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { formatNumber } from "../../core/text/language.ts";
import type { ModelOverview } from "../../registry/models/overview.ts";
import { afterPause } from "../after-pause.ts";
import { log } from "../log.ts";
import { sentencesOf } from "../refusals/refusal-words.ts";
import type { Registries } from "../registries.ts";

/** Name of the stage of versions in use in the titles of menus. */
const defaultName = "Production";

/**
 * Shows the state of all registries of the window: the status bar entry, hidden while there is no
 * model and no problem, and the context keys by which menus and the Command Palette offer commands.
 */
export function createWorkspaceSummary(registries: Registries): Disposable {
  const item = window.createStatusBarItem("modelRegistry.status", StatusBarAlignment.Left, 10);
  item.name = l10n.t("Model Registry");
  item.command = "modelRegistry.models.focus";

  const update = async (): Promise<void> => {
    const overviews = await Promise.all(
      registries.all().map(({ registry }) => registry.call("overview", {})),
    );
    const models = overviews.flatMap((overview) => overview.models);
    const problems = overviews.flatMap((overview) => overview.problems);
    const names = overviews.flatMap(({ policy }) => productionStage(policy.policy) ?? []);
    show(item, models, problems, names);
    // Titles of menus are fixed, and a team may call the stage otherwise.
    const hasOther = names.some((name) => name !== defaultName);
    await commands.executeCommand("setContext", "modelRegistry.otherProductionName", hasOther);
    await commands.executeCommand("setContext", "modelRegistry.hasModels", models.length > 0);
    await commands.executeCommand("setContext", "modelRegistry.hasProblem", problems.length > 0);
  };
  const updating = afterPause(0, update, (error) => {
    log().error(`workspace summary: ${String(error)}`);
  });
  updating.soon();
  return Disposable.from(registries.onDidChange(updating.soon), updating, item);
}

/** `3 models · 1 in Production` */
function show(
  item: StatusBarItem,
  models: readonly ModelOverview[],
  problems: readonly Refusal[],
  names: readonly string[],
): void {
  const held = models.flatMap(({ production }) => production ?? []);
  const stages = new Set<string>(held.length > 0 ? held.map(({ stage }) => stage) : names);
  const [stage] = stages;
  const text = [
    models.length === 1 ? l10n.t("1 model") : l10n.t("{0} models", formatNumber(models.length)),
    stages.size === 1 && stage !== undefined
      ? l10n.t("{0} in {1}", formatNumber(held.length), stage)
      : l10n.t("{0} in production", formatNumber(held.length)),
  ];
  const [problem] = problems;
  item.text = problem
    ? `$(warning) ${text.join(" · ")}, ${ledgerState(problem)}`
    : `$(package) ${text.join(" · ")}`;
  item.tooltip = [
    l10n.t("Model Registry"),
    ...problems.map(sentencesOf),
    ...held.map(({ model, number, stage: at }) =>
      l10n.t("{0}: version {1} in {2}", model, number, at),
    ),
  ].join("\n");
  item.accessibilityInformation = {
    label: `${l10n.t("Model Registry")}: ${[...text, ...problems.map(messageOf)].join(", ")}`,
  };
  if (models.length > 0 || problem) item.show();
  else item.hide();
}

function ledgerState({ code }: Refusal): string {
  return code === "ledger-missing" ? l10n.t("ledger incomplete") : l10n.t("ledger damaged");
}
