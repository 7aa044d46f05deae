import { randomInt } from "node:crypto";
import { routingOf, type AbTest } from "../../core/abtests/ab-test.ts";
import { bucketCount, variantOf } from "../../core/abtests/routing.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { Registry } from "../registry.ts";
import { findAbTest } from "./find-ab-test.ts";
import { requestBucket } from "./request-bucket.ts";

export interface RoutedRequest {
  readonly test: AbTest;
  /** The version whose answer is used. */
  readonly version: VersionId;
  /** Its position, from 0 on. */
  readonly variant: number;
  /** Versions that answer as well, in a shadow test. */
  readonly shadows: readonly VersionId[];
}

/**
 * Returns the version that answers a request. After the end of a test that is the winner, or the first
 * version if there is none, so that programs which ask need not be changed at once.
 *
 * @param request `id` absent for a random answer; `since` is the time of the first request of a person
 *   who is to stay where they are, in milliseconds since the epoch
 * @throws RegistryError `unknown-test`
 */
export async function routeRequest(
  registry: Registry,
  request: {
    readonly test: string;
    readonly id?: string | undefined;
    readonly since?: number | undefined;
  },
): Promise<RoutedRequest> {
  const test = await findAbTest(registry, request.test);
  return routeIn(test, request);
}

/** Does the same in a test. */
export function routeIn(
  test: AbTest,
  { id, since }: { readonly id?: string | undefined; readonly since?: number | undefined },
): RoutedRequest {
  const { conclusion, definition } = test;
  const versions = definition.variants.map(({ version }) => version);
  const position = conclusion
    ? Math.max(
        0,
        versions.findIndex((version) => version === conclusion.data.winner),
      )
    : definition.mode === "shadow"
      ? 0
      : variantOf(
          routingOf(test, since),
          id === undefined ? randomInt(bucketCount) : requestBucket(test.id, id),
        );
  const version = versions[position];
  if (version === undefined) throw new Error(`the test ${test.id} has no variant ${position}`);
  const isShadow = definition.mode === "shadow" && !conclusion;
  return { test, version, variant: position, shadows: isShadow ? versions.slice(1) : [] };
}
