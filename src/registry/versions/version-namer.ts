import * as l10n from "@vscode/l10n";
import type { VersionNamer } from "../../core/events/history.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";

/** Returns what names versions; each is looked up once, for many events are about the same one. */
export function namer(state: IndexQueries): VersionNamer {
  const names = new Map<VersionId, string>();
  return (id) => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const version = state.version(id) ?? state.deletedVersion(id);
    const name = version ? versionTitle(version) : l10n.t("an unknown version");
    names.set(id, name);
    return name;
  };
}
