import { commands, Disposable, StatusBarAlignment, window, type StatusBarItem } from "vscode";
import { productionStage } from "../../core/policy/stage-roles.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { count } from "../../core/text/format.ts";
import type { ModelOverview } from "../../registry/models/overview.ts";
import { log } from "../log.ts";
import { sentencesOf } from "../refusals/refusal-words.ts";
import type { Registries } from "../registries.ts";

/** The stage of versions in use, where no policy calls it otherwise. */
const defaultName = "Production";

/**
 * Shows the state of all registries of the window: the status bar entry, hidden while there is no
 * model and no problem, and the context keys by which menus and the Command Palette offer commands.
 */
export function createWorkspaceSummary(registries: Registries): Disposable {
  const item = window.createStatusBarItem("modelRegistry.status", StatusBarAlignment.Left, 10);
  item.name = "Model Registry";
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
  const tryUpdate = (): void => {
    update().catch((error: unknown) => {
      log().error(`workspace summary: ${String(error)}`);
    });
  };
  const subscription = registries.onDidChange(tryUpdate);
  tryUpdate();
  return Disposable.from(subscription, item);
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
  const [stage = defaultName] = stages;
  const place = stages.size > 1 ? "production" : stage;
  const text = [count(models.length, "model"), `${held.length} in ${place}`];
  const [problem] = problems;
  item.text = problem
    ? `$(warning) ${text.join(" · ")}, ledger ${problem.code === "ledger-missing" ? "incomplete" : "damaged"}`
    : `$(package) ${text.join(" · ")}`;
  item.tooltip = [
    "Model Registry",
    ...problems.map(sentencesOf),
    ...held.map((version) => `${version.model}: version ${version.number} in ${version.stage}`),
  ].join("\n");
  item.accessibilityInformation = {
    label: `Model Registry: ${[...text, ...problems.map(messageOf)].join(", ")}`,
  };
  if (models.length > 0 || problem) item.show();
  else item.hide();
}
