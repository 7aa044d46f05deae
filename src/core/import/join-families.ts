import * as l10n from "@vscode/l10n";
import type { ModelFamily, KeptVersion } from "./import-plan.ts";
import { orderVersions } from "./version-order.ts";

/**
 * Makes one family of several, where a person says that all are versions of one model.
 *
 * @param given paths in the order in which the person named them; if absent, the names tell the
 *   order
 */
export function joinFamilies(
  families: readonly ModelFamily[],
  given: readonly string[] | undefined,
): ModelFamily {
  const versions = families.flatMap((family) => family.versions);
  const title = families.at(-1)?.title ?? "";
  if (given) {
    const place = ({ file }: KeptVersion): number => {
      const index = given.indexOf(file.path);
      return index < 0 ? given.length : index;
    };
    const reason = l10n.t("in the order in which the files were named");
    return {
      title,
      versions: versions
        .toSorted((a, b) => place(a) - place(b))
        .map((version) => ({ ...version, reason })),
    };
  }
  const ordered = orderVersions(
    versions.map((version) => {
      const { path, modifiedAt, committedAt } = version.file;
      return { version, name: version.name, path, modifiedAt, committedAt };
    }),
  );
  return {
    title,
    versions: ordered.map(({ item, reason }) => ({ ...item.version, reason })),
  };
}
