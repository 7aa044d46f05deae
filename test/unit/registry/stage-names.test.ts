import { afterEach, beforeEach, expect, test } from "vitest";
import { Stage } from "../../../src/core/model/ids.ts";
import { setAlias } from "../../../src/registry/annotations/set-alias.ts";
import { transition } from "../../../src/registry/lifecycle/transition.ts";
import { shadowedAliases } from "../../../src/registry/policy/check-policy.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { findVersion } from "../../../src/registry/retrieval/find-version.ts";
import { write } from "../support/kept-files.ts";
import { refusalOf } from "../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
let registry: Registry;
beforeEach(async () => {
  registry = await openRegistry(await temporaryFolder());
});
afterEach(() => registry.close());

async function setStages(...names: readonly string[]): Promise<void> {
  const stages = names.map((name) => ({ name }));
  const transitions = { None: names.slice(1) };
  await write(registry.folder, {
    ".model-registry/policy.yaml": JSON.stringify({ version: 1, stages, transitions }),
  });
}

test("a stage is found in another case and in another Unicode form", async () => {
  await setStages("None", "Geprüft");
  const { id } = await registerContent(registry, "a");
  await transition(registry, { version: id, to: Stage.parse("Geprüft") });
  for (const spelt of ["geprüft", "GEPRÜFT", "Geprüft".normalize("NFD")]) {
    expect((await findVersion(registry, { reference: `fraud@${spelt}` })).id).toBe(id);
  }
  // The rules themselves know one spelling.
  const to = Stage.parse("geprüft");
  expect(await refusalOf(transition(registry, { version: id, to }))).toMatchObject({
    code: "unknown-stage",
  });
});

test("an alias never decides what a stage's name means", async () => {
  await setStages("None", "Staging");
  const first = await registerContent(registry, "a");
  const second = await registerContent(registry, "b");
  await setAlias(registry, { version: second.id, alias: "Live" });
  for (const alias of ["Staging", "staging", "STAGING"]) {
    expect(await refusalOf(setAlias(registry, { version: second.id, alias }))).toMatchObject({
      message: `“${alias}” can't be an alias of fraud 2: Staging is a stage.`,
    });
  }
  // The policy gets a stage that is called like an alias: it is the stage from now on.
  await setStages("None", "Live");
  await transition(registry, { version: first.id, to: Stage.parse("Live") });
  expect((await findVersion(registry, { reference: "fraud@Live" })).id).toBe(first.id);
  // And loses it again, with a version in it.
  await setStages("None", "Staging");
  expect((await findVersion(registry, { reference: "fraud@Live" })).id).toBe(first.id);
  const again = setAlias(registry, { version: second.id, alias: "Live" });
  expect(await refusalOf(again)).toMatchObject({
    message: "“Live” can't be an alias of fraud 2: fraud 1 is in a stage of that name.",
  });
});

test("an alias that a stage has shadowed since is named by the check of the policy", async () => {
  const { id } = await registerContent(registry, "a");
  await setAlias(registry, { version: id, alias: "qa" });
  await setAlias(registry, { version: id, alias: "champion" });
  expect(await shadowedAliases(registry)).toEqual([]);
  await setStages("None", "QA");
  expect(await shadowedAliases(registry)).toEqual([
    "the alias qa of fraud 1 is shadowed: fraud@qa means the stage QA; give the version another alias",
  ]);
});

test("names of stages, aliases and labels have marks, and no invisible characters", async () => {
  const marked = "परीक्षण";
  await setStages("None", marked);
  const { id } = await registerContent(registry, "a", { labelled: { label: "ถาม" } });
  await transition(registry, { version: id, to: Stage.parse(marked) });
  await setAlias(registry, { version: id, alias: "הִנֵּה" });
  for (const name of [marked, "ถาม", "הִנֵּה", "הִנֵּה".normalize("NFD")]) {
    expect((await findVersion(registry, { reference: `fraud@${name}` })).id).toBe(id);
  }
  for (const hidden of ["a\u200bb", "a\u034fb", "a\ufe0f", "a\u3164b"]) {
    const alias = await refusalOf(setAlias(registry, { version: id, alias: hidden }));
    expect(alias.code).toBe("invalid-request");
    const labelled = { label: hidden };
    const label = await refusalOf(registerContent(registry, hidden, { labelled }));
    expect(label.code).toBe("invalid-request");
    await setStages("None", hidden);
    expect((await registry.policy()).problem?.code).toBe("invalid-policy");
    await setStages("None", marked);
  }
});
