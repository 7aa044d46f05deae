import * as l10n from "@vscode/l10n";
import type { VersionId } from "../../core/model/ids.ts";
import { versionTitle } from "../../core/state/version.ts";
import { usableFile, verifyUsable } from "../files/usable-files.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { requireDetail } from "../versions/describe-version.ts";

/** Hashes every artifact of a version. @throws RegistryError for the first that is not as it was */
export async function verifyVersion(
  registry: Registry,
  id: VersionId,
  { signal, report }: Task = {},
): Promise<void> {
  const detail = await registry.read((state) => requireDetail(state, id));
  let done = 0;
  for (const each of detail.artifacts) {
    const file = await usableFile(registry, detail, each);
    const onBytes = (bytes: number): void => {
      done += bytes;
      report?.({ message: l10n.t("Verifying {0}", file.path), done, total: detail.size });
    };
    const title = l10n.t("{0} of {1}", file.path, versionTitle(detail));
    await verifyUsable(file, title, { signal, onBytes });
  }
}
