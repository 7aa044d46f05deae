import { basename, join } from "node:path";
import * as l10n from "@vscode/l10n";
import type { DiscoveredFile, KeptVersion } from "../../core/import/import-plan.ts";
import { noSideFiles, type SideFiles } from "../../core/import/side-files.ts";
import { Timestamp, type ModelName, type Sha256, type VersionId } from "../../core/model/ids.ts";
import type { ModelDescription, Verdict } from "../../core/model/inspection.ts";
import type { Policy } from "../../core/model/policy.ts";
import type { Creation } from "../../core/model/recipe.ts";
import { VersionLabel } from "../../core/model/version-label.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { parseSemVer, withoutV } from "../../core/text/semver.ts";
import { inspectModel } from "../files/inspect-model.ts";
import { relativePath } from "../files/relative-path.ts";
import type { NotedMetrics } from "../registration/imported-facts.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { checkSideFiles } from "./check-side-files.ts";
import type { Content, Duplicates } from "./find-duplicates.ts";
import type { UnreadFile } from "./import-versions.ts";
import { readDescription, type ReadNotes } from "./read-notes.ts";

/** A discovered version, and the facts found about it. */
export interface ImportCandidate {
  /** Relative to the workspace folder where it is inside. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes, with what belongs to it. */
  readonly size: number;
  /** Digest of the version it would be; absent if it can't be read. */
  readonly digest?: Sha256;
  /** Reason for its place in the order, in words. */
  readonly reason: string;
  readonly made?: Creation;
  readonly label?: string;
  readonly description?: string;
  readonly changelog?: string;
  /** True if a `version.txt` or a copy under the plain name marks it as the one in use. */
  readonly isCurrent: boolean;
  /** Files that prepare data for it, by their names: part of the same version. */
  readonly preprocessors?: readonly string[];
  readonly metricsFiles: readonly string[];
  readonly parametersFiles: readonly string[];
  readonly metadataFile?: string;
  /** Metrics in a `version.txt` beside it. */
  readonly noted?: NotedMetrics;
  /** Files beside it that can't be read: it is imported without them. */
  readonly unread?: readonly UnreadFile[];
  /** The path of another one of this import with exactly the same bytes. */
  readonly sameAs?: string;
  /** Version that has these bytes, and whose stored bytes are missing or changed: `fraud@3`. */
  readonly restores?: string;
  /** The version that has exactly these bytes already. */
  readonly registeredAs?: RegisteredDuplicate;
  readonly formatName?: string;
  readonly verdict?: Verdict;
  /**
   * Reason why the user probably doesn't want it imported, and what to do if they do: sentences.
   */
  readonly hint?: string;
  /** Reason why it is dangerous to load. */
  readonly danger?: string;
  /** Reason why it can't be imported. */
  readonly problem?: string;
  /** True if the user probably wants it imported. */
  readonly isIncluded: boolean;
}

export interface RegisteredDuplicate {
  readonly id: VersionId;
  readonly model: ModelName;
  /** `fraud@3` */
  readonly reference: string;
}

/** Facts found about all discovered versions. */
export interface Finding {
  readonly registry: Registry;
  readonly root: string;
  readonly policy: Policy;
  readonly sideFiles: ReadonlyMap<string, SideFiles>;
  readonly preprocessors: ReadonlyMap<string, readonly DiscoveredFile[]>;
  /** Paths of files that prepare data, but can't be assigned to a version. */
  readonly unpaired: ReadonlySet<string>;
  readonly notes: ReadonlyMap<string, ReadNotes>;
  readonly contents: ReadonlyMap<string, Content>;
  readonly duplicates: ReadonlyMap<string, Duplicates>;
}

/** Returns the facts about one discovered version. @throws RegistryError `cancelled` */
export async function candidateOf(
  finding: Finding,
  version: KeptVersion,
  task: Task,
): Promise<ImportCandidate> {
  const { registry, root, policy, contents, unpaired } = finding;
  const { file, reason } = version;
  const { belonging, side, noted, duplicates } = aboutVersion(finding, file.path);
  const { sameAs, registeredAs, restores, isPlainDuplicate = false } = duplicates;
  const files = [file, ...belonging];
  const isUnpaired = unpaired.has(file.path);
  const inRoot = (at: string): string => relativePath(registry.folder, join(root, at));
  const content = contents.get(file.path);
  const paths = files.map((each) => join(root, each.path));
  const seen = await inspected(registry.folder, paths, content, task);
  return {
    path: inRoot(file.path),
    isFolder: file.isFolder,
    size: files.reduce((sum, { size }) => sum + size, 0),
    ...(content && "digest" in content && { digest: content.digest }),
    reason: reasonWith(reason, duplicates),
    ...written(version, noted, await readDescription(root, side.notes), policy),
    isCurrent: noted.isCurrent ?? isPlainDuplicate,
    ...(belonging.length > 0 && { preprocessors: belonging.map(({ path }) => inRoot(path)) }),
    ...(await checkSideFiles(registry.folder, root, side)),
    ...(noted.metrics && {
      noted: { metrics: noted.metrics, source: inRoot(noted.factsFrom ?? "") },
    }),
    ...(sameAs !== undefined && { sameAs: inRoot(sameAs) }),
    ...(restores !== undefined && { restores }),
    ...(registeredAs && { registeredAs }),
    ...(isUnpaired && { hint: unpairedHint() }),
    ...seen,
    isIncluded: isUsable(seen) && !sameAs && !registeredAs && !isUnpaired,
  };
}

/** Returns the reason for a version's place in the order, with the duplicates that explain it. */
function reasonWith(reason: string, { sameAs, sameModelAs, restores }: Duplicates): string {
  if (restores !== undefined) return l10n.t("restores the bytes of {0}", restores);
  return sameAs === undefined && sameModelAs !== undefined
    ? `${reason}; ${l10n.t("the model file is that of {0}", sameModelAs)}`
    : reason;
}

interface AboutVersion {
  readonly belonging: readonly DiscoveredFile[];
  readonly side: SideFiles;
  readonly noted: ReadNotes;
  readonly duplicates: Duplicates;
}

function aboutVersion(
  { preprocessors, sideFiles, notes, duplicates }: Finding,
  path: string,
): AboutVersion {
  return {
    belonging: preprocessors.get(path) ?? [],
    side: sideFiles.get(path) ?? noSideFiles,
    noted: notes.get(path) ?? {},
    duplicates: duplicates.get(path) ?? {},
  };
}

function unpairedHint(): string {
  return l10n.t(
    "It prepares data, by its name, and could belong to any version. Name it like its version (scaler_v2.pkl beside model_v2.pkl) to import them as one, or register both together.",
  );
}

type Written = Pick<ImportCandidate, "made" | "label" | "description" | "changelog">;

/** Returns the facts that people wrote about a version, in its name or beside it. */
function written(
  version: KeptVersion,
  { label: noted, changelog, madeAt }: ReadNotes,
  description: string | undefined,
  policy: Policy,
): Written {
  const made: Creation | undefined = madeAt ? { at: madeAt, source: "notes" } : madeOf(version);
  const label = noted ?? version.name.label;
  return {
    ...(made && { made }),
    ...(label !== undefined && isLabel(label, policy) && { label }),
    ...(description !== undefined && { description }),
    ...(changelog !== undefined && { changelog: changelog.slice(0, 5000) }),
  };
}

/** Returns true if a text can be a label: under semantic versioning, a date can't. */
function isLabel(label: string, { versioning }: Policy): boolean {
  return (
    VersionLabel.safeParse(label).success &&
    (versioning !== "semver" || parseSemVer(withoutV(label)) !== undefined)
  );
}

/** Returns the date in its name, else the time of the commit or of the last change of its file. */
function madeOf({ file, name: { date } }: KeptVersion): Creation | undefined {
  if (date !== undefined) {
    const [, day, clock] = /^(\d{8})(\d{6})?$/.exec(date) ?? [];
    const text = `${day ?? ""}${clock ?? "000000"}`.replace(
      /^(....)(..)(..)(..)(..)(..)$/,
      "$1-$2-$3T$4:$5:$6.000Z",
    );
    const at = Timestamp.safeParse(text);
    if (at.success) return { at: at.data, source: "name" };
  }
  const at = file.committedAt ?? file.modifiedAt;
  const source = file.committedAt === undefined ? "file" : "commit";
  // A file system keeps any number.
  if (!(at >= 0 && at < Date.UTC(10_000, 0))) return undefined;
  return { at: Timestamp.parse(new Date(at).toISOString()), source };
}

type Seen = Pick<ImportCandidate, "formatName" | "verdict" | "danger" | "problem" | "hint">;

/**
 * Inspects a version's files: the description is that of the first, and a danger in any of them
 * counts for all.
 */
async function inspected(
  workspace: string,
  [path = "", ...belonging]: readonly string[],
  content: Content | undefined,
  task: Task,
): Promise<Seen> {
  if (!content || "problem" in content)
    return { problem: content?.problem ?? l10n.t("it was not read") };
  try {
    const { formatName, inspection } = await inspectModel({ path, workspace }, task);
    const own = seenOf(formatName, inspection.description);
    const { verdict } = own;
    if (verdict === "dangerous") return own;
    for (const other of belonging) {
      const found = await inspected(workspace, [other], content, task);
      if (found.problem !== undefined) return { ...own, problem: found.problem };
      if (found.verdict !== "dangerous") continue;
      const reason = found.danger ?? l10n.t("loading it would do harm");
      return { ...own, verdict: found.verdict, danger: `${basename(other)}: ${reason}` };
    }
    return own;
  } catch (error) {
    throwIfCancelled(task.signal);
    if (error instanceof RegistryError) return { problem: messageOf(error.refusal) };
    throw error;
  }
}

function isUsable({ problem, verdict, hint }: Seen): boolean {
  return problem === undefined && verdict !== "dangerous" && hint === undefined;
}

function seenOf(formatName: string, { verdict, findings }: ModelDescription): Seen {
  const danger = findings.find(({ severity }) => severity === "danger")?.message;
  // A pointer is not the model, and says how to fetch it.
  const hint = findings.find(({ code }) => code === "pointer")?.message;
  return {
    formatName,
    verdict,
    ...(danger !== undefined && { danger }),
    ...(hint !== undefined && { hint }),
  };
}
