import * as l10n from "@vscode/l10n";
import type { VersionId } from "../../core/model/ids.ts";
import { throwIfCancelled, type Refusal } from "../../core/refusals/refusal.ts";
import { decideRetention } from "../../core/retention/decide-deletion.ts";
import { retentionText } from "../../core/retention/retention-text.ts";
import type { Version } from "../../core/state/version.ts";
import { inEnglish } from "../../core/text/language.ts";
import type { HookRun } from "../hooks/run-hook.ts";
import { transition } from "../lifecycle/transition.ts";
import { refusalOf } from "../refusal-of.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { digestsOf, freeDeleted, type Freeing } from "./delete-version.ts";
import { retentionPreview } from "./retention-preview.ts";

export interface RetentionRequest {
  /** Of what retention would do, only these: those that a person has seen and agreed to. */
  readonly versions?: readonly VersionId[];
}

export interface RetentionDeletion extends Freeing {
  /** Newest first. */
  readonly deleted: readonly Version[];
}

/**
 * Deletes the versions that the policy's retention lets be deleted now, in one step, and frees the
 * bytes that no other version has. Retention is evaluated again: versions that have come into use
 * in the meantime stay.
 *
 * @throws RegistryError `invalid-policy`, `invalid-request` if none of them can be deleted any
 * more, `not-permitted`, `read-only`, `busy`, `cancelled` if nothing was deleted
 */
export async function deleteByRetention(
  registry: Registry,
  request: RetentionRequest,
  task: Task = {},
): Promise<RetentionDeletion> {
  registry.requireTrust();
  const wanted = request.versions && new Set(request.versions);
  const { entries } = await retentionPreview(registry, {});
  const going = entries.flatMap(({ action, version: { id } }) =>
    action === "delete" && wanted?.has(id) !== false ? id : [],
  );
  if (going.length === 0 && request.versions === undefined) {
    return { deleted: [], freed: { objects: 0, bytes: 0 } };
  }
  const { digests, versions } = await registry.read((state) => ({
    digests: digestsOf(state, going),
    versions: going.flatMap((id) => state.version(id) ?? []),
  }));
  let deleted: ReadonlySet<VersionId> = new Set();
  await registry.commit((state, { policy, actor, now }) => {
    // The last moment: from here on it happens.
    throwIfCancelled(task.signal);
    const decision = decideRetention(state, policy(), { ...request, now }, actor);
    if (decision.accepted) deleted = new Set(decision.events.map(({ data }) => data.version));
    return decision;
  });
  const freeing = await freeDeleted(registry, digests, task);
  return { deleted: versions.filter(({ id }) => deleted.has(id)), ...freeing };
}

export interface RetentionArchival {
  readonly archived: readonly Version[];
  /** Versions that the gates or a hook of the archive stage held back. */
  readonly refused: readonly { readonly version: Version; readonly refusal: Refusal }[];
  /** Hooks that failed after a version was archived; the version stays archived. */
  readonly failedHooks: readonly { readonly version: Version; readonly hook: HookRun }[];
  /** Reason why the rest was left unchanged; absent if there is no rest. */
  readonly stopped?: Refusal;
}

/**
 * Archives the versions that the policy's retention archives, one after the other, each through the
 * gates and the hooks of the stage. What is archived stays so when something stops the rest.
 *
 * @throws RegistryError `invalid-policy`, `read-only` in an untrusted workspace
 */
export async function archiveByRetention(
  registry: Registry,
  request: RetentionRequest,
  task: Task = {},
): Promise<RetentionArchival> {
  registry.requireTrust();
  const wanted = request.versions && new Set(request.versions);
  const { entries } = await retentionPreview(registry, {});
  const going = entries.flatMap((entry) =>
    entry.action === "archive" && wanted?.has(entry.version.id) !== false ? [entry] : [],
  );
  const archived: Version[] = [];
  const refused: { version: Version; refusal: Refusal }[] = [];
  const failedHooks: { version: Version; hook: HookRun }[] = [];
  for (const [index, entry] of going.entries()) {
    task.report?.({ message: l10n.t("Archiving, {0} of {1} versions", index, going.length) });
    const { to } = entry;
    const version = await registry.read((state) => state.version(entry.version.id));
    if (!version) continue;
    const reason = inEnglish(() => `By retention: ${retentionText(entry)}.`);
    try {
      throwIfCancelled(task.signal);
      const { hooks } = await transition(registry, { version: version.id, to, reason }, task);
      archived.push(version);
      const hook = hooks?.find(({ ok }) => !ok);
      if (hook) failedHooks.push({ version, hook });
    } catch (error) {
      const refusal = refusalOf(error);
      if (!isAboutOne(refusal)) {
        const stopped = stoppedBy(refusal, going.length - index);
        return { archived, refused, failedHooks, stopped };
      }
      refused.push({ version, refusal });
    }
  }
  return { archived, refused, failedHooks };
}

/** Returns true if a refusal is about this version alone, so that the next one may succeed. */
function isAboutOne({ code }: Refusal): boolean {
  return ![
    "busy",
    "read-only",
    "ledger-damaged",
    "invalid-policy",
    "hooks-not-allowed",
    "cancelled",
  ].includes(code);
}

/**
 * Returns the refusal that stopped the archiving. A cancellation gets another message: its own is
 * that nothing was changed, but earlier versions may have been archived.
 */
function stoppedBy(refusal: Refusal, left: number): Refusal {
  if (refusal.code !== "cancelled") return refusal;
  return { code: "cancelled", reason: "archiving-cancelled", left };
}
