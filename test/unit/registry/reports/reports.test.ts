import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EventId, ModelName, Stage, VersionId } from "../../../../src/core/model/ids.ts";
import type { Actor } from "../../../../src/core/model/recipe.ts";
import { approve } from "../../../../src/registry/lifecycle/approve.ts";
import { requestApproval } from "../../../../src/registry/lifecycle/request-approval.ts";
import { rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { RegisteredVersion } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { comparisonReport } from "../../../../src/registry/reports/comparison-report.ts";
import { decisionRecord } from "../../../../src/registry/reports/decision-record.ts";
import { incidentReport } from "../../../../src/registry/reports/incident-report.ts";
import { makeReport } from "../../../../src/registry/reports/make-report.ts";
import { saveReport } from "../../../../src/registry/reports/save-report.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const production = Stage.parse("Production");
const model = ModelName.parse("fraud");

const guarded = `version: 1
stages: [{ name: None }, { name: Production, exclusive: true }, { name: Archived, terminal: true }]
transitions: { None: [Production], Production: [Archived] }
gates:
  Production:
    metrics: [{ metric: auc, min: 0.9 }]
    approvals: { count: 1 }
    force: anyone
`;

interface Story {
  readonly registry: Registry;
  readonly first: RegisteredVersion;
  readonly second: RegisteredVersion;
  /** Makes the next events those of somebody. */
  readonly as: (name: string) => void;
}

/** Version 1 was approved and promoted, version 2 forced, and then rolled back from. */
async function story(): Promise<Story> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, ".model-registry"), { recursive: true });
  await writeFile(join(folder, ".model-registry", "policy.yaml"), guarded);
  const registry = await openRegistry(folder);
  const as = (name: string): void => {
    const actor: Actor = { name, email: `${name.toLowerCase()}@example.org` };
    registry.actor = () => Promise.resolve(actor);
  };
  const withAuc = async (auc: number): Promise<RegisteredVersion> => {
    await writeFile(join(folder, "metrics.json"), JSON.stringify({ auc }));
    return registerContent(registry, `auc ${auc}`, { metricsFiles: ["metrics.json"] });
  };
  as("Ada");
  const first = await withAuc(0.95);
  const { id: request } = await requestApproval(registry, {
    version: first.id,
    to: production,
    reason: "first release",
    promote: false,
  });
  as("Grace");
  await approve(registry, { request, reason: "looks good" });
  as("Ada");
  await transition(registry, { version: first.id, to: production, reason: "release" });
  const second = await withAuc(0.8);
  as("Linus");
  await transition(registry, { version: second.id, to: production, force: true, reason: "urgent" });
  as("Grace");
  await rollBack(registry, {
    model,
    stage: production,
    version: first.id,
    reason: "false alarms",
  });
  return { registry, first, second, as };
}

test("a decision record says who decided what on which basis, and what happened since", async () => {
  const { registry, first, second } = await story();
  const forced = await decisionRecord(registry, { version: second.id });
  expect(forced).toMatchObject({
    decision: "promotion",
    actor: { name: "Linus" },
    from: "None",
    to: "Production",
    forced: true,
    reason: "urgent",
    isPolicyInForce: true,
    replaced: [{ title: "fraud 1", to: "Archived" }],
    checks: [
      { subject: "auc", passed: false },
      { rule: "approvals", passed: false },
    ],
    since: [{ who: "Grace", reason: "false alarms" }],
  });
  expect(forced).not.toHaveProperty("request");
  expect(forced.comparison?.rows.metrics[0]?.cells[1]).toMatchObject({ value: 0.8, better: false });

  const rollback = await decisionRecord(registry, { version: first.id });
  expect(rollback).toMatchObject({ decision: "rollback", from: "Archived", to: "Production" });

  const history = await registry.read((state) => state.detail(first.id)?.history ?? []);
  const event = EventId.parse(history.find(({ type }) => type === "version.transitioned")?.id);
  const approved = await decisionRecord(registry, { version: first.id, event });
  expect(approved).toMatchObject({
    decision: "promotion",
    forced: false,
    request: {
      actor: { name: "Ada" },
      reason: "first release",
      approvals: [
        { actor: { name: "Grace" }, reason: "looks good", sameBytes: true, samePolicy: true },
      ],
    },
  });
  const { text } = await makeReport(registry, {
    kind: "decision",
    version: first.id,
    event,
    format: "md",
  });
  expect(text).toContain("| Grace &lt;grace@example.org&gt; |");
  expect(text).toContain("these bytes, this policy");
});

test("the policy in force now is not taken for that of the decision", async () => {
  const { registry, second } = await story();
  await writeFile(join(registry.folder, ".model-registry", "policy.yaml"), `${guarded}# changed\n`);
  const record = await decisionRecord(registry, { version: second.id });
  expect(record.isPolicyInForce).toBe(false);
});

test("a version that was never moved has no decision", async () => {
  const { registry } = await story();
  const third = await registerContent(registry, "third");
  const refusal = await refusalOf(decisionRecord(registry, { version: third.id }));
  expect(refusal).toMatchObject({
    code: "invalid-request",
    message: "fraud 3 has not been moved to another stage yet.",
  });
});

test("an incident report says who was in the stage when, and what led to the rollback", async () => {
  const { registry, first, second } = await story();
  const report = await incidentReport(registry, { model });
  expect(report).toMatchObject({
    model: "fraud",
    stage: "Production",
    restored: "fraud 1",
    removed: "fraud 2",
    rollback: { actor: { name: "Grace" }, reason: "false alarms" },
    entry: { actor: { name: "Linus" }, forced: true, reason: "urgent" },
    omitted: 0,
  });
  expect(report.periods.map(({ title, entered, left }) => [title, entered.how, left?.how])).toEqual(
    [
      ["fraud 1", "moved", "replaced"],
      ["fraud 2", "forced", "rolled-back"],
      ["fraud 1", "rolled-back", undefined],
    ],
  );
  const [before, bad, after] = report.periods;
  expect([before?.until, bad?.until, after?.until]).toEqual([bad?.from, after?.from, undefined]);
  expect(report.comparison?.versions.map(({ id }) => id)).toEqual([first.id, second.id]);
  expect(report.timeline.map(({ who, title, isMain }) => [who, title, isMain ?? false])).toEqual([
    ["Ada", "fraud 2: Registered", false],
    ["Linus", "fraud 2: None → Production (forced)", true],
    ["Grace", "fraud 1: Rolled back to this version: Archived → Production", true],
  ]);
  const { text } = await makeReport(registry, { kind: "incident", model, format: "html" });
  expect(text).toContain("<dt>Alerts</dt><dd>none</dd>");
  expect(text).toContain("promoted by force");
});

test("an incident is told although the version was deleted since", async () => {
  const { registry, second } = await story();
  await deleteVersion(registry, { version: second.id, reason: "harmful" });
  const report = await incidentReport(registry, { model });
  expect(report).toMatchObject({ removed: "fraud 2", entry: { forced: true } });
  expect(report).not.toHaveProperty("comparison");
  const { text } = await makeReport(registry, { kind: "incident", model, format: "md" });
  expect(text).toContain("# Rollback from fraud 2 to fraud 1");
});

test("an earlier rollback is named by its event; a model without one has no incident", async () => {
  const { registry, first, second, as } = await story();
  const { rollback } = await incidentReport(registry, { model });
  as("Ada");
  const back = { model, stage: production, version: second.id, reason: "it was the data" };
  await rollBack(registry, back);
  expect(await incidentReport(registry, { model })).toMatchObject({ restored: "fraud 2" });
  const earlier = await incidentReport(registry, { model, event: rollback!.event });
  expect(earlier).toMatchObject({ restored: "fraud 1", rollback: { reason: "false alarms" } });
  expect(earlier.timeline.at(-1)).toMatchObject({ who: "Ada", reason: "it was the data" });

  const event = EventId.parse(first.id);
  expect(await refusalOf(incidentReport(registry, { model, event }))).toMatchObject({
    code: "invalid-request",
  });
  await registerContent(registry, "other", { model: "other" });
  const other = ModelName.parse("other");
  expect(await refusalOf(incidentReport(registry, { model: other }))).toMatchObject({
    message: "other has never been rolled back, and had no alert.",
  });
});

test("a comparison has the gates of each version, without those of people", async () => {
  const { registry, first, second } = await story();
  const { gates } = await comparisonReport(registry, { versions: [first.id, second.id] });
  expect(gates?.stage).toBe("Production");
  expect(
    gates?.checks.map((checks) => checks.map(({ subject, passed }) => [subject, passed])),
  ).toEqual([[["auc", true]], [["auc", false]]]);
  const unknown = VersionId.parse("00000000000000000000000009");
  expect(await refusalOf(comparisonReport(registry, { versions: [unknown] }))).toMatchObject({
    code: "unknown-version",
  });
});

test("what is no table is not written as one, and in Restricted Mode nothing is written", async () => {
  const { registry, second } = await story();
  const csv = { kind: "decision", version: second.id, format: "csv" } as const;
  expect(await refusalOf(makeReport(registry, csv))).toMatchObject({ code: "invalid-request" });

  const restricted = await openRegistry(registry.folder, false);
  const path = join(registry.folder, "report.md");
  const wish = {
    file: { path, replace: true },
    report: { kind: "card", version: second.id, format: "md" },
  } as const;
  expect(await refusalOf(saveReport(restricted, wish))).toMatchObject({ code: "read-only" });
  await expect(readFile(path)).rejects.toThrow("ENOENT");
  await restricted.close();
  await saveReport(registry, wish);
  expect(await readFile(path, "utf8")).toMatch(/^---\nlibrary|^---\ntags:/);
});
