import { readFile } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { maskData } from "../../core/masking/mask-data.ts";
import type { MissingFact } from "../../core/model/recipe.ts";
import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { RunContext } from "../../core/runs/run-context.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import type { Run } from "../../core/runs/run.ts";
import { captureGit } from "../../provenance/git/git.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import { captureEnvironment } from "../registration/capture-environment.ts";
import type { Registry } from "../registry.ts";
import { logStored } from "./log-stored.ts";

/** Path of the artifact with the changes that were not committed. */
const patchPath = "context/changes.patch";

/**
 * Records the commit, the changes that are not committed (as the artifact `context/changes.patch`),
 * the packages, the Python and the machine of a run. What can't be known is left out.
 *
 * @param python program of the Python that trains
 * @throws RegistryError `unknown-run`, `read-only`, `busy`
 */
export async function recordRunContext(
  registry: Registry,
  { run, python }: { readonly run: RunId; readonly python?: string | undefined },
): Promise<void> {
  const missing: MissingFact[] = [];
  const [git, environment] = await Promise.all([
    captureGit(registry.folder, { paths: [], signal: undefined }),
    captureEnvironment(
      registry.folder,
      { detectEnvironment: python === undefined ? {} : { selectedPython: python } },
      missing,
    ),
  ]);
  const context: RunContext = {
    v: 1,
    ...(git.state && { git: git.state }),
    ...(environment && { environment }),
  };
  await logRunContext(registry, run, context, git.patch);
}

/**
 * Logs the code and environment of a run.
 *
 * @param patch the changes that were not committed
 * @throws RegistryError `unknown-run`, `read-only`, `busy`
 */
export async function logRunContext(
  registry: Registry,
  run: RunId,
  context: RunContext,
  patch?: Uint8Array,
): Promise<void> {
  const contents = [
    Buffer.from(JSON.stringify(maskData(context).value)),
    ...(patch ? [Buffer.from(patch)] : []),
  ];
  await logStored(
    registry,
    run,
    async (staging) => Promise.all(contents.map((bytes) => staging.addBytes(bytes))),
    ([stored, changes]): RunLogLine[] => {
      const at = Date.now();
      return [
        ...(stored ? [{ kind: "context" as const, at, bytes: stored }] : []),
        ...(changes ? [{ kind: "artifact" as const, at, path: patchPath, bytes: changes }] : []),
      ];
    },
  );
}

/**
 * Reads the code and environment of a run; undefined if none was recorded or its bytes are gone.
 *
 * @throws RegistryError `artifact-changed`
 */
export async function readRunContext(
  registry: Registry,
  { id, state }: Run,
): Promise<RunContext | undefined> {
  if (!state.context) return undefined;
  try {
    const path = await verifyArtifact(
      registry.paths,
      state.context,
      l10n.t("the context of run {0}", id),
    );
    const content: unknown = JSON.parse(await readFile(path, "utf8"));
    return RunContext.safeParse(content).data;
  } catch (error) {
    if (error instanceof RegistryError && error.refusal.code === "artifact-missing") {
      return undefined;
    }
    throw error;
  }
}
