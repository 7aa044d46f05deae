import * as l10n from "@vscode/l10n";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { lookUp } from "../retrieval/resolve.ts";
import type { Task } from "../task.ts";
import { removeReproductionFolder, reproductions } from "./reproduction-folder.ts";

/** A prepared reproduction, as lists show it. */
export interface ListedReproduction {
  readonly id: string;
  /** Absent if the version was deleted. */
  readonly version?: Version;
  readonly checkout: string;
}

/** Returns the reproductions whose work trees are there, newest first. */
export async function listReproductions(
  registry: Registry,
  { reference }: { readonly reference?: string },
): Promise<readonly ListedReproduction[]> {
  const of =
    reference === undefined
      ? undefined
      : await lookUp(registry, { reference }, (_state, { id }) => id);
  const found = await reproductions(registry, of);
  return registry.read((state) =>
    found.map(({ id, version: of_, checkout }) => {
      const version = state.version(of_);
      return { id, checkout, ...(version && { version }) };
    }),
  );
}

/**
 * Removes the work trees of reproductions: of all of a version, or one by its id. What was recorded
 * stays.
 *
 * @throws RegistryError `read-only`, `unknown-version`
 */
export async function removeReproductions(
  registry: Registry,
  request: { readonly reference: string } | { readonly id: string },
  { signal, report }: Task = {},
): Promise<readonly ListedReproduction[]> {
  registry.requireTrust();
  const listed = await listReproductions(
    registry,
    "reference" in request ? { reference: request.reference } : {},
  );
  const removed = listed.filter(({ id }) => !("id" in request) || id === request.id);
  const all = await reproductions(registry);
  for (const { id, checkout } of removed) {
    const found = all.find((each) => each.id === id);
    if (!found) continue;
    report?.({ message: l10n.t("Removing {0}", checkout) });
    await removeReproductionFolder(registry, found, signal);
  }
  return removed;
}
