import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ModelName, Stage } from "../../../../src/core/model/ids.ts";
import { nextMovesText } from "../../../../src/core/model/policy/next-move.ts";
import { prepareEndings, prepareMove } from "../../../../src/registry/lifecycle/prepare-move.ts";
import { prepareRollback } from "../../../../src/registry/lifecycle/rollback-targets.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { refusalOf } from "../../support/refusal.ts";
import { registerContent, useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const to = (stage: string): Stage => Stage.parse(stage);

test("one call has all that the dialogue of a move shows", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    const { id: version } = await registerContent(registry, "v1");
    const prepared = await prepareMove(registry, { version });
    expect(nextMovesText(prepared.moves)).toMatch(/^From None it can go to Staging/);
    expect(prepared.policy.stages.map(({ name }) => name)).toContain("Staging");
    expect(prepared.hooks).toMatchObject({ stages: [], changed: false });
    expect(prepared.preview).toBeUndefined();
    const named = await prepareMove(registry, { version, to: "Staging" });
    expect(named.preview).toMatchObject({ to: "Staging", passes: true });
    expect((await prepareMove(registry, { version, to: "Nowhere" })).preview).toBeUndefined();
  });
});

test("versions to archive are planned in one call, each with its stage or its obstacle", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    const first = await registerContent(registry, "v1");
    const second = await registerContent(registry, "v2");
    await transition(registry, { version: first.id, to: to("Staging") });
    await transition(registry, { version: second.id, to: to("Staging") });
    await transition(registry, { version: second.id, to: to("Archived") });
    const { plans } = await prepareEndings(registry, {
      versions: [first.id, second.id],
      kind: "archiving",
    });
    expect(plans.map(({ version }) => version.id)).toEqual([first.id, second.id]);
    expect(plans[0]).toMatchObject({ stages: ["Archived"], preview: { to: "Archived" } });
    expect(plans[1]).toMatchObject({ stages: [], obstacle: { code: "already-in-stage" } });
  });
});

test("one call has the versions that a rollback can restore, or refuses it", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    const first = await registerContent(registry, "v1");
    const second = await registerContent(registry, "v2");
    const model = ModelName.parse(first.model);
    for (const version of [first, second]) {
      await transition(registry, { version: version.id, to: to("Staging") });
      await transition(registry, { version: version.id, to: to("Production") });
      if (version === first) {
        expect((await refusalOf(prepareRollback(registry, { model }))).code).toBe(
          "nothing-to-roll-back-to",
        );
      }
    }
    const { stage, current, candidates } = await prepareRollback(registry, { model });
    expect([stage, current?.id]).toEqual(["Production", second.id]);
    expect(candidates.map(({ id }) => id)).toEqual([first.id]);
  });
});

test("a policy that can't be followed is refused before any question", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    const { id: version, model } = await registerContent(registry, "v1");
    await writeFile(join(folder, ".model-registry", "policy.yaml"), "version: 1\nstages: 7\n");
    for (const prepare of [
      () => prepareMove(registry, { version }),
      () => prepareEndings(registry, { versions: [version], kind: "rejection" }),
      () => prepareRollback(registry, { model: ModelName.parse(model) }),
    ]) {
      expect((await refusalOf(prepare())).code).toBe("invalid-policy");
    }
  });
});
