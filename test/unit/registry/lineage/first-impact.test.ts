import fc from "fast-check";
import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { versionReference } from "../../../../src/core/state/version.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { firstImpact, impact } from "../../../../src/registry/lineage/impact.ts";
import { lineage } from "../../../../src/registry/lineage/lineage.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { writeLineageRegistry } from "../../../fixtures/lineage-registry.ts";
import { registerContent, useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const now = Date.parse("2026-11-30T00:00:00Z");

/** Some of what the versions of that registry were made of, and some of those. */
const subjects = ["data/train.csv", "data/test.csv", "test.csv", "churn@1", "churn@40"];

test("the first versions of an impact are those of all, however few are gone to", async () => {
  const folder = await temporaryFolder();
  await writeLineageRegistry(folder, 300, now);
  await withRegistry(folder, async (registry) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...subjects),
        fc.integer({ min: 1, max: 150 }),
        async (subject, limit) => {
          const all = await impact(registry, { subject, limit });
          const first = await firstImpact(registry, { subject, limit });
          const shown = first.versions.map(({ id, steps }) => `${id} ${steps}`);
          expect(first.subject).toEqual(all.subject);
          expect(first.total).toBeLessThanOrEqual(all.total);
          if (first.isCounted) expect(first.total).toBe(all.total);
          // What is as near comes in the order of its age, which a walk that ends early may not know.
          const steps = (versions: readonly { steps: number }[]): readonly number[] =>
            versions.map((version) => version.steps);
          expect(steps(first.versions)).toEqual(steps(all.versions));
          if (subject.startsWith("data/") || first.isCounted) {
            expect(shown).toEqual(all.versions.map(({ id, steps }) => `${id} ${steps}`));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

test("a version in Production is among the first, however far it is from the data", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    await fill(registry);
    const { versions, total, isCounted } = await firstImpact(registry, {
      subject: "base@1",
      limit: 2,
    });
    expect(versions.map(({ steps }) => steps)).toEqual([3, 1]);
    expect([total >= 9, isCounted]).toEqual([true, false]);
    const page = await lineage(registry, { of: "base@1", limit: 2, read: [] });
    expect(page.omitsMore).toBe(true);
    const production = page.graph.nodes.find(
      (node) => node.kind === "version" && node.stage === "Production",
    );
    expect(production?.label).toBe("deep 3");
  });
});

/** Nine versions made from one, and a chain of three of which the last is in Production. */
async function fill(registry: Registry): Promise<void> {
  await registerContent(registry, "base", { model: "base" });
  let parent = "base@1";
  for (const content of ["d1", "d2", "d3"]) {
    const version = await registerContent(registry, content, { model: "deep", parents: [parent] });
    parent = versionReference(version);
    if (content !== "d3") continue;
    for (const to of ["Staging", "Production"])
      await transition(registry, { version: version.id, to: Stage.parse(to) });
  }
  for (let n = 0; n < 9; n += 1)
    await registerContent(registry, `w${n}`, { model: "wide", parents: ["base@1"] });
}
