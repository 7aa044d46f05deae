import * as l10n from "@vscode/l10n";
import type { NamedParent, Parent } from "../../core/model/data/parent.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";

/** Returns parents with their names; deleted versions keep theirs. */
export function namedParents(
  state: IndexQueries,
  parents: readonly Parent[],
): readonly NamedParent[] {
  return parents.map((parent) => {
    if ("uri" in parent) return { title: parent.uri, relation: parent.relation };
    const known = state.version(parent.version) ?? state.deletedVersion(parent.version);
    return {
      title: known ? versionTitle(known) : l10n.t("a version that is not in this clone"),
      ...parent,
    };
  });
}
