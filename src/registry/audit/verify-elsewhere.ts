import * as l10n from "@vscode/l10n";
import { artifactSha256 } from "../../core/model/artifact.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle } from "../../core/state/version.ts";
import { usableFile, verifyUsable } from "../files/usable-files.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { artifactProblem } from "./artifact-problem.ts";
import type { Finding } from "./verify.ts";

/** Result of hashing files that were registered without a copy. */
export interface ElsewhereVerification {
  /** Files that were hashed, and their bytes. */
  readonly artifacts: number;
  readonly bytes: number;
  /** Files that can't be checked here: they are at URLs, or nobody knows their digest. */
  readonly unchecked: number;
  readonly findings: readonly Finding[];
  /** Files of a shared registry that are not on this machine. */
  readonly notes: readonly Finding[];
}

/** Hashes the files of living versions that were registered without a copy, where they are. */
export async function verifyElsewhere(
  registry: Registry,
  { signal, report }: Task,
): Promise<ElsewhereVerification> {
  const { policy } = await registry.policy();
  const isShared = policy.sharing !== undefined;
  const all = await registry.read((state) => state.bytes.elsewhere());
  const findings: Finding[] = [];
  const notes: Finding[] = [];
  let [artifacts, bytes, unchecked] = [0, 0, 0];
  for (const { version, artifact } of all) {
    if (artifactSha256(artifact) === undefined) {
      unchecked += 1;
      continue;
    }
    const title = l10n.t("{0} of {1}", artifact.path, versionTitle(version));
    const onBytes = (count: number): void => {
      bytes += count;
      report?.({ message: l10n.t("Verifying {0}", title) });
    };
    try {
      const file = await usableFile(registry, version, artifact);
      await verifyUsable(file, title, { signal, onBytes });
      artifacts += 1;
    } catch (error) {
      const finding = { where: title, problem: artifactProblem(title, error) };
      const reason = error instanceof RegistryError ? error.refusal.reason : undefined;
      if (reason === "reference-not-fetched" || reason === "reference-restricted") unchecked += 1;
      // A colleague's file is not on every machine.
      else if (reason === "reference-missing" && isShared) notes.push(finding);
      else findings.push(finding);
    }
  }
  return { artifacts, bytes, unchecked, findings, notes };
}
