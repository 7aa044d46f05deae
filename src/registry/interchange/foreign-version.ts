import * as l10n from "@vscode/l10n";
import { shortestWay } from "../../core/lifecycle/entry-advice.ts";
import type { Stage } from "../../core/model/ids.ts";
import { findStage } from "../../core/model/policy.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import type { Version } from "../../core/state/version.ts";
import { setAlias } from "../annotations/set-alias.ts";
import { transition } from "../lifecycle/transition.ts";
import { refusalOf } from "../refusal-of.ts";
import type { Registry } from "../registry.ts";

/** Result of importing one version of another registry. */
export interface ForeignOutcome {
  /** Name there: `fraud/3`. */
  readonly from: string;
  readonly version?: Version;
  /** True if an earlier import made it. */
  readonly isKnown?: true;
  /** Reason why it was not imported. */
  readonly refusal?: Refusal;
  /** Parts that differ from what is there: its stage, an alias, a tag. */
  readonly notes: readonly string[];
}

/** Refusals that would be the same for all that follows. */
const endsAll: ReadonlySet<Refusal["code"]> = new Set(["cancelled", "read-only", "busy"]);

/** Acts, and hands a refusal to `onRefusal` that is about one thing alone. */
export async function unlessRefused<T>(
  act: () => Promise<T>,
  onRefusal: (refusal: Refusal) => void,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RegistryError) || endsAll.has(error.refusal.code)) throw error;
    onRefusal(refusalOf(error));
    return undefined;
  }
}

/** Moves a version to the stage that it has elsewhere, by transitions that the policy allows. */
export async function moveToStage(
  registry: Registry,
  version: Version,
  { stage, reason }: { readonly stage: Stage; readonly reason: string },
  notes: string[],
): Promise<void> {
  const { policy } = await registry.policy();
  const way = shortestWay(policy, version.stage, stage);
  if (!way) {
    notes.push(l10n.t("no transitions of the policy lead to {0}", stage));
    return;
  }
  for (const to of way) {
    const moved = await unlessRefused(
      () => transition(registry, { version: version.id, to, reason }),
      (refusal) => notes.push(messageOf(refusal)),
    );
    if (!moved) return;
  }
}

/**
 * Gives a version the marks that it has elsewhere: one that is called as a stage of the policy moves it
 * there, any other is an alias.
 *
 * @param onAlias is told of each alias that was set
 * @returns the version as it is then
 */
export async function markVersion(
  registry: Registry,
  version: Version,
  { marks, reason }: { readonly marks: readonly string[]; readonly reason: string },
  notes: string[],
  onAlias?: (alias: string) => void,
): Promise<Version> {
  const { policy } = await registry.policy();
  for (const name of marks) {
    const stage = findStage(policy, name);
    if (stage !== undefined) {
      await moveToStage(registry, version, { stage, reason }, notes);
      continue;
    }
    const alias = await unlessRefused(
      () => setAlias(registry, { version: version.id, alias: name }),
      (refusal) => notes.push(messageOf(refusal)),
    );
    if (alias) onAlias?.(name);
  }
  return (await registry.read((state) => state.version(version.id))) ?? version;
}
