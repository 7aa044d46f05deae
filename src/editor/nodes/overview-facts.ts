import * as l10n from "@vscode/l10n";
import type { Stage } from "../../core/model/ids.ts";
import { versionCountText } from "../../core/state/version.ts";
import type { ModelOverview } from "../../registry/models/overview.ts";

/** Returns what is in production of a model and how many versions it has: `Live 4`, `6 versions`. */
export function overviewFacts(
  { model, production }: ModelOverview,
  stage: Stage | undefined,
): readonly string[] {
  if (model.versionCount === 0) return [versionCountText(model)];
  const held = production
    ? `${production.stage} ${production.number}`
    : stage && l10n.t("no {0}", stage);
  return [...(held === undefined ? [] : [held]), versionCountText(model)];
}
