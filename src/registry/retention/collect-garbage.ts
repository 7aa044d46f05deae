import * as l10n from "@vscode/l10n";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import {
  usageKinds,
  type StorageUsage,
  type UsageKind,
  type UsagePart,
} from "../../core/retention/storage-usage.ts";
import { findLeftovers, removeLeftover, type Leftover } from "../../storage/artifacts/leftovers.ts";
import type { FoundSnapshot } from "../../storage/artifacts/snapshot.ts";
import { usedFiles, type UsedFile } from "../../storage/artifacts/storage-usage.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import { ledgerFiles } from "../../storage/ledger/ledger-folder.ts";
import { liveDigests } from "../../storage/runs/live-digests.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest, Task } from "../task.ts";
import { freeBytes } from "./free-bytes.ts";
import { observationKeeping } from "./observation-keeping.ts";
import { removeSnapshots, snapshotsOf } from "./snapshots.ts";

/** Files in the registry's folder that nothing needs. */
export interface Garbage {
  /** Objects of the artifact store: of deleted versions, or of registrations that were cut off. */
  readonly objects: number;
  /** Unfinished registrations and temporary files of processes that ended. */
  readonly leftovers: number;
  /** Read-only copies, made by `resolve`, that have not been asked for in a week. */
  readonly snapshots: number;
  /** Bytes of all of them on disk. */
  readonly bytes: number;
}

/** Garbage, and the storage used by the whole folder. */
export interface GarbageReport extends Garbage {
  /** All files below the folder: with the garbage, or, once that is removed, without it. */
  readonly usage: StorageUsage;
}

interface FoundGarbage {
  readonly digests: readonly Sha256[];
  readonly leftovers: readonly Leftover[];
  readonly snapshots: readonly FoundSnapshot[];
  readonly report: GarbageReport;
}

/**
 * Time in milliseconds after which leftovers of another machine or an earlier release are removed,
 * as they name no process that could be checked. They are removed only on request, and only if
 * unchanged for this long.
 */
const abandonedAfter = 24 * 60 * 60 * 1000;
/** Time in milliseconds for which a snapshot that nobody resolves stays. */
const snapshotKept = 7 * 24 * 60 * 60 * 1000;
const garbageKinds: readonly UsageKind[] = ["unreferenced", "leftover", "unused-snapshot"];
/** Maximum number of names listed for a kind. */
const maxPaths = 5;
const toldKinds: readonly UsageKind[] = ["leftover", "unknown-owner", "aside", "other"];

/**
 * Returns the garbage that could be removed.
 *
 * @throws RegistryError `ledger-damaged`, `ledger-missing`, `cancelled`
 */
export async function findGarbage(
  registry: Registry,
  _request: NoRequest,
  task: Task = {},
): Promise<GarbageReport> {
  return (await lookForGarbage(registry, task)).report;
}

/**
 * Removes from the registry's folder what nothing needs.
 *
 * @returns what was removed
 * @throws RegistryError `read-only`, `ledger-damaged`, `ledger-missing`, `cancelled`, `busy`
 */
export async function collectGarbage(
  registry: Registry,
  _request: NoRequest,
  task: Task = {},
): Promise<GarbageReport> {
  registry.requireTrust();
  const { digests, leftovers, snapshots, report } = await lookForGarbage(registry, task);
  throwIfCancelled(task.signal);
  const freed = await freeBytes(registry, digests, task);
  for (const leftover of leftovers) {
    await removeLeftover(leftover).catch((error: unknown) => {
      throw writeProblem(registry.paths, error);
    });
  }
  await removeSnapshots(registry, snapshots);
  const others = report.usage.parts.filter(
    ({ kind }) => kind !== "unreferenced" && garbageKinds.includes(kind),
  );
  const leftBytes = sizeOf(others.map(({ bytes }) => ({ size: bytes })));
  const parts = report.usage.parts.filter(({ kind }) => !garbageKinds.includes(kind));
  const usage = { parts, bytes: sizeOf(parts.map(({ bytes }) => ({ size: bytes }))) };
  return { ...report, ...freed, bytes: freed.bytes + leftBytes, usage };
}

async function lookForGarbage(registry: Registry, { signal, report }: Task): Promise<FoundGarbage> {
  const keeping = await observationKeeping(registry);
  const inUse = await registry.read((state) => state.bytes.digestsInUse(keeping));
  // What comes after the damage may refer to anything.
  registry.requireHealth();
  const live = await liveDigests(registry.paths);
  const found = await findLeftovers(registry.paths);
  const leftovers = found.filter(isAbandoned);
  const { used, withoutVersion } = await snapshotsOf(registry);
  const unasked = used.filter(({ usedAt }) => Date.now() - usedAt > snapshotKept);
  const snapshots = [...unasked, ...withoutVersion];
  const unused = new Set(snapshots.map(({ name }) => name));
  const digests: Sha256[] = [];
  const files: UsedFile[] = [];
  for await (const batch of usedFiles(registry.paths, found)) {
    throwIfCancelled(signal);
    for (const file of batch) {
      const { kind, sha256, snapshot, leftover } = file;
      if (sha256 && !inUse.has(sha256) && !live.has(sha256)) {
        digests.push(sha256);
        files.push({ ...file, kind: "unreferenced" });
      } else {
        const isUnused = snapshot !== undefined && unused.has(snapshot);
        const isLeft = leftover && isAbandoned(leftover);
        files.push({
          ...file,
          kind: isUnused ? "unused-snapshot" : isLeft ? "leftover" : kind,
        });
      }
    }
    report?.({ message: l10n.t("Looking at what is stored, {0} files", files.length) });
  }
  if (digests.length > 0) await requireLedger(registry);
  const usage = usageOf(files);
  const garbage = files.filter(({ kind }) => garbageKinds.includes(kind));
  const counts = {
    objects: digests.length,
    leftovers: leftovers.length,
    snapshots: snapshots.length,
    bytes: sizeOf(garbage),
  };
  return { digests, leftovers, snapshots, report: { ...counts, usage } };
}

function isAbandoned({ owner, modifiedAt }: Leftover): boolean {
  return owner === "ended" || (owner === "unknown" && Date.now() - modifiedAt > abandonedAfter);
}

function usageOf(files: readonly UsedFile[]): StorageUsage {
  const parts = usageKinds.flatMap((kind): UsagePart[] => {
    const ofKind = files.filter((file) => file.kind === kind);
    if (ofKind.length === 0) return [];
    const paths = toldKinds.includes(kind) && ofKind.slice(0, maxPaths).map(({ path }) => path);
    return [{ kind, files: ofKind.length, bytes: sizeOf(ofKind), ...(paths && { paths }) }];
  });
  return { parts, bytes: sizeOf(files) };
}

function sizeOf(files: readonly Pick<UsedFile, "size">[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Without the ledger that refers to it, everything looks as if nothing did. */
async function requireLedger(registry: Registry): Promise<void> {
  if ((await ledgerFiles(registry.paths)).size > 0) return;
  throw new RegistryError({ code: "ledger-missing", reason: "bytes-without-ledger-freeing" });
}
