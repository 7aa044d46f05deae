import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
import { describeMonitoring } from "../../../../src/registry/monitoring/describe-monitoring.ts";
import { monitor } from "../../../../src/registry/monitoring/monitor.ts";
import { readMonitoring } from "../../../../src/registry/monitoring/read-monitoring.ts";
import {
  makeVersions,
  minute,
  nothing,
  promote,
  recorded,
  see,
  slow,
  useOwnTime,
  wait,
  writePolicy,
} from "../../support/monitored.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const makeFolder = useTemporaryFolders();
useOwnTime();

test("an alert is recorded once while a rule is broken, and once that it holds again", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    await makeVersions(registry, "monitored 1");
    await writePolicy(registry, { rules: [slow] });
    expect(recorded(await monitor(registry, {}))).toEqual(nothing);
    await see(registry, { latency_ms: 300 });
    const first = await monitor(registry, {});
    expect(recorded(first)).toEqual({ ...nothing, raised: ["slow"] });
    expect(first.rules[0]).toMatchObject({
      state: "broken",
      text: "latency_ms is 300, more than 100 (50 values in 60 s).",
      alert: { data: { evidence: { value: 300, limit: 100, count: 50 } } },
    });
    expect(recorded(await monitor(registry, {}))).toEqual(nothing);
    await see(registry, { latency_ms: 1 }, 1_000);
    expect(recorded(await monitor(registry, {}))).toEqual({
      ...nothing,
      recovered: ["slow holds"],
    });
    expect(recorded(await monitor(registry, {}))).toEqual(nothing);
    const events = await registry.read((state) =>
      state.events.log({ kind: "monitoring" }, { limit: 9 }),
    );
    expect(events.map(({ type }) => type)).toEqual(["monitoring.recovered", "monitoring.alerted"]);
  });
});

test("too few values say nothing: they raise no alert and end none", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    await makeVersions(registry, "monitored 2");
    await writePolicy(registry, { rules: [slow] });
    await see(registry, { latency_ms: 300 }, 29);
    const few = await monitor(registry, {});
    expect(recorded(few)).toEqual(nothing);
    expect(few.rules[0]?.text).toBe("Too few values of latency_ms: 29 in 60 s.");
    await see(registry, { latency_ms: 300 }, 1);
    expect(recorded(await monitor(registry, {}))).toMatchObject({ raised: ["slow"] });
    wait(60 * minute);
    expect(recorded(await monitor(registry, {}))).toEqual(nothing);
    expect((await readMonitoring(registry, {})).rules[0]).toMatchObject({
      state: "unknown",
      alert: { data: { rule: "slow" } },
    });
  });
});

test("windows that look at once record one alert and one rollback", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    await makeVersions(registry, "monitored 3", "monitored 4");
    await writePolicy(registry, { rules: [{ ...slow, rollback: true }] });
    await see(registry, { latency_ms: 300 });
    const others = await Promise.all([openRegistry(folder), openRegistry(folder)]);
    const reports = await Promise.all([registry, ...others].map((each) => monitor(each, {})));
    for (const other of others) await other.close();
    const kinds = await registry.read((state) =>
      state.events.log({}, { limit: 100 }).map(({ type }) => type),
    );
    const countOf = (type: string): number => kinds.filter((each) => each === type).length;
    expect(countOf("monitoring.alerted")).toBe(1);
    expect(countOf("stage.rolled-back")).toBe(1);
    expect(countOf("monitoring.recovered")).toBe(1);
    expect(countOf("monitoring.rollback-failed")).toBe(0);
    expect(reports.flatMap(({ rollbacks }) => rollbacks)).toHaveLength(1);
  });
});

test("a stage is rolled back by itself once, never again, and complete when it held", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const [first, second] = await makeVersions(registry, "monitored 5", "monitored 6");
    await writePolicy(registry, { afterRollback: "30m", rules: [{ ...slow, rollback: true }] });
    await see(registry, { latency_ms: 300 });
    const report = await monitor(registry, {});
    expect(recorded(report)).toEqual({
      raised: ["slow"],
      recovered: ["slow left"],
      rollbacks: ["fraud 1"],
      completed: 0,
    });
    expect(report.rollbacks[0]?.event?.data).toMatchObject({
      version: first,
      displaces: { versions: [second] },
      reason: "Alert “slow”: latency_ms is 300, more than 100 (50 values in 60 s).",
      alert: report.raised[0]?.id,
    });
    expect(report.watches).toMatchObject([{ title: "fraud 1", state: "watching", count: 0 }]);

    // The version that is back is slow as well.
    wait(minute);
    await see(registry, { latency_ms: 200 });
    const again = await monitor(registry, {});
    expect(recorded(again)).toEqual({
      ...nothing,
      raised: ["slow"],
      rollbacks: ["fraud 1 is back by a rollback itself, and no other follows by itself."],
    });
    expect(recorded(await monitor(registry, {}))).toEqual(nothing);
    expect((await versionsOf(registry)).map(({ stage }) => stage)).toEqual([
      "Production",
      "Archived",
    ]);

    wait(31 * minute);
    expect((await readMonitoring(registry, {})).watches).toMatchObject([{ state: "alert" }]);
    await see(registry, { latency_ms: 20 });
    const done = await monitor(registry, {});
    expect(recorded(done)).toEqual({ ...nothing, recovered: ["slow holds"] });
    const complete = await monitor(registry, {});
    expect(recorded(complete)).toEqual({ ...nothing, completed: 1 });
    expect(complete.completed[0]?.data).toMatchObject({
      count: 100,
      figures: [{ metric: "latency_ms", before: 300, after: 110 }],
    });
    expect(recorded(await monitor(registry, {}))).toEqual(nothing);
  });
});

test("a rollback that is refused is recorded, and not tried again", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    await makeVersions(registry, "monitored 7");
    await writePolicy(registry, { rules: [{ ...slow, rollback: true }] });
    await see(registry, { latency_ms: 300 });
    const report = await monitor(registry, {});
    expect(recorded(report)).toMatchObject({ rollbacks: ["No version was in Production before."] });
    expect(recorded(await monitor(registry, {}))).toEqual(nothing);
  });
});

test("nobody gets past the promoters of the stage by an alert", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    await makeVersions(registry, "monitored 8", "monitored 9");
    const policy = {
      version: 1,
      gates: { Production: { promoters: ["grace@example.org"] } },
      monitoring: { rules: [{ ...slow, rollback: true }] },
    };
    const path = join(registry.folder, ".model-registry", "policy.yaml");
    await writeFile(path, JSON.stringify(policy));
    await see(registry, { latency_ms: 300 });
    const [rollback] = (await monitor(registry, {})).rollbacks;
    expect(rollback?.event).toBeUndefined();
    expect(rollback?.problem).toContain("Production");
    expect((await versionsOf(registry)).map(({ stage }) => stage)).toEqual([
      "Archived",
      "Production",
    ]);
  });
});

test("silence, a drop against registration and against the version before are found", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    await writeFile(
      join(registry.folder, "metrics.json"),
      JSON.stringify({ test: { accuracy: 0.95 } }),
    );
    await registerContent(registry, "monitored 10", { metricsFiles: ["metrics.json"] });
    const [first] = await versionsOf(registry);
    await promote(registry, first!.id);
    const rules = [
      { name: "silent", silence: "30m" },
      { name: "worse", drop: { metric: "accuracy", by: "5%", minCount: 10, window: "20m" } },
      {
        name: "dearer",
        drop: { metric: "cost", than: "previous", by: 1, better: "lower", minCount: 10 },
      },
    ];
    await writePolicy(registry, { rules });
    wait(10 * minute);
    expect(recorded(await monitor(registry, {}))).toEqual(nothing);
    wait(21 * minute);
    expect(recorded(await monitor(registry, {}))).toEqual({ ...nothing, raised: ["silent"] });
    await see(registry, { accuracy: 0.8, cost: 1 });
    const seen = await monitor(registry, {});
    expect(recorded(seen)).toEqual({
      ...nothing,
      raised: ["worse"],
      recovered: ["silent holds"],
    });
    expect(seen.rules.find(({ rule }) => rule.name === "worse")?.text).toBe(
      "accuracy is 0.8, less than 0.9025, registered with 0.95 (50 values in 20 min).",
    );
    const second = await registerContent(registry, "monitored 11");
    await promote(registry, second.id);
    wait(minute);
    await see(registry, { cost: 3 });
    expect(recorded(await monitor(registry, {}))).toEqual({
      ...nothing,
      raised: ["dearer"],
      recovered: ["worse left"],
    });
  });
});

test("a rollback is complete with what is observed after the time of the watch, too", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const [first] = await makeVersions(registry, "late 1", "late 2");
    await writePolicy(registry, { afterRollback: "1s", rules: [slow] });
    const { model } = (await versionsOf(registry))[0]!;
    const to = { version: first!, model, stage: Stage.parse("Production") };
    await rollBack(registry, { ...to, reason: "too slow" });
    wait(5 * minute);
    const early = await monitor(registry, {});
    expect(recorded(early)).toEqual(nothing);
    expect(early.watches).toMatchObject([{ state: "unobserved", count: 0 }]);
    await see(registry, { latency_ms: 20 });
    const { completed, watches } = await monitor(registry, {});
    expect(completed).toMatchObject([
      { data: { version: first, count: 50, figures: [{ metric: "latency_ms", after: 20 }] } },
    ]);
    expect(watches).toEqual([]);
  });
});

test("charts show the time that is asked for, or all that was observed", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    await makeVersions(registry, "shown 1");
    await writePolicy(registry, { rules: [slow] });
    await see(registry, { latency_ms: 10 });
    wait(48 * 60 * minute);
    await see(registry, { latency_ms: 20 });
    const points = async (shown?: number | "all"): Promise<readonly number[]> => {
      const found = await describeMonitoring(registry, { ...(shown !== undefined && { shown }) });
      return found.metrics.flatMap(({ series }) =>
        series.flatMap((each) => each.points.map(([, value]) => value)),
      );
    };
    expect(await points()).toEqual([20]);
    expect(await points(60 * minute)).toEqual([20]);
    expect(await points("all")).toEqual([10, 20]);
  });
});
