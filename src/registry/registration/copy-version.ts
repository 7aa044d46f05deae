import * as l10n from "@vscode/l10n";
import { isHeld } from "../../core/model/artifact.ts";
import { VersionId } from "../../core/model/ids.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import { decideRegistration } from "../../core/registration/decide-registration.ts";
import { versionTitle } from "../../core/state/version.ts";
import { requireStored } from "../../storage/artifacts/artifact-store.ts";
import { parseModelName } from "../models/parse-model-name.ts";
import type { Registry } from "../registry.ts";
import { requireVersion } from "../versions/describe-version.ts";
import { requireAccepted } from "./inspect-artifacts.ts";
import { writtenTags } from "./written-tags.ts";

/** A version to be registered once more, in the same model or another. */
export interface CopyRequest {
  readonly model: string;
  readonly version: VersionId;
  /** Reference that it is copied by, as it is recorded. */
  readonly source: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The run that made it, if the version names none. */
  readonly run?: Recipe["run"];
  /** Register even if loading a file would do harm; recorded with the version. */
  readonly acceptDanger?: boolean;
}

/**
 * Registers the files of a version as a new one, with how they were made. No byte is copied: both
 * refer to the same ones.
 *
 * @throws RegistryError `unknown-version`, `artifact-missing`, `artifact-changed`, `dangerous-file`,
 *   `gates-failed`, `not-permitted`, …
 */
export async function copyVersion(registry: Registry, request: CopyRequest): Promise<VersionId> {
  registry.requireTrust();
  const model = parseModelName(request.model);
  const tags = writtenTags(model, request.tags);
  const description = request.description?.trim();
  const { version, original } = await registry.read((state) => {
    const found = requireVersion(state, request.version);
    return { version: found, original: state.registration(found.id) };
  });
  const title = versionTitle(version);
  if (!original) throw new Error(`${title} has no registration`);
  const { artifacts, digest, inspection, recipe } = original;
  const accepted = request.acceptDanger === true;
  if (inspection) requireAccepted(inspection, accepted, title);
  const requireFiles = async (): Promise<void> => {
    for (const file of artifacts.filter(isHeld)) {
      await requireStored(registry.paths, file, l10n.t("{0} of {1}", file.path, title));
    }
  };
  const event = await registry.commit(
    (state, { policy, actor, now }) => {
      const registration = {
        model,
        ...(description && { description }),
        ...(tags && { tags }),
        source: request.source,
        ...{ artifacts, digest },
        recipe: { ...recipe, ...(!recipe.run && request.run && { run: request.run }) },
        parents: [{ relation: "copied-from", version: version.id }],
        ...(inspection && { inspection }),
      };
      return decideRegistration(
        state,
        policy(),
        { registration, allowIdentical: true, now },
        actor,
      );
    },
    async () => {
      // Garbage may have been collected meanwhile.
      await requireFiles();
      return () => Promise.resolve();
    },
  );
  return VersionId.parse(event.id);
}
