import type { MarkingSubject } from "../core/annotations/decide-marking.ts";
import { EventId, ModelName, type Stage } from "../core/model/ids.ts";
import { findStage } from "../core/model/policy.ts";
import { productionStage } from "../core/policy/stage-roles.ts";
import { RegistryError } from "../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../core/state/version.ts";
import { parseModelName } from "../registry/models/parse-model-name.ts";
import type { Registry } from "../registry/registry.ts";
import { findVersion } from "../registry/retrieval/find-version.ts";
import type { Session as CommandSession } from "./run.ts";
import type { Output } from "./terminal/output.ts";

/**
 * The parts of a session that a look-up needs; the output gets a note if a name is a former one.
 */
type Session = Pick<CommandSession, "registry" | "output">;

/**
 * Finds a model by its name, or by a former one.
 *
 * @throws RegistryError `unknown-model` or `invalid-request`
 */
export async function modelOf({ registry, output }: Session, text: string): Promise<ModelName> {
  const name = parseModelName(text);
  const model = await registry.read((state) => state.model(name));
  if (model) {
    noteFormerName(output, text, model.name);
    return model.name;
  }
  throw new RegistryError({ code: "unknown-model", reason: "unknown-model", model: name });
}

/**
 * Finds the version that a reference of the command line means.
 *
 * @throws RegistryError `unknown-model`, `unknown-version`, `version-deleted` or `invalid-request`
 */
export async function versionOf({ registry, output }: Session, text: string): Promise<Version> {
  const version = await findVersion(registry, { reference: text });
  noteFormerName(output, text, version.model);
  return version;
}

/** Prints a note if a model is now called otherwise than in the reference. */
export function noteFormerName(output: Output, reference: string, model: ModelName): void {
  if (EventId.safeParse(reference).success) return;
  const at = reference.lastIndexOf("@");
  const named = ModelName.safeParse((at < 0 ? reference : reference.slice(0, at)).trim());
  if (!named.success || named.data === model) return;
  output.note(`${named.data} is called ${model} now.`);
}

/** Returns the stage as the policy spells it. @throws RegistryError `unknown-stage` */
export async function stageOf(registry: Registry, text: string): Promise<Stage> {
  const { policy } = await registry.policy();
  const stage = findStage(policy, text);
  if (stage) return stage;
  throw new RegistryError({
    code: "unknown-stage",
    reason: "stage-unknown",
    stage: text,
    stages: policy.stages.map(({ name }) => name),
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
    reason: "production-unclear",
    stages: policy.stages.map(({ name }) => name),
  });
}

/** Finds a model by its name alone, or a version by a reference with `@` or its id. */
export async function subjectOf(session: Session, text: string): Promise<NamedSubject> {
  const isVersion = text.includes("@") || EventId.safeParse(text).success;
  if (!isVersion) {
    const model = await modelOf(session, text);
    return { subject: { model }, title: model };
  }
  const version = await versionOf(session, text);
  return {
    subject: { model: version.model, version: version.id },
    title: versionTitle(version),
  };
}

/**
 * Finds the model or version whose history is requested; the version may have been deleted.
 *
 * @throws RegistryError `unknown-model`, `unknown-version` or `invalid-request`
 */
export async function historySubject(
  session: Session,
  text: string,
): Promise<Partial<MarkingSubject>> {
  try {
    const { subject } = await subjectOf(session, text);
    return subject.version === undefined ? subject : { version: subject.version };
  } catch (error) {
    if (!(error instanceof RegistryError) || error.refusal.reason !== "version-deleted")
      throw error;
    return { version: error.refusal.version };
  }
}

/** A model or version that is tagged or annotated, with its title. */
export interface NamedSubject {
  readonly subject: MarkingSubject;
  readonly title: string;
}
