import type { MarkingSubject } from "../core/decide-marking.ts";
import { EventId, VersionId, type ModelName, type Stage } from "../core/ids.ts";
import { findStage } from "../core/policy.ts";
import { RegistryError } from "../core/refusal.ts";
import { productionStage } from "../core/stage-roles.ts";
import { versionTitle } from "../core/version.ts";
import { findVersion } from "../registry/find-version.ts";
import { parseModelName } from "../registry/register.ts";
import type { Registry } from "../registry/registry.ts";

/** @throws RegistryError `unknown-model` or `invalid-request` */
export async function modelOf(registry: Registry, text: string): Promise<ModelName> {
  const name = parseModelName(text);
  if (await registry.read((state) => state.model(name))) return name;
  throw new RegistryError({
    code: "unknown-model",
    message: `There is no model named “${name}” in this registry.`,
    wayOut: "List the models to see their names.",
  });
}

/** The stage as the policy spells it. @throws RegistryError `unknown-stage` */
export async function stageOf(registry: Registry, text: string): Promise<Stage> {
  const { policy } = await registry.policy();
  const stage = findStage(policy, text);
  if (stage) return stage;
  throw new RegistryError({
    code: "unknown-stage",
    message: `There is no stage named “${text}”.`,
    wayOut: `The stages are ${policy.stages.map(({ name }) => name).join(", ")}.`,
  });
}

/**
 * Returns the stage that was named, or the Production stage of the policy if none was.
 *
 * @throws RegistryError `unknown-stage`, or `invalid-request` if the policy has no such stage
 */
export async function productionOr(registry: Registry, text: string | undefined): Promise<Stage> {
  if (text !== undefined) return stageOf(registry, text);
  const { policy } = await registry.policy();
  const stage = productionStage(policy);
  if (stage !== undefined) return stage;
  throw new RegistryError({
    code: "invalid-request",
    message:
      "Which stage is meant is not clear: the policy has none between its first and its last.",
    wayOut: `Name one of ${policy.stages.map(({ name }) => name).join(", ")}.`,
  });
}

/** A model by its name alone, or a version by a reference with `@` or its id. */
export async function subjectOf(registry: Registry, text: string): Promise<NamedSubject> {
  const isVersion = text.includes("@") || EventId.safeParse(text).success;
  if (!isVersion) {
    const model = await modelOf(registry, text);
    return { subject: { model }, title: model };
  }
  const version = await findVersion(registry, { reference: text });
  return {
    subject: { model: version.model, version: version.id },
    title: versionTitle(version),
  };
}

/**
 * Whose history is wanted: a model, or a version, which may have been deleted.
 *
 * @throws RegistryError `unknown-model`, `unknown-version` or `invalid-request`
 */
export async function historySubject(
  registry: Registry,
  text: string,
): Promise<Partial<MarkingSubject>> {
  try {
    const { subject } = await subjectOf(registry, text);
    return subject.version === undefined ? subject : { version: subject.version };
  } catch (error) {
    if (!(error instanceof RegistryError) || error.refusal.code !== "version-deleted") throw error;
    return { version: VersionId.parse(error.refusal.details?.["version"]) };
  }
}

/** What is tagged or annotated, and what people call it. */
export interface NamedSubject {
  readonly subject: MarkingSubject;
  readonly title: string;
}
