import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { setAlias } from "../../../../src/registry/annotations/set-alias.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { describeReferences } from "../../../../src/registry/retrieval/describe-references.ts";
import { referenceNames } from "../../../../src/registry/retrieval/reference-names.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

/** `fraud`: 1 Archived, 2 Production, 3 with the alias `champion`. */
async function registry(): Promise<Registry> {
  const opened = await openRegistry(await temporaryFolder());
  const ids = [];
  for (const content of ["a", "b", "c"]) ids.push((await registerContent(opened, content)).id);
  for (const id of ids.slice(0, 2)) {
    for (const to of ["Staging", "Production"]) {
      await transition(opened, { version: id, to: Stage.parse(to) });
    }
  }
  await setAlias(opened, { version: ids[2]!, alias: "champion" });
  return opened;
}

test("references mean versions, with what their stages mean, or say why they mean none", async () => {
  const references = ["fraud@Production", "fraud@1", "fraud@champion", "fraud@9", "none@3"];
  const meanings = await describeReferences(await registry(), { references });
  expect(
    meanings.map((each) =>
      "version" in each
        ? [each.version.number, each.role]
        : [each.refusal.code, each.refusal.reason, each.model],
    ),
  ).toEqual([
    [2, "production"],
    [1, "archive"],
    [3, "start"],
    ["unknown-version", "number-unknown", "fraud"],
    ["unknown-model", "unknown-model", undefined],
  ]);
});

test("the most similar reference is offered for a typing mistake", async () => {
  const references = ["fraud@Prodution", "fraud@champoin", "fruad@Staging", "weather@Staging"];
  const meanings = await describeReferences(await registry(), { references, suggest: true });
  expect(meanings.map((each) => "refusal" in each && each.nearest)).toEqual([
    "fraud@Production",
    "fraud@champion",
    "fraud@Staging",
    undefined,
  ]);
});

test("a model's references can end with stages, latest, aliases, and the newest numbers", async () => {
  const opened = await registry();
  const { models, selectors } = await referenceNames(opened, { model: "fraud" });
  expect(models).toEqual([{ name: "fraud", versionCount: 3 }]);
  expect(selectors.map(({ selector, version }) => `${selector} ${version.number}`)).toEqual([
    "None 3",
    "Production 2",
    "Archived 1",
    "latest 3",
    "champion 3",
    "3 3",
    "2 2",
    "1 1",
  ]);
  expect((await referenceNames(opened, { model: "a[b" })).selectors).toEqual([]);
});
