import { CommitId } from "../../core/model/ids.ts";
import { VersionLabel } from "../../core/model/version-label.ts";
import { readModelName } from "../../core/models/model-name.ts";
import { throwIfCancelled, type Refusal } from "../../core/refusals/refusal.ts";
import type { Version } from "../../core/state/version.ts";
import type { GtoAnnotation } from "../../interchange/gto/annotations.ts";
import type { GtoVersion } from "../../interchange/gto/tags.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { GtoFile, OpenGto } from "./open-gto.ts";

/** Preview of an import of versions of GTO. */
export interface GtoPreview {
  readonly artifacts: readonly {
    readonly name: string;
    readonly versions: readonly GtoVersionPlan[];
  }[];
}

export interface GtoVersionPlan {
  readonly given: GtoVersion;
  readonly commit: CommitId;
  readonly annotation?: GtoAnnotation;
  /** From the top of the repository. */
  readonly path?: string;
  readonly files: readonly GtoFile[];
  /** The version that was made of it by an earlier import. */
  readonly imported?: Version;
  /** Reason why it can't be imported. */
  readonly problem?: Refusal;
}

/** Key of other metadata that says which version of GTO one was made of: `churn@1.0.0`. */
export const gtoVersionKey = "gto_version";

/**
 * Returns what an import would do. Stores nothing.
 *
 * @throws RegistryError `cancelled`, `file-problem`
 */
export async function previewGto(
  registry: Registry,
  opened: OpenGto,
  { signal }: Task = {},
): Promise<GtoPreview> {
  const artifacts = [];
  for (const { name, versions } of opened.artifacts) {
    const plans: GtoVersionPlan[] = [];
    for (const given of versions) {
      throwIfCancelled(signal);
      plans.push(await planOf(registry, opened, name, given));
    }
    artifacts.push({ name, versions: plans });
  }
  return { artifacts };
}

async function planOf(
  registry: Registry,
  opened: OpenGto,
  name: string,
  given: GtoVersion,
): Promise<GtoVersionPlan> {
  const from = `${name}@${given.version}`;
  const commit = CommitId.parse(given.commit);
  const { imported, problem } = await registry.read((state) => known(state, name, given, from));
  if (imported || problem) {
    return { given, commit, files: [], ...(imported && { imported }), ...(problem && { problem }) };
  }
  const annotation = (await opened.annotations(commit)).get(name);
  // An artifact without a path is called by it.
  const path = annotation?.path ?? name;
  const files = await opened.files(commit, path);
  const absent: Refusal = {
    code: "invalid-request",
    reason: "foreign-files-absent",
    from,
    place: `${path}, ${given.commit.slice(0, 7)}`,
  };
  return {
    given,
    commit,
    ...(annotation && { annotation }),
    path,
    files,
    ...(files.length === 0 && { problem: absent }),
  };
}

function known(
  state: IndexQueries,
  name: string,
  { version }: GtoVersion,
  from: string,
): { readonly imported?: Version; readonly problem?: Refusal } {
  const read = readModelName(name);
  if ("code" in read) return { problem: read };
  const here = state.model(read.name)?.name;
  const label = VersionLabel.safeParse(version);
  const found = here && label.success ? state.versionLabelled(here, label.data) : undefined;
  if (!found) return {};
  const other = state.registration(found.id)?.recipe.otherMetadata;
  if (other?.[gtoVersionKey] === from) return { imported: found };
  return {
    problem: {
      code: "invalid-request",
      reason: "foreign-number-taken",
      from,
      last: `${found.model}@${version}`,
    },
  };
}
