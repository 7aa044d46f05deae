import * as l10n from "@vscode/l10n";
import { artifactSha256, isHeld, type ReferencedArtifact } from "../../core/model/artifact.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { missingVersion } from "../../core/state/missing-version.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { requireSame } from "../../storage/artifacts/artifact-store.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import { fetchMissingOf } from "../exchange/fetch-bytes.ts";
import { shareObjects } from "../exchange/share-objects.ts";
import { inItsWords, usableFile, withTakenIn } from "../files/usable-files.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { requireVersion } from "../versions/describe-version.ts";

/** Files that are in the registry now and were not before. */
export interface CopiedFiles {
  readonly version: Version;
  readonly files: readonly string[];
  /** Bytes of them. */
  readonly bytes: number;
}

/**
 * Copies the files of a version into the registry that were registered without a copy, each verified in
 * the copy, and gives them to the remote of a shared registry; fetches what else is not here. Nothing is
 * recorded: the version has the same bytes as before. One file after the other is kept, so that what was
 * interrupted goes on where it was.
 *
 * @throws RegistryError `unknown-version`, `artifact-missing`, `artifact-changed`, `file-problem`,
 *   `cancelled`, and as `fetchMissing` does
 */
export async function copyIntoRegistry(
  registry: Registry,
  { version: id }: { readonly version: VersionId },
  task: Task = {},
): Promise<CopiedFiles> {
  registry.requireTrust();
  await fetchMissingOf(registry, id, task);
  const { version, recorded } = await registry.read((state) => {
    const redacted = state.redactions.objects();
    const files = state.artifacts(id);
    return {
      version: requireVersion(state, id),
      // What was taken out of the registry does not come back.
      recorded: files.filter((file) => {
        const sha256 = artifactSha256(file);
        return sha256 === undefined || !redacted.has(sha256);
      }),
    };
  });
  const artifacts = await withTakenIn(registry, recorded);
  const files: string[] = [];
  let bytes = 0;
  for (const artifact of artifacts) {
    if (isHeld(artifact)) continue;
    throwIfCancelled(task.signal);
    bytes += await copyOne(registry, version, artifact, task);
    files.push(artifact.path);
  }
  const taken = (await withTakenIn(registry, recorded)).filter(isHeld);
  const referenced = new Set(recorded.filter((file) => !isHeld(file)).map(({ path }) => path));
  await shareObjects(
    registry,
    taken.filter(({ path }) => referenced.has(path)),
    task,
  );
  return { version, files, bytes };
}

/** Copies a file into the store; returns its size in bytes. */
async function copyOne(
  registry: Registry,
  version: Version,
  artifact: ReferencedArtifact,
  { signal, report }: Task,
): Promise<number> {
  const file = await usableFile(registry, version, artifact);
  const title = l10n.t("{0} of {1}", file.path, versionTitle(version));
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    report?.({ message: l10n.t("Copying {0}", title), done, total: file.size });
  };
  const staging = await ArtifactStaging.open(registry.paths);
  try {
    await inItsWords(file, title, async () => {
      requireSame(file, await staging.addFile(file.at, { signal, onBytes }), title);
    });
    await registry.whileLocked(
      (state) => (state.version(version.id) ? undefined : missingVersion(state, version.id)),
      async (refusal, held) => {
        // Bytes of a version that was deleted meanwhile would be garbage.
        if (refusal) throw new RegistryError(refusal);
        await held.assertHeld();
        await staging.publish().catch((error: unknown) => {
          throw writeProblem(registry.paths, error);
        });
      },
    );
  } finally {
    await staging.discard();
  }
  return file.size;
}
