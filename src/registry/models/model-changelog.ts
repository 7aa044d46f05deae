import * as l10n from "@vscode/l10n";
import type { ModelName } from "../../core/model/ids.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { changelogMarkdown } from "../../core/reports/changelog-markdown.ts";
import {
  changelogBaseline,
  changelogEntry,
  deletedEntry,
  type ChangelogBaseline,
  type ChangelogEntry,
  type DeletedEntry,
} from "../../core/reports/model-changelog.ts";
import { replaceFile, writeAll } from "../../storage/files/atomic-file.ts";
import { requireOutsideRegistries } from "../files/output-path.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

/** Versions read at a time: others have their turn in between. */
const batchSize = 500;

/** Model that a changelog is about. */
export interface ChangelogRequest {
  readonly model: ModelName;
}

/**
 * Every version of a model with what changed since the one before, newest first.
 *
 * @throws RegistryError `unknown-model`, `cancelled`
 */
export async function modelChangelog(
  registry: Registry,
  { model }: ChangelogRequest,
  { signal, report }: Task = {},
): Promise<readonly (ChangelogEntry | DeletedEntry)[]> {
  const { deleted, count } = await registry.read((state) => {
    const found = state.model(model);
    if (!found) throw unknownModel(model);
    return { deleted: state.deletions.ofModel(model), count: found.versionCount };
  });
  const entries: (ChangelogEntry | DeletedEntry)[] = deleted.map(deletedEntry);
  let before: ChangelogBaseline | undefined;
  for (let first = 1, length = batchSize; length === batchSize;) {
    throwIfCancelled(signal);
    const batch = await registry.read((state) =>
      state.versionsFrom(model, first, batchSize).flatMap((version) => {
        const registration = state.registration(version.id);
        const annotations = state.annotations(model, version.id);
        return registration ? [{ version, registration, annotations }] : [];
      }),
    );
    for (const source of batch) {
      entries.push(changelogEntry(source, before));
      before = changelogBaseline(source);
      first = source.version.number + 1;
    }
    length = batch.length;
    report?.({ message: l10n.t("{0} of {1} versions", entries.length, count) });
  }
  return entries.sort((a, b) => b.number - a.number);
}

/** The same as Markdown. */
export async function readChangelog(
  registry: Registry,
  request: ChangelogRequest,
  task: Task = {},
): Promise<string> {
  return changelogMarkdown(request.model, await modelChangelog(registry, request, task));
}

/**
 * Writes the changelog of a model to a file; failed or cancelled, the file is as it was.
 *
 * @param path absolute
 * @throws RegistryError `unknown-model`, `read-only`, `file-problem`, `cancelled`
 */
export async function exportChangelog(
  registry: Registry,
  { path, ...request }: ChangelogRequest & { readonly path: string },
  task: Task = {},
): Promise<{ readonly versions: number }> {
  registry.requireTrust();
  await requireOutsideRegistries(path);
  const entries = await modelChangelog(registry, request, task);
  await replaceFile(path, (handle) =>
    writeAll(handle, Buffer.from(changelogMarkdown(request.model, entries))),
  );
  return { versions: entries.length };
}

function unknownModel(model: string): RegistryError {
  return new RegistryError({ code: "unknown-model", reason: "unknown-model", model });
}
