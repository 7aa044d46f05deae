import { l10n, type QuickPickItem } from "vscode";
import { askForOne } from "../../pickers/ask.ts";
import type { Registries } from "../../registries.ts";
import type { ModelsTree } from "../../tree/models-tree.ts";

/** “Sort Versions…”: in the tree, by a metric with the best first, or the newest first. */
export async function sortVersions(registries: Registries, tree: ModelsTree): Promise<undefined> {
  const names = await Promise.all(
    registries.all().map(({ registry }) => registry.call("recordedMetrics", {})),
  );
  const metrics = [...new Set(names.flat())].sort();
  const newest: QuickPickItem & { readonly metric: string } = {
    label: l10n.t("Newest first"),
    metric: "",
  };
  const items = [newest, ...metrics.map((metric) => ({ label: metric, metric }))];
  const answer = await askForOne({
    title: l10n.t("Sort Versions"),
    placeholder: l10n.t("Choose the metric to sort by; the best comes first"),
    items,
    active: items.find(({ metric }) => metric === tree.versionMetric),
  });
  if (typeof answer === "symbol") return;
  await tree.arrange({ versionMetric: answer.metric });
}
