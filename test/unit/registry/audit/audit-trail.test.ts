import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ModelName, Stage, Timestamp, VersionNumber } from "../../../../src/core/model/ids.ts";
import {
  auditTrail,
  type AuditFilter,
  type AuditRequest,
} from "../../../../src/registry/audit/audit-trail.ts";
import { exportLog } from "../../../../src/registry/audit/export-log.ts";
import { readEvent } from "../../../../src/registry/audit/read-log.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { stateAt } from "../../../../src/registry/versions/state-at.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  withRegistry,
} from "../../support/registry.ts";

const folderFor = useTemporaryFolders();
const stage = (name: string): Stage => Stage.parse(name);
const newest: AuditRequest["order"] = { column: "time", descending: true };

/** Two models, one of which went to Production and was replaced there. */
async function story(registry: Registry): Promise<void> {
  const first = await registerContent(registry, "one");
  const second = await registerContent(registry, "two");
  await registerContent(registry, "three", { model: "Churn of ÄRZTE" });
  for (const { id } of [first, second]) {
    await transition(registry, { version: id, to: stage("Staging") });
    await transition(registry, {
      version: id,
      to: stage("Production"),
      reason: "It is 100% Better",
    });
  }
}

test("pages show what the filter lets through, and say how much there is", async () => {
  await withRegistry(await folderFor(), async (registry) => {
    await story(registry);
    const ask = async (filter: AuditFilter, order = newest, limit = 100): Promise<string[]> => {
      const { lines, found, total } = await auditTrail(registry, { filter, order, limit });
      expect(total).toBe(7);
      expect(lines.length).toBe(Math.min(found, limit));
      return lines.map(({ subject, title }) => `${subject}: ${title}`);
    };
    const [fraud] = [ModelName.parse("fraud")];
    expect(await ask({})).toEqual([
      "fraud 2: Staging → Production",
      "fraud 2: None → Staging",
      "fraud 1: Staging → Production",
      "fraud 1: None → Staging",
      "Churn of ÄRZTE 1: Registered",
      "fraud 2: Registered",
      "fraud 1: Registered",
    ]);
    expect(await ask({ model: fraud, kind: "version.registered" })).toHaveLength(2);
    // That of the version that took its place is about it as well.
    expect(await ask({ model: fraud, number: VersionNumber.parse(1) })).toEqual([
      "fraud 2: Staging → Production",
      "fraud 1: Staging → Production",
      "fraud 1: None → Staging",
      "fraud 1: Registered",
    ]);
    expect(await ask({ model: fraud, number: VersionNumber.parse(9) })).toEqual([]);
    expect(await ask({ text: " 100% better " })).toHaveLength(2);
    expect(await ask({ text: "FRAUD 2", kind: "version.transitioned" })).toEqual([
      "fraud 2: Staging → Production",
      "fraud 2: None → Staging",
    ]);
    expect(await ask({ text: "ÄRZTE" })).toEqual(["Churn of ÄRZTE 1: Registered"]);
    expect(await ask({ text: 'say "no"' })).toEqual([]);
    expect(await ask({ actor: "ADA@example" })).toHaveLength(7);
    expect(await ask({ actor: "Grace" })).toEqual([]);
    const byReason = { column: "reason", descending: true } as const;
    expect((await ask({}, byReason, 2)).join()).toBe(
      "fraud 2: Staging → Production,fraud 1: Staging → Production",
    );
    const bySubject = { column: "subject", descending: false } as const;
    expect((await ask({}, bySubject))[0]).toBe("Churn of ÄRZTE 1: Registered");
    const { models, lines } = await auditTrail(registry, { filter: {}, order: newest, limit: 1 });
    expect(models).toEqual(["Churn of ÄRZTE", "fraud"]);
    expect(Object.keys(lines[0]!)).not.toContain("data");
    const entry = await readEvent(registry, { event: lines[0]!.id });
    expect(entry.data).toMatchObject({ to: "Production", reason: "It is 100% Better" });
  });
});

test("a text with quotes is found as it was written", async () => {
  await withRegistry(await folderFor(), async (registry) => {
    await registerContent(registry, "one", { description: 'call it "best"\\n' });
    const found = async (text: string): Promise<number> =>
      (await auditTrail(registry, { filter: { text }, order: newest, limit: 1 })).found;
    expect(await found('"best"\\n')).toBe(1);
    expect(await found('"worst"')).toBe(0);
  });
});

test("exports everything that the filter lets through, however much, and nothing half", async () => {
  const folder = await folderFor();
  await withRegistry(folder, async (registry) => {
    await story(registry);
    const path = join(folder, "audit.json");
    const filter = { kind: "version.transitioned" };
    expect(await exportLog(registry, { filter, format: "json", path })).toEqual({ events: 4 });
    const entries = JSON.parse(await readFile(path, "utf8")) as { data: unknown }[];
    expect(entries[0]).toMatchObject({ subject: "fraud 2", data: { to: "Production" } });

    await writeFile(path, "precious");
    const abort = new AbortController();
    abort.abort();
    const cancelled = exportLog(
      registry,
      { filter, format: "csv", path },
      { signal: abort.signal },
    );
    await expect(cancelled).rejects.toThrow("Cancelled");
    expect(await readFile(path, "utf8")).toBe("precious");
    expect((await readdir(folder)).toSorted()).toEqual([
      ".model-registry",
      "audit.json",
      "model.pkl",
    ]);
  });
  const restricted = await openRegistry(folder, false);
  const path = join(folder, "new.csv");
  await expect(exportLog(restricted, { filter: {}, format: "csv", path })).rejects.toThrow(
    "Restricted Mode",
  );
  await restricted.close();
});

test("says what was in a stage at a moment, and at an event", async () => {
  await withRegistry(await folderFor(), async (registry) => {
    await story(registry);
    const { lines } = await auditTrail(registry, { filter: {}, order: newest, limit: 10 });
    const at = async (moment: Parameters<typeof stateAt>[1]["moment"]): Promise<string[]> =>
      (await stateAt(registry, { moment, stage: stage("Production") })).map(
        ({ model, number, since }) => `${model} ${number} since ${since}`,
      );
    const [replaced, , promoted, staged] = lines;
    expect(await at({ event: staged!.id })).toEqual([]);
    expect(await at({ event: promoted!.id })).toEqual([`fraud 1 since ${promoted!.at}`]);
    expect(await at({ event: replaced!.id })).toEqual([`fraud 2 since ${replaced!.at}`]);
    expect(await at({ at: Timestamp.parse("2999-01-01T00:00:00.000Z") })).toEqual([
      `fraud 2 since ${replaced!.at}`,
    ]);
    expect(await at({ at: Timestamp.parse("2020-01-01T00:00:00.000Z") })).toEqual([]);
    const all = await stateAt(registry, { moment: { event: replaced!.id } });
    expect(all.map(({ model, number, stage }) => `${model} ${number} ${stage}`)).toEqual([
      "Churn of ÄRZTE 1 None",
      "fraud 2 Production",
      "fraud 1 Archived",
    ]);
  });
});
