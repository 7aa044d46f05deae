import { readFile } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { findStage } from "../../core/model/policy.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionTitle } from "../../core/state/version.ts";
import { formatNumber } from "../../core/text/language.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { policyDigest } from "../../storage/policy/policy-digest.ts";
import { maxPolicySize } from "../../storage/policy/policy-reader.ts";
import { parsePolicy, type PolicyMistake } from "../../storage/policy/policy-text.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

/** Something that stands in a policy and is wrong, or has no effect. */
export interface PolicyFinding extends PolicyMistake {
  readonly severity: "error" | "warning";
}

/**
 * Returns a note for each alias that is called like a stage of the policy: a reference with that name
 * means the stage. Such an alias is older than the stage, or came from another clone.
 */
export async function shadowedAliases(registry: Registry): Promise<readonly string[]> {
  const { policy } = await registry.policy();
  const versions = await registry.read((state) => state.aliasedVersions());
  return versions.flatMap((version) =>
    (version.aliases ?? []).flatMap((alias) => {
      const stage = findStage(policy, alias);
      if (stage === undefined) return [];
      return [
        l10n.t(
          "the alias {0} of {1} is shadowed: {2} means the stage {3}; give the version another alias",
          alias,
          versionTitle(version),
          `${version.model}@${alias}`,
          stage,
        ),
      ];
    }),
  );
}

/**
 * Returns the mistakes in the text of a policy that may not be saved yet; if it is valid, the parts
 * that have no effect, and the metrics that no version was recorded with.
 */
export async function checkPolicy(
  registry: Registry,
  { text }: { readonly text: string },
): Promise<readonly PolicyFinding[]> {
  const bytes = Buffer.from(text);
  if (bytes.length > maxPolicySize) {
    const problem = l10n.t("larger than {0} KiB", formatNumber(maxPolicySize / 1024));
    return [{ line: 1, column: 1, length: 0, problem, severity: "error" }];
  }
  const { metrics } = await registry.read((state) => state.search.recordedNames());
  const parsed = parsePolicy(text, policyDigest(text), metrics);
  const severity = parsed.ok ? "warning" : "error";
  const found = parsed.ok ? parsed.notes : parsed.mistakes;
  return found.map((each) => ({ ...each, severity }));
}

/** Checks the policy file in the same way as it is now; returns no findings if there is no file. */
export async function checkPolicyFile(
  registry: Registry,
  _request: NoRequest,
): Promise<readonly PolicyFinding[]> {
  const { source, problem } = await registry.policy();
  if (source === "default") return [];
  if (problem && problem.reason !== "policy-mistake") {
    // Its text can't be read at all.
    return [{ line: 1, column: 1, length: 0, problem: messageOf(problem), severity: "error" }];
  }
  try {
    return await checkPolicy(registry, { text: await readFile(registry.paths.policy, "utf8") });
  } catch (error) {
    // Removed a moment ago.
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}
