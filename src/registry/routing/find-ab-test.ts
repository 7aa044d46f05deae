import type { AbTest } from "../../core/abtests/ab-test.ts";
import { AbTestName } from "../../core/events/abtest-events.ts";
import { EventId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";

/**
 * Finds an A/B test by its name or id; of several of one name the running one, else the newest.
 *
 * @throws RegistryError `unknown-test`
 */
export function findAbTest(registry: Registry, text: string): Promise<AbTest> {
  return registry.read((state) => abTestCalled(state, text));
}

/** Does the same in a state. */
export function abTestCalled(state: IndexQueries, text: string): AbTest {
  const id = EventId.safeParse(text).data;
  const name = AbTestName.safeParse(text).data;
  const found =
    (id && state.abTests.test(id)) ??
    (name === undefined ? undefined : state.abTests.testNamed(name));
  if (found) return found;
  throw new RegistryError({ code: "unknown-test", reason: "ab-unknown", test: text });
}

/** Returns all A/B tests, the running ones first, the newest first. */
export function listAbTests(registry: Registry): Promise<readonly AbTest[]> {
  return registry.read((state) => state.abTests.all());
}
