import { mainMetric } from "../../core/metrics/metric-direction.ts";
import { ModelName } from "../../core/model/ids.ts";
import { stageRole, type StageRole } from "../../core/policy/stage-roles.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import type { Version } from "../../core/state/version.ts";
import { findNearest } from "../../core/text/find-nearest.ts";
import type { Registry } from "../registry.ts";
import { referenceNames } from "./reference-names.ts";
import { lookUp } from "./resolve.ts";

/** More references than people write into one file. */
const mostReferences = 200;

/** The version that a reference means now. */
export interface MeantVersion {
  readonly reference: string;
  readonly version: Version;
  /** Meaning of its stage by the policy. */
  readonly role: StageRole;
  readonly mainMetric?: { readonly key: string; readonly value: number };
}

/** Reason why a reference names no version now. */
export interface NothingMeant {
  readonly reference: string;
  readonly refusal: Refusal;
  /** Absent if there is no model of this name. */
  readonly model?: ModelName;
  /** The reference that was most likely meant, if it may be a typing mistake. */
  readonly nearest?: string;
}

export type ReferenceMeaning = MeantVersion | NothingMeant;

/**
 * Returns what references in a text mean now (`fraud@5`, `fraud@Production`), in their order.
 *
 * @param request.suggest say what was most likely meant by those that mean nothing
 */
export async function describeReferences(
  registry: Registry,
  request: { readonly references: readonly string[]; readonly suggest?: boolean },
): Promise<readonly ReferenceMeaning[]> {
  const meanings: ReferenceMeaning[] = [];
  for (const reference of request.references.slice(0, mostReferences)) {
    meanings.push(await describeReference(registry, reference, request.suggest ?? false));
  }
  return meanings;
}

async function describeReference(
  registry: Registry,
  reference: string,
  suggest: boolean,
): Promise<ReferenceMeaning> {
  try {
    const version = await lookUp(registry, { reference }, (_state, found) => found);
    const { policy } = await registry.policy();
    const key = mainMetric(Object.keys(version.metrics));
    const value = key === undefined ? undefined : version.metrics[key];
    return {
      reference,
      version,
      role: stageRole(policy, version.stage),
      ...(key !== undefined && value !== undefined && { mainMetric: { key, value } }),
    };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const at = reference.lastIndexOf("@");
    const name = reference.slice(0, at);
    const known = ModelName.safeParse(name);
    const model = known.success
      ? await registry.read((state) => state.model(known.data)?.name)
      : undefined;
    const nearest = suggest
      ? await nearestReference(registry, name, reference.slice(at + 1), model)
      : undefined;
    return {
      reference,
      refusal: error.refusal,
      ...(model !== undefined && { model }),
      ...(nearest !== undefined && { nearest }),
    };
  }
}

/** With a name that no model has, that of the model most like it; else a selector most like it. */
async function nearestReference(
  registry: Registry,
  name: string,
  selector: string,
  model: ModelName | undefined,
): Promise<string | undefined> {
  if (model === undefined) {
    const names = await registry.read((state) => state.models().map((each) => each.name));
    const nearest = findNearest(name, names);
    return nearest === undefined ? undefined : `${nearest}@${selector}`;
  }
  const { selectors } = await referenceNames(registry, { model });
  const nearest = findNearest(
    selector,
    selectors.map((each) => each.selector).filter((each) => each !== selector),
  );
  return nearest === undefined ? undefined : `${name}@${nearest}`;
}
