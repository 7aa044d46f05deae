import { basename } from "node:path";
import type { VersionId } from "../../core/model/ids.ts";
import type { ModelCard } from "../../core/reports/model-card-document.ts";
import type { Registry } from "../registry.ts";
import { now } from "./now.ts";
import { reportedVersion } from "./reported-version.ts";

/** @throws RegistryError `unknown-version` or `version-deleted` */
export function modelCard(
  registry: Registry,
  { version }: { readonly version: VersionId },
): Promise<ModelCard> {
  return registry.read((state) => ({
    madeAt: now(),
    folder: basename(registry.folder),
    version: reportedVersion(state, version),
    artifacts: state.artifacts(version),
  }));
}
