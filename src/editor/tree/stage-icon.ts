import { ThemeColor, ThemeIcon } from "vscode";
import type { Stage } from "../../core/ids.ts";
import { stageRule, type Policy } from "../../core/policy.ts";

const icons: Readonly<Record<string, { readonly icon: string; readonly color?: string }>> = {
  Production: { icon: "star-full", color: "charts.green" },
  Staging: { icon: "circle-filled", color: "charts.yellow" },
  Archived: { icon: "circle-outline", color: "disabledForeground" },
  Rejected: { icon: "close", color: "charts.red" },
  None: { icon: "circle-small-filled" },
};

/**
 * Shape and theme colour of a stage; the shape alone tells the stages apart. The policy may name
 * another shape.
 */
export function stageIcon(stage: Stage, policy?: Policy): ThemeIcon {
  const { icon, color } = icons[stage] ?? { icon: "circle-large-outline", color: "charts.blue" };
  const named = policy && stageRule(policy, stage)?.icon;
  return new ThemeIcon(named ?? icon, color === undefined ? undefined : new ThemeColor(color));
}
