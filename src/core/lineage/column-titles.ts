import * as l10n from "@vscode/l10n";
import type { LayoutRequest, PlacedCard } from "./layout-lineage.ts";
import type { LineageNodeKind } from "./lineage-node.ts";

const data: readonly LineageNodeKind[] = ["dataset", "features"];
const making: readonly LineageNodeKind[] = ["run", "commit", "external"];

/** Returns the titles of the columns of a drawing, empty where one would say nothing. */
export function columnTitles(
  cards: readonly PlacedCard[],
  { view, focus }: Pick<LayoutRequest, "view" | "focus">,
): readonly string[] {
  const columns: PlacedCard[][] = [];
  for (const card of cards) (columns[card.column] ??= []).push(card);
  const center = cards.find(({ id }) => id === focus)?.column;
  const titles = columns.map((column, index) => {
    const kinds = [...new Set(column.map(({ node }) => node.kind))];
    if (kinds.every((kind) => data.includes(kind))) {
      return kinds.includes("features") ? l10n.t("Data and features") : l10n.t("Data");
    }
    if (kinds.every((kind) => making.includes(kind))) return l10n.t("Built with");
    if (view === "model" || view === "registry" || center === undefined) return "";
    if (index === center) return l10n.t("Version");
    if (index < center) return l10n.t("Made from");
    return view === "impact" && index === center + 1
      ? l10n.t("Depends on it")
      : l10n.t("Made from it");
  });
  // Said once of columns beside each other.
  return titles.map((title, index) => (title === titles[index - 1] ? "" : title));
}
