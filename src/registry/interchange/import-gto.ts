import { mkdtemp, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import * as l10n from "@vscode/l10n";
import { Timestamp, type ModelName } from "../../core/model/ids.ts";
import { readModelName } from "../../core/models/model-name.ts";
import { throwIfCancelled, type Refusal } from "../../core/refusals/refusal.ts";
import { readTags } from "../../provenance/metadata/read-tags.ts";
import { register, type RegisterRequest } from "../registration/register.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { markVersion, unlessRefused, type ForeignOutcome } from "./foreign-version.ts";
import type { OpenGto } from "./open-gto.ts";
import { gtoVersionKey, type GtoPreview, type GtoVersionPlan } from "./preview-gto.ts";

/**
 * Imports the versions that tags of GTO name, with their files as they are in the tagged commits and
 * with their stages. A stage that the policy does not have becomes an alias, which is what it means
 * in GTO. What an earlier import made is passed over.
 *
 * @throws RegistryError `cancelled`, `read-only`, `busy`, `file-problem` if git can't be asked
 */
export async function importGto(
  registry: Registry,
  opened: OpenGto,
  { artifacts }: GtoPreview,
  { acceptDanger }: { readonly acceptDanger: boolean },
  task: Task = {},
): Promise<readonly ForeignOutcome[]> {
  registry.requireTrust();
  const outcomes: ForeignOutcome[] = [];
  const total = artifacts.flatMap(({ versions }) => versions).length;
  for (const { name, versions } of artifacts) {
    for (const plan of versions) {
      throwIfCancelled(task.signal);
      const from = `${name}@${plan.given.version}`;
      task.report?.({ message: l10n.t("{0} ({1} of {2})", from, outcomes.length + 1, total) });
      outcomes.push(
        await importVersion(registry, opened, { name, from, plan, acceptDanger }, task),
      );
    }
  }
  return outcomes;
}

interface Wanted {
  readonly name: string;
  readonly from: string;
  readonly plan: GtoVersionPlan;
  readonly acceptDanger: boolean;
}

async function importVersion(
  registry: Registry,
  opened: OpenGto,
  { name, from, plan, acceptDanger }: Wanted,
  task: Task,
): Promise<ForeignOutcome> {
  const { imported, problem, given } = plan;
  if (imported) return { from, version: imported, isKnown: true, notes: [] };
  if (problem) return { from, refusal: problem, notes: [] };
  const read = readModelName(name);
  if ("code" in read) return { from, refusal: read, notes: [] };
  const folder = await mkdtemp(join(tmpdir(), "model-registry-gto-"));
  try {
    let refused: Refusal | undefined;
    const version = await unlessRefused(
      async () => {
        const path = await writeFiles(opened, plan, folder);
        const request = requestOf(read.name, { from, plan, path, acceptDanger });
        return register(registry, request, { signal: task.signal });
      },
      (refusal) => (refused = refusal),
    );
    if (!version) return { from, ...(refused && { refusal: refused }), notes: [] };
    const notes: string[] = [];
    const marked = await markVersion(
      registry,
      version,
      { marks: given.stages, reason: "as it is in GTO" },
      notes,
      (alias) => notes.push(l10n.t("the policy has no stage {0}: it is an alias", alias)),
    );
    return { from, version: marked, notes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the files of a version as they are in its commit; returns the file or folder that it is. */
async function writeFiles(
  opened: OpenGto,
  { files, path = "" }: GtoVersionPlan,
  folder: string,
): Promise<string> {
  const root = join(folder, basename(path));
  for (const file of files) {
    const inside = file.path === path ? "" : file.path.slice(path.length + 1);
    const target = inside === "" ? root : join(root, inside);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await opened.bytes(file), { flag: "wx" });
  }
  return root;
}

function requestOf(
  model: ModelName,
  {
    from,
    plan: { given, annotation, commit, path: source },
    path,
    acceptDanger,
  }: Omit<Wanted, "name"> & { readonly path: string },
): RegisterRequest {
  return {
    model,
    paths: [path],
    labelled: { label: given.version },
    description: annotation?.description ?? "",
    tags: readTags(annotation?.labels ?? [])?.tags ?? {},
    declared: {
      source: "artifacts.yaml",
      metrics: {},
      parameters: {},
      data: [],
      featureSets: [],
      packages: {},
      otherMetadata: { [gtoVersionKey]: from },
    },
    imported: {
      commit,
      ...(source !== undefined && { source }),
      made: { at: Timestamp.parse(new Date(given.at).toISOString()), source: "commit" },
    },
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
    parents: [],
    allowIdentical: true,
    acceptDanger,
  };
}
