import * as l10n from "@vscode/l10n";
import type { GitState } from "../../core/model/recipe.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { labelChoices } from "../../core/registration/next-label.ts";
import type { SemanticLabels } from "../../core/registration/semantic-label.ts";
import { captureGit } from "../../provenance/git/git.ts";
import { sha256 } from "../../storage/ledger/ledger-line.ts";
import { parseModelName } from "../models/parse-model-name.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { captureEnvironment } from "./capture-environment.ts";
import { captureInputs } from "./capture-recipe.ts";
import { collectFiles } from "./collect-files.ts";
import { inspectFiles } from "./inspect-artifacts.ts";
import type { RegisterRequest } from "./register.ts";
import { withMetadata } from "./with-metadata.ts";

/**
 * Returns the semantic version number that a registration would give, the reason, and the others to
 * choose from. Reads what the registration compares as the registration does; stores nothing.
 *
 * @throws RegistryError `invalid-request` where labels are no semantic version numbers,
 *   `file-problem`, `cancelled`, …
 */
export async function suggestLabel(
  registry: Registry,
  given: Pick<
    RegisterRequest,
    | "model"
    | "paths"
    | "parts"
    | "parametersFiles"
    | "parameters"
    | "datasets"
    | "metadataFile"
    | "environmentFile"
    | "detectEnvironment"
    | "found"
  >,
  task: Task = {},
): Promise<SemanticLabels> {
  registry.requireTrust();
  const model = parseModelName(given.model);
  const inForce = await registry.policy();
  const policy = requirePolicy(inForce);
  if (policy.versioning !== "semver") {
    throw new RegistryError({
      code: "invalid-request",
      reason: "label-suggested-without-semver",
      versioning: policy.versioning,
    });
  }
  const request = await withMetadata(registry, given);
  const artifacts = await collectFiles(registry.folder, request.paths, {
    parts: request.parts,
  });
  const places = new Map(artifacts.map(({ path, absolute }) => [path, absolute]));
  task.report?.({ message: l10n.t("Inspecting the model") });
  const inspection = await inspectFiles(artifacts, (path) => places.get(path), task);
  const inputs = await captureInputs(registry, request, task);
  const environment = await captureEnvironment(registry.folder, request, []);
  const { state: git, patch } = await captureGit(registry.folder, {
    paths: artifacts.slice(0, 100).map(({ absolute }) => absolute),
    signal: task.signal,
  });
  const recipe = {
    ...inputs,
    ...(environment && { environment }),
    ...(git && { git: patch ? withPatch(git, patch) : git }),
    ...(request.metadata && { metadata: request.metadata }),
  };
  throwIfCancelled(task.signal);
  return registry.read((state) =>
    labelChoices(state, policy, { model, artifacts, recipe, inspection }),
  );
}

function withPatch(git: GitState, patch: Uint8Array): GitState {
  if (!git.dirty) return git;
  return { ...git, dirty: { ...git.dirty, patch: { sha256: sha256(patch), size: patch.length } } };
}
