import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { ModelName, Stage, Timestamp } from "../../../../src/core/model/ids.ts";
import { annotate } from "../../../../src/registry/annotations/annotate.ts";
import { readMarkings } from "../../../../src/registry/annotations/read-markings.ts";
import { removeAlias, setAlias } from "../../../../src/registry/annotations/set-alias.ts";
import { removeTag, setTag } from "../../../../src/registry/annotations/set-tag.ts";
import { readLog } from "../../../../src/registry/audit/read-log.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { findVersion } from "../../../../src/registry/retrieval/find-version.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const model = ModelName.parse("fraud");

async function opened(): Promise<Registry> {
  const registry = await openRegistry(await temporaryFolder());
  for (const content of ["a", "b"]) await registerContent(registry, content);
  return registry;
}

async function numberOf(registry: Registry, reference: string): Promise<number> {
  return (await findVersion(registry, { reference })).number;
}

describe("aliases", () => {
  test("move from one version to another, and the history of both says so", async () => {
    const registry = await opened();
    const [one, two] = [
      await findVersion(registry, { reference: "fraud@1" }),
      await findVersion(registry, { reference: "fraud@2" }),
    ];
    await setAlias(registry, { version: one.id, alias: "champion" });
    expect(await numberOf(registry, "fraud@champion")).toBe(1);
    expect((await findVersion(registry, { reference: "fraud@1" })).aliases).toEqual(["champion"]);

    const { data } = await setAlias(registry, { version: two.id, alias: "champion" });
    expect(data.previous).toBe(one.id);
    await setAlias(registry, { version: two.id, alias: "Challenger" });
    expect(await numberOf(registry, "fraud@champion")).toBe(2);
    expect((await findVersion(registry, { reference: "fraud@1" })).aliases).toBeUndefined();
    expect((await findVersion(registry, { reference: "fraud@2" })).aliases).toEqual([
      "Challenger",
      "champion",
    ]);
    const { history } = await describeVersion(registry, { version: one.id });
    expect(history.map(({ title }) => title)).toEqual([
      "Alias champion → fraud 2, before fraud 1",
      "Alias champion → fraud 1",
      "Registered",
    ]);

    await removeAlias(registry, { model, alias: "champion" });
    expect((await refusalOf(findVersion(registry, { reference: "fraud@champion" }))).code).toBe(
      "unknown-version",
    );
    expect((await refusalOf(removeAlias(registry, { model, alias: "champion" }))).code).toBe(
      "unknown-alias",
    );
    await registry.close();
  });

  test.each([
    "",
    "latest",
    "LATEST",
    "7",
    "v7",
    "V7",
    "a b",
    "a@b",
    "a\u200bb",
    "production",
    "None",
    "x".repeat(256),
  ])("%j is none", async (alias) => {
    const registry = await opened();
    const { id } = await findVersion(registry, { reference: "fraud@1" });
    expect((await refusalOf(setAlias(registry, { version: id, alias }))).code).toBe(
      "invalid-request",
    );
    await registry.close();
  });

  test("a stage of that name, added to the policy later, comes first", async () => {
    const registry = await opened();
    const { id } = await findVersion(registry, { reference: "fraud@1" });
    await setAlias(registry, { version: id, alias: "Live" });
    await writeFile(
      registry.paths.policy,
      "version: 1\nstages: [{ name: None }, { name: Live }]\ntransitions: { None: [Live] }\n",
    );
    const two = await findVersion(registry, { reference: "fraud@2" });
    await transition(registry, { version: two.id, to: Stage.parse("Live") });
    expect(await numberOf(registry, "fraud@Live")).toBe(2);
    await registry.close();
  });
});

describe("tags", () => {
  test("are of a model or of a version, and keep what was before in the event", async () => {
    const registry = await opened();
    const { id } = await findVersion(registry, { reference: "fraud@1" });
    await setTag(registry, { subject: { model }, key: "team", value: "risk" });
    await setTag(registry, { subject: { model, version: id }, key: "report", value: "draft" });
    const { data } = await setTag(registry, {
      subject: { model, version: id },
      key: "report",
      value: "final",
    });
    expect(data).toMatchObject({ previous: "draft", value: "final" });
    await setTag(registry, { subject: { model, version: id }, key: "__proto__", value: "x" });
    const { detail } = await describeVersion(registry, { version: id });
    expect(Object.entries(detail.tags)).toEqual([
      ["__proto__", "x"],
      ["report", "final"],
    ]);
    expect((await readMarkings(registry, { subject: { model } })).tags).toEqual({ team: "risk" });

    const removed = await removeTag(registry, { subject: { model, version: id }, key: "report" });
    expect(removed.data.previous).toBe("final");
    expect(
      (await refusalOf(removeTag(registry, { subject: { model, version: id }, key: "report" })))
        .code,
    ).toBe("unknown-tag");
    await registry.close();
  });

  test("what is too long, empty or of nobody is refused", async () => {
    const registry = await opened();
    const attempt = async (key: string, value: string, name = "fraud"): Promise<string> =>
      (await refusalOf(setTag(registry, { subject: { model: ModelName.parse(name) }, key, value })))
        .code;
    expect(await attempt("", "x")).toBe("invalid-request");
    expect(await attempt("a\nb", "x")).toBe("invalid-request");
    expect(await attempt("k".repeat(251), "x")).toBe("invalid-request");
    expect(await attempt("k", "x".repeat(5001))).toBe("invalid-request");
    expect(await attempt("k", "x", "churn")).toBe("unknown-model");
    const { id } = await findVersion(registry, { reference: "fraud@1" });
    await registerContent(registry, "c", { model: "churn" });
    const strange = { model: ModelName.parse("churn"), version: id };
    expect(
      (await refusalOf(setTag(registry, { subject: strange, key: "k", value: "x" }))).code,
    ).toBe("unknown-version");
    await registry.close();
  });
});

test("annotations change, the recipe does not, and the event holds old and new", async () => {
  const registry = await opened();
  const { id } = await findVersion(registry, { reference: "fraud@1" });
  const subject = { model, version: id };
  await annotate(registry, { subject, changes: { team: "risk", changelog: " More data " } });
  const { data } = await annotate(registry, {
    subject,
    changes: { team: "fraud ops", changelog: "More data", "known-issues": null },
  });
  expect(data.changes).toEqual([{ field: "team", from: "risk", to: "fraud ops" }]);
  await annotate(registry, { subject, changes: { changelog: null } });
  const { detail } = await describeVersion(registry, { version: id });
  expect(detail.annotations).toEqual({ team: "fraud ops" });
  expect(
    (await refusalOf(annotate(registry, { subject, changes: { team: "fraud ops" } }))).code,
  ).toBe("invalid-request");
  expect(
    (await refusalOf(annotate(registry, { subject, changes: { team: "x".repeat(5001) } }))).code,
  ).toBe("invalid-request");
  await registry.close();
});

test("the log holds every event, newest first, and can be narrowed", async () => {
  const registry = await opened();
  const two = await findVersion(registry, { reference: "fraud@2" });
  await setAlias(registry, { version: two.id, alias: "champion" });
  await setTag(registry, { subject: { model }, key: "team", value: "risk" });
  registry.actor = () => Promise.resolve({ name: "Grace", email: "grace@example.org" });
  await transition(registry, { version: two.id, to: Stage.parse("Staging"), reason: "good" });
  await registerContent(registry, "c", { model: "churn" });

  const titles = async (rest: object): Promise<readonly string[]> =>
    (await readLog(registry, { limit: 100, ...rest })).map(
      ({ subject, title }) => `${subject}: ${title}`,
    );
  const moved = "fraud 2: None → Staging";
  expect(await titles({})).toEqual([
    "churn 1: Registered",
    moved,
    "fraud: Tag team: “risk”",
    "fraud 2: Alias champion → fraud 2",
    "fraud 2: Registered",
    "fraud 1: Registered",
  ]);
  expect(await titles({ model: "churn" })).toEqual(["churn 1: Registered"]);
  expect(await titles({ version: two.id })).toEqual([
    moved,
    "fraud 2: Alias champion → fraud 2",
    "fraud 2: Registered",
  ]);
  expect(await titles({ actor: "GRACE@" })).toHaveLength(2);
  expect(await titles({ kind: "version.t" })).toEqual([moved]);
  expect(await titles({ kind: "%" })).toEqual([]);
  expect(await titles({ limit: 1, offset: 1 })).toEqual([moved]);
  expect(await titles({ since: Timestamp.parse("2020-01-01T00:00:00Z") })).toHaveLength(6);
  expect(await titles({ since: Timestamp.parse("2999-01-01T00:00:00Z") })).toEqual([]);
  expect(await titles({ until: Timestamp.parse("2020-01-01T00:00:00Z") })).toEqual([]);
  expect((await readLog(registry, { limit: 1, kind: "version.t" }))[0]).toMatchObject({
    type: "version.transitioned",
    actor: { name: "Grace" },
    reason: "good",
    version: two.id,
    data: { to: "Staging" },
  });
  await registry.close();
});

test("fields of compliance are checked wherever they are given, and the history keeps old values", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const { id } = await registerContent(registry, "a", {
    annotations: { pii: "YES", "retention-days": "030" },
  });
  const subject = { model, version: id };
  await annotate(registry, { subject, changes: { "retention-days": "365", gdpr: "Compliant" } });
  const { detail, history } = await describeVersion(registry, { version: id });
  expect(detail.annotations).toEqual({ gdpr: "compliant", pii: "yes", "retention-days": "365" });
  expect(history[0]?.title).toBe("Retention days: “365”, before “30” · GDPR: “compliant”");

  const refusal = await refusalOf(annotate(registry, { subject, changes: { pii: "perhaps" } }));
  expect(refusal).toMatchObject({
    code: "invalid-request",
    message: "The pii of fraud 1 can't be “perhaps”.",
    wayOut: "Write yes or no.",
  });
  // The same in another spelling is no change.
  expect((await refusalOf(annotate(registry, { subject, changes: { pii: "Yes" } }))).message).toBe(
    "Nothing about fraud 1 would change.",
  );
  const annotations = { "retention-days": "forever" };
  expect(await refusalOf(registerContent(registry, "b", { annotations }))).toMatchObject({
    code: "invalid-request",
    message: "The retention-days can't be “forever”.",
  });
  await registry.close();
});

test("what was written at registration is changed and taken away like anything else", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const { id } = await registerContent(registry, "a", {
    description: "first words",
    annotations: { changelog: "Trained on October", "known-issues": " slow \n on ARM ", team: " " },
  });
  const subject = { model, version: id };
  const written = async (): Promise<unknown> =>
    (await describeVersion(registry, { version: id })).detail.annotations;
  expect(await written()).toEqual({
    changelog: "Trained on October",
    description: "first words",
    "known-issues": "slow \n on ARM",
  });

  await annotate(registry, { subject, changes: { description: "better words" } });
  await annotate(registry, { subject, changes: { description: null, "known-issues": "none" } });
  expect(await written()).toEqual({ changelog: "Trained on October", "known-issues": "none" });
  const { history } = await describeVersion(registry, { version: id });
  expect(history.map(({ title }) => title)).toEqual([
    "Description removed, before “better words” · Known issues: “none”, before “slow \n on ARM”",
    "Description: “better words”, before “first words”",
    "Registered",
  ]);
  await registry.close();
});
