import * as z from "zod";
import { EventId, ModelName, VersionId } from "../../core/model/ids.ts";
import { RunId } from "../../core/model/run.ts";

const folder = z.string().max(4096);

/** The most versions that are compared at once. */
export const mostCompared = 50;
/** The most runs that are compared at once: more are not told apart. */
export const mostComparedRuns = 20;
/** More files than this are not chosen one by one: a page keeps them in its state. */
export const maxImportPaths = 500;

/**
 * Subject of a page. It is stored in the page's state and comes back from there when the window is
 * reloaded, so it is parsed like everything that a page sends.
 */
export const PageSubject = z.discriminatedUnion("page", [
  z.object({ page: z.literal("version"), folder, version: VersionId }),
  z.object({ page: z.literal("model"), folder, model: ModelName }),
  // One run, or several that are compared.
  z.object({ page: z.literal("run"), folder, runs: z.array(RunId).min(1).max(mostComparedRuns) }),
  z.object({
    page: z.literal("compare"),
    folder,
    versions: z.array(VersionId).max(mostCompared),
    // Runs beside them.
    runs: z.array(RunId).max(mostComparedRuns).exactOptional(),
  }),
  z.object({
    page: z.literal("lineage"),
    folder,
    version: VersionId.optional(),
    model: ModelName.optional(),
    // Data or a commit: what depends on it.
    of: z.string().max(5000).optional(),
  }),
  // The path of a file or folder, absolute; `folder` is empty where it is in no workspace folder.
  z.object({ page: z.literal("inspect"), folder, path: z.string().min(1).max(4096) }),
  z.object({ page: z.literal("audit"), folder }),
  z.object({ page: z.literal("retention"), folder, model: ModelName.exactOptional() }),
  z.object({ page: z.literal("monitoring"), folder }),
  z.object({ page: z.literal("abtest"), folder, test: EventId }),
  // The folders and files to look through, absolute.
  z.object({
    page: z.literal("import"),
    folder,
    paths: z.array(z.string().min(1).max(4096)).min(1).max(maxImportPaths),
  }),
]);
export type PageSubject = z.infer<typeof PageSubject>;
export type PageKind = PageSubject["page"];

export const pageKinds: readonly PageKind[] = [
  "version",
  "model",
  "run",
  "compare",
  "lineage",
  "inspect",
  "audit",
  "retention",
  "monitoring",
  "abtest",
  "import",
];

/**
 * Returns the subject of a stored page state, `{ subject, page }`. `page` is used only by the page.
 */
export function restoredSubject(state: unknown): PageSubject | undefined {
  if (typeof state !== "object" || state === null || !("subject" in state)) return undefined;
  return PageSubject.safeParse(state.subject).data;
}

/** The view type of a page's panel. */
export function viewType(page: PageKind): string {
  return `modelRegistry.${page}`;
}
