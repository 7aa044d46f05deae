import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import { addTo } from "../../core/add-to.ts";
import type { ModelFamily, DiscoveredFile, KeptVersion } from "../../core/import/import-plan.ts";
import { isMarked } from "../../core/import/version-name.ts";
import { artifactManifest, type HeldArtifact } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionReference } from "../../core/state/version.ts";
import { hashFile } from "../../provenance/data/hash-file.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { sha256 } from "../../storage/ledger/ledger-line.ts";
import { collectFiles } from "../registration/collect-files.ts";
import { findModelParts } from "../registration/find-model-parts.ts";
import { damagedFiles, filesOfVersion } from "../registration/restore-bytes.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { RegisteredDuplicate } from "./import-candidate.ts";

/**
 * Digests of a discovered version's files and of the whole version, or the reason why they can't be
 * read.
 */
export type Content =
  { readonly digests: readonly Sha256[]; readonly digest: Sha256 } | { readonly problem: string };

/**
 * Hashes the files that registrations would store, by the paths of the discovered versions.
 *
 * @param models for each version the model and what belongs to it
 */
export async function hashDiscoveredFiles(
  workspace: string,
  root: string,
  models: readonly (readonly [DiscoveredFile, ...DiscoveredFile[]])[],
  { signal, report }: Task,
): Promise<ReadonlyMap<string, Content>> {
  const total = models.flat().reduce((sum, { size }) => sum + size, 0);
  const contents = new Map<string, Content>();
  let done = 0;
  for (const files of models) {
    const [{ path }] = files;
    const onBytes = (bytes: number): void => {
      done += bytes;
      report?.({ message: l10n.t("Hashing {0}", path), done, total });
    };
    try {
      const artifacts: HeldArtifact[] = [];
      const paths = files.map((file) => join(root, file.path));
      const parts = await findModelParts(workspace, paths, { signal });
      for (const { absolute, ...file } of await collectFiles(workspace, paths, { parts })) {
        const hashed = await hashFile(absolute, file.path, { signal, onBytes });
        artifacts.push({ ...file, sha256: hashed.sha256 });
      }
      contents.set(path, {
        digests: artifacts.map((artifact) => artifact.sha256),
        digest: sha256(artifactManifest(artifacts)),
      });
    } catch (error) {
      throwIfCancelled(signal);
      if (!(error instanceof RegistryError)) throw error;
      contents.set(path, { problem: messageOf(error.refusal) });
    }
  }
  return contents;
}

/** Duplicates of a discovered version. */
export interface Duplicates {
  /** Discovered version with the same bytes that is the one to register. */
  readonly sameAs?: string;
  /** Discovered version with the same model file, but other files that belong to it. */
  readonly sameModelAs?: string;
  readonly registeredAs?: RegisteredDuplicate;
  /** Version that has these bytes, and whose stored bytes are missing or changed: `fraud@3`. */
  readonly restores?: string;
  /** The file that is called like all of them, without a version, is the same: it is in use. */
  readonly isPlainDuplicate?: boolean;
}

/**
 * Finds the duplicates of discovered versions. The one to register is that whose name contains most
 * about the version.
 */
export function findDuplicates(
  state: IndexQueries,
  families: readonly ModelFamily[],
  contents: ReadonlyMap<string, Content>,
): ReadonlyMap<string, Duplicates> {
  const duplicates = new Map<string, Duplicates>();
  for (const { versions } of families) {
    const same = new Map<string, KeptVersion[]>();
    for (const version of versions) {
      const content = contents.get(version.file.path);
      if (!content || "problem" in content) continue;
      const key = [...content.digests].sort().join();
      addTo(same, key, version);
      const registeredAs = registeredDuplicate(state, content.digests);
      if (registeredAs) duplicates.set(version.file.path, { registeredAs });
    }
    for (const [path, sameModelAs] of sameModelFiles(versions, contents)) {
      duplicates.set(path, { ...duplicates.get(path), sameModelAs });
    }
    for (const group of same.values()) {
      const kept =
        group.find(({ name }) => name.numbers.length > 0 && name.copy === 0) ??
        group.find(({ name }) => isMarked(name) && name.copy === 0) ??
        group[0];
      for (const { file, name } of group) {
        if (!kept || file.path === kept.file.path) continue;
        duplicates.set(file.path, { ...duplicates.get(file.path), sameAs: kept.file.path });
        if (!isMarked(name)) {
          duplicates.set(kept.file.path, {
            ...duplicates.get(kept.file.path),
            isPlainDuplicate: true,
          });
        }
      }
    }
  }
  return duplicates;
}

/** Finds, for each version whose model file an earlier one has too, the path of that one. */
function sameModelFiles(
  versions: readonly KeptVersion[],
  contents: ReadonlyMap<string, Content>,
): ReadonlyMap<string, string> {
  const firstWith = new Map<Sha256, string>();
  const same = new Map<string, string>();
  for (const { file } of versions) {
    const content = contents.get(file.path);
    const digest = content && "digests" in content ? content.digests[0] : undefined;
    if (digest === undefined || file.isFolder) continue;
    const first = firstWith.get(digest);
    if (first === undefined) firstWith.set(digest, file.path);
    else same.set(file.path, first);
  }
  return same;
}

/**
 * Finds registered duplicates whose stored bytes are missing or changed. The import restores them.
 *
 * @throws RegistryError `cancelled`
 */
export async function findDamagedDuplicates(
  registry: Registry,
  found: ReadonlyMap<string, Duplicates>,
  task: Task,
): Promise<ReadonlyMap<string, Duplicates>> {
  const checked = new Map<string, Duplicates>();
  for (const [path, duplicates] of found) {
    const { registeredAs, ...others } = duplicates;
    const files =
      registeredAs && (await registry.read((state) => filesOfVersion(state, registeredAs.id)));
    const isDamaged = files && (await damagedFiles(registry, files, task)).length > 0;
    checked.set(path, isDamaged ? { ...others, restores: registeredAs.reference } : duplicates);
  }
  return checked;
}

function registeredDuplicate(
  state: IndexQueries,
  digests: readonly Sha256[],
): RegisteredDuplicate | undefined {
  const [version] = state.versionsWithContent(digests);
  return version && { id: version.id, model: version.model, reference: versionReference(version) };
}
