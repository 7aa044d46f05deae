import { Disposable, StatusBarAlignment, window } from "vscode";
import { count } from "../core/format.ts";
import { log } from "./log.ts";
import type { Registries } from "./registries.ts";

/** `⬡ 3 models · 1 in Production`, for the whole workspace; hidden while there is no model. */
export function createStatusBar(registries: Registries): Disposable {
  const item = window.createStatusBarItem("modelRegistry.status", StatusBarAlignment.Left, 10);
  item.name = "Model Registry";
  item.command = "modelRegistry.models.focus";

  const update = async (): Promise<void> => {
    const overviews = await Promise.all(
      registries.all().map(({ registry }) => registry.call("overview", {})),
    );
    const models = overviews.flatMap((overview) => overview.models);
    const held = models.flatMap(({ production }) => production ?? []);
    item.text = `$(package) ${count(models.length, "model")} · ${held.length} in Production`;
    item.tooltip = [
      "Model Registry",
      ...held.map((version) => `${version.model}: version ${version.number} in Production`),
    ].join("\n");
    item.accessibilityInformation = {
      label: `Model Registry: ${count(models.length, "model")}, ${held.length} in Production`,
    };
    if (models.length > 0) item.show();
    else item.hide();
  };
  const tryUpdate = (): void => {
    update().catch((error: unknown) => {
      log().error(`status bar: ${String(error)}`);
    });
  };
  const subscription = registries.onDidChange(tryUpdate);
  tryUpdate();
  return Disposable.from(subscription, item);
}
