import type { AbTest } from "../../core/abtests/ab-test.ts";
import { isVariant } from "../../core/abtests/decide-ab-test.ts";
import type { EventId, VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";
import { findVersion } from "../retrieval/find-version.ts";
import { findAbTest } from "../routing/find-ab-test.ts";
import { routeIn } from "../routing/route-request.ts";
import type { GivenObservation } from "./given-observation.ts";

/** Version that an observation is of, and the A/B test in which it was made. */
interface ObservedVersion {
  readonly id: VersionId;
  readonly test?: EventId | undefined;
}

/**
 * Returns a function that finds which version an observation is of, and looks each reference and test
 * up once.
 *
 * @param version reference for those that name none
 */
export function observedVersions(
  registry: Registry,
  version: string | undefined,
): (given: GivenObservation, position: number) => Promise<ObservedVersion> {
  const versions = new Map<string, VersionId>();
  const tests = new Map<string, AbTest>();
  const versionCalled = async (reference: string): Promise<VersionId> => {
    const id = versions.get(reference) ?? (await findVersion(registry, { reference })).id;
    versions.set(reference, id);
    return id;
  };
  return async (given, position) => {
    const reference = given.version ?? version;
    if (given.test === undefined) {
      if (reference !== undefined) return { id: await versionCalled(reference) };
      throw new RegistryError({
        code: "invalid-request",
        reason: "observation-without-version",
        position,
      });
    }
    const test = tests.get(given.test) ?? (await findAbTest(registry, given.test));
    tests.set(given.test, test);
    const about = { position, test: test.name } as const;
    if (reference === undefined && given.request === undefined) {
      throw new RegistryError({
        code: "invalid-request",
        reason: "observation-without-request",
        ...about,
      });
    }
    const id =
      reference === undefined
        ? routeIn(test, { id: given.request }).version
        : await versionCalled(reference);
    if (isVariant(test, id)) return { id, test: test.id };
    throw new RegistryError({
      code: "invalid-request",
      reason: "observation-of-no-variant",
      ...about,
    });
  };
}
