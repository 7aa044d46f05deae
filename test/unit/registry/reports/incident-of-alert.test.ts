import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
import { monitor } from "../../../../src/registry/monitoring/monitor.ts";
import { incidentReport } from "../../../../src/registry/reports/incident-report.ts";
import { makeReport } from "../../../../src/registry/reports/make-report.ts";
import {
  makeVersions,
  minute,
  promote,
  see,
  slow,
  useOwnTime,
  wait,
  writePolicy,
} from "../../support/monitored.ts";
import {
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const makeFolder = useTemporaryFolders();
useOwnTime();

test("an incident report is written of an alert without a rollback, and has those before one", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const [, second] = await makeVersions(registry, "incident 1", "incident 2");
    const [version] = await versionsOf(registry);
    const { model } = version!;
    await writePolicy(registry, { rules: [slow] });
    await see(registry, { latency_ms: 300 });
    const [alert] = (await monitor(registry, {})).raised;
    const found = "latency_ms is 300, more than 100 (50 values in 60 s).";
    for (const event of [undefined, alert!.id]) {
      expect(await incidentReport(registry, { model, event })).toMatchObject({
        removed: "fraud 2",
        restored: "fraud 1",
        alerts: [{ event: alert!.id, rule: "slow", found }],
        entry: { forced: false },
      });
    }
    const { text } = await makeReport(registry, { kind: "incident", model, format: "md" });
    expect(text).toContain("# Alert “slow” of fraud 2");
    expect(text).toContain("was not rolled back");

    const stage = version!.stage;
    const [first] = (await versionsOf(registry)).filter(({ id }) => id !== second);
    const to = { version: first!.id, model, stage: Stage.parse("Production") };
    await rollBack(registry, { ...to, reason: `not ${stage}` });
    await monitor(registry, {});
    for (const event of [undefined, alert!.id]) {
      expect(await incidentReport(registry, { model, event })).toMatchObject({
        rollback: { actor: {} },
        removed: "fraud 2",
        restored: "fraud 1",
        alerts: [{ rule: "slow", ended: expect.any(String) as string }],
      });
    }
  });
});

test("an incident report of an alert says when another version took over without a rollback", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const [, second] = await makeVersions(registry, "replaced 1", "replaced 2");
    await writePolicy(registry, { rules: [slow] });
    await see(registry, { latency_ms: 300 });
    const [alert] = (await monitor(registry, {})).raised;
    const { model } = alert!.data;
    wait(9 * minute);
    await promote(registry, (await registerContent(registry, "replaced 3")).id);
    wait(60 * minute);
    await monitor(registry, {});
    const subject = { kind: "incident", model, event: alert!.id } as const;
    const report = await incidentReport(registry, subject);
    expect(report).toMatchObject({ removed: "fraud 2", restored: "fraud 1" });
    expect(report.rollback).toBeUndefined();
    const { text } = await makeReport(registry, { ...subject, format: "md" });
    expect(text).toContain("It was in Production for 10 min, and was not rolled back.");

    // A rollback long after says nothing of the alert before.
    const to = { version: second!, model, stage: Stage.parse("Production") };
    await rollBack(registry, { ...to, reason: "of no alert" });
    expect((await incidentReport(registry, subject)).rollback).toBeUndefined();
  });
});
