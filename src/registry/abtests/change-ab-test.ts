import { canaryShares } from "../../core/abtests/canary.ts";
import { decideAbTest, decideSplit } from "../../core/abtests/decide-ab-test.ts";
import { equalShares, type Shares } from "../../core/abtests/routing.ts";
import {
  AbTestName,
  type AbMetric,
  type AbTestCreated,
  type AbTestSplit,
  type Canary,
} from "../../core/events/abtest-events.ts";
import type { Stamped } from "../../core/events/event.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";
import { findVersion } from "../retrieval/find-version.ts";
import { findAbTest } from "../routing/find-ab-test.ts";

export interface AbTestRequest {
  readonly name: string;
  /** References of two to four versions, first the one that the others are compared with. */
  readonly versions: readonly string[];
  /** Equal shares if absent. */
  readonly shares?: Shares | undefined;
  /** True if all versions answer and the answer of the first is used. */
  readonly isShadow: boolean;
  readonly metric: AbMetric;
  readonly guardrails: readonly AbMetric[];
  readonly level: number;
  readonly power: number;
  /** The smallest difference of interest, relative to the first version: 0.05. */
  readonly effect: number;
  readonly baseline?: number | undefined;
  /** The share of the second version grows by itself; its first step is the split. */
  readonly canary?: Canary | undefined;
  readonly reason?: string | undefined;
}

/**
 * Starts an A/B test.
 *
 * @throws RegistryError `test-exists`, `invalid-request`, `unknown-model`, `unknown-version`,
 *   `read-only`, `busy`
 */
export async function createAbTest(
  registry: Registry,
  { name, versions, shares, isShadow, baseline, canary, reason, ...rest }: AbTestRequest,
): Promise<Stamped<AbTestCreated>> {
  registry.requireTrust();
  const parsed = AbTestName.safeParse(name);
  if (!parsed.success) {
    throw new RegistryError({ code: "invalid-request", reason: "ab-name-invalid", name });
  }
  if (versions.length < 2 || versions.length > 4) {
    const count = versions.length;
    throw new RegistryError({ code: "invalid-request", reason: "ab-variants", count });
  }
  const found = await Promise.all(
    versions.map((reference) => findVersion(registry, { reference })),
  );
  return registry.commit((state) =>
    decideAbTest(state, {
      name: parsed.data,
      variants: found.map(({ id, model }) => ({ model, version: id })),
      shares: canary ? canaryShares(canary.steps[0] ?? 0) : (shares ?? equalShares(found.length)),
      mode: isShadow ? "shadow" : "split",
      ...rest,
      ...(baseline !== undefined && { baseline }),
      ...(canary && { canary }),
      ...(reason !== undefined && { reason }),
    }),
  );
}

/**
 * Splits the requests of a test otherwise.
 *
 * @throws RegistryError `unknown-test`, `invalid-request`, `read-only`, `busy`
 */
export async function splitAbTest(
  registry: Registry,
  request: {
    readonly test: string;
    readonly shares: Shares;
    readonly reason?: string | undefined;
  },
): Promise<Stamped<AbTestSplit>> {
  registry.requireTrust();
  const { id, name } = await findAbTest(registry, request.test);
  const { shares, reason } = request;
  return registry.commit((state) => decideSplit(state, { test: id, name, shares, reason }));
}
