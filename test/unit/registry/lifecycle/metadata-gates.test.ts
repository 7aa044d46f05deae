import { afterEach, beforeEach, expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { annotate } from "../../../../src/registry/annotations/annotate.ts";
import { previewTransition } from "../../../../src/registry/lifecycle/preview-transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { write } from "../../support/kept-files.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
let registry: Registry;
beforeEach(async () => {
  registry = await openRegistry(await temporaryFolder());
});
afterEach(() => registry.close());

async function setGates(gates: string): Promise<void> {
  await write(registry.folder, {
    ".model-registry/policy.yaml": `version: 1\ngates:\n  ${gates}\n`,
  });
}

test("a version says what its model does not, and the model the rest", async () => {
  const { id, model } = await registerContent(registry, "a");
  await setGates("Staging: { fields: [team], compliance: { pii: no } }");
  const to = Stage.parse("Staging");
  const outcome = async (): Promise<readonly boolean[]> =>
    (await previewTransition(registry, { version: id, to })).checks.map(({ passed }) => passed);
  expect(await outcome()).toEqual([false, false]);
  await annotate(registry, { subject: { model }, changes: { team: "risk", pii: "no" } });
  expect(await outcome()).toEqual([true, true]);
  await annotate(registry, { subject: { model, version: id }, changes: { pii: "yes" } });
  expect(await outcome()).toEqual([true, false]);
});

test("what a registration says itself counts for the first stage", async () => {
  await setGates("None: { fields: [team, description], licence: [MIT] }");
  await write(registry.folder, { "card.yaml": "team: risk\nlicense: mit\n" });
  const files = { metadataFile: "card.yaml" };
  expect(await refusalOf(registerContent(registry, "a", files))).toMatchObject({
    code: "gates-failed",
    message: expect.stringMatching(
      /: Description: not written, required to be written\.$/,
    ) as string,
  });
  const { id } = await registerContent(registry, "a", { ...files, description: "the first" });
  const { detail } = await describeVersion(registry, { version: id });
  expect(detail.registration.recipe.license).toBe("mit");
  expect(detail.registration.gates?.map(({ passed }) => passed)).toEqual([true, true, true]);
});
