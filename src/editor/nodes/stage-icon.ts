import { ThemeColor, ThemeIcon } from "vscode";
import type { Stage } from "../../core/model/ids.ts";
import { stageRule, type Policy } from "../../core/model/policy.ts";
import { stageRole, type StageRole } from "../../core/policy/stage-roles.ts";

const icons: Readonly<Record<StageRole, { readonly icon: string; readonly color?: string }>> = {
  production: { icon: "star-full", color: "charts.green" },
  trial: { icon: "circle-filled", color: "charts.yellow" },
  archive: { icon: "circle-outline", color: "disabledForeground" },
  rejection: { icon: "close", color: "charts.red" },
  start: { icon: "circle-small-filled" },
  other: { icon: "circle-large-outline", color: "charts.blue" },
};

/**
 * Returns the icon and theme colour of a stage by its role; icons alone distinguish the roles. The
 * policy may name another icon.
 */
export function stageIcon(stage: Stage, policy: Policy): ThemeIcon {
  const { icon, color } = icons[stageRole(policy, stage)];
  const named = stageRule(policy, stage)?.icon;
  return new ThemeIcon(named ?? icon, color === undefined ? undefined : new ThemeColor(color));
}
