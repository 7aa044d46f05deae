import { count } from "../../core/format.ts";
import type { Stage } from "../../core/ids.ts";
import type { ModelOverview } from "../../registry/overview.ts";

/** Returns what is in production of a model and how many versions it has: `Live 4`, `6 versions`. */
export function overviewFacts(
  { model, production }: ModelOverview,
  stage: Stage | undefined,
): readonly string[] {
  const held = production ? `${production.stage} ${production.number}` : stage && `no ${stage}`;
  return [...(held === undefined ? [] : [held]), count(model.versionCount, "version")];
}
