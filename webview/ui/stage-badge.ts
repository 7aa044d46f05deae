import { html, type TemplateResult } from "lit";
import type { Stage } from "../../src/core/model/ids.ts";
import type { StageRole } from "../../src/core/policy/stage-roles.ts";
import { icon } from "./icon.ts";

/**
 * Icon and colour of each stage role, as in the tree: icons differ, so that colour is never the
 * only sign.
 */
const looks: Readonly<Record<StageRole, readonly [icon: string, tone: string]>> = {
  production: ["star-full", "tone-green"],
  trial: ["circle-filled", "tone-yellow"],
  archive: ["circle-outline", "tone-muted"],
  rejection: ["close", "tone-red"],
  start: ["circle-small", "tone-muted"],
  other: ["circle-small-filled", "tone-blue"],
};

let roles: ReadonlyMap<string, StageRole> = new Map();

/** Takes over what the stages mean by the policy, before a page shows any. */
export function setStageRoles(of: Readonly<Record<string, StageRole>>): void {
  roles = new Map(Object.entries(of));
}

/** Returns what a stage means; one that the policy does not have is some other. */
export function roleOf(stage: string): StageRole {
  return roles.get(stage) ?? "other";
}

/** Returns the name of the Production stage; absent if the policy has none. */
export function productionName(): string | undefined {
  return [...roles].find(([, role]) => role === "production")?.[0];
}

/** The icon of a stage; one of no known role gets a plain dot. */
export function stageIcon(stage: Stage): TemplateResult {
  const [name, tone] = looks[roleOf(stage)];
  return icon(name, tone);
}

/** A stage with its icon. */
export function stageBadge(stage: Stage): TemplateResult {
  return html`<span class="badge">${stageIcon(stage)}<span>${stage}</span></span>`;
}
