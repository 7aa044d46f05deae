import { ThemeColor, ThemeIcon } from "vscode";
import type { Stage } from "../../core/ids.ts";

const icons: Readonly<Record<string, { readonly icon: string; readonly color?: string }>> = {
  Production: { icon: "star-full", color: "charts.green" },
  Staging: { icon: "circle-filled", color: "charts.yellow" },
  Archived: { icon: "circle-outline", color: "disabledForeground" },
  Rejected: { icon: "close", color: "charts.red" },
  None: { icon: "circle-small-filled" },
};

/** Shape and theme colour of a stage; the shape alone tells the stages apart. */
export function stageIcon(stage: Stage): ThemeIcon {
  const { icon, color } = icons[stage] ?? { icon: "circle-large-outline", color: "charts.blue" };
  return new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
}
