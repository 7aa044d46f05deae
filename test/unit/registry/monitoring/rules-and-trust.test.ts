import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { allowHooks, hookStatus } from "../../../../src/registry/hooks/allow-hooks.ts";
import { rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
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
import { refusalOf } from "../../support/refusal.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const makeFolder = useTemporaryFolders();
useOwnTime();

test("a health command runs only once it was allowed", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    await makeVersions(registry, "monitored 12");
    const script = `process.exit(require("fs").existsSync("down") ? 3 : 0)`;
    await writeFile(join(folder, "health.cjs"), script);
    await writeFile(join(folder, "down"), "");
    const health = { command: process.execPath, args: ["health.cjs"] };
    await writePolicy(registry, { rules: [{ name: "healthy", health }] });
    const before = await monitor(registry, {});
    expect(recorded(before)).toEqual(nothing);
    expect(before.rules[0]?.state).toBe("unknown");
    const { digest, health: named } = await hookStatus(registry, {});
    expect(named).toMatchObject([{ rule: "healthy" }]);
    await allowHooks(registry, { digest: digest! });
    const down = await monitor(registry, {});
    expect(recorded(down)).toEqual({ ...nothing, raised: ["healthy"] });
    expect(down.rules[0]?.text).toBe("The health command ended with code 3.");
    await writePolicy(registry, {
      rules: [{ name: "healthy", health: { ...health, args: ["-v"] } }],
    });
    expect((await monitor(registry, {})).rules[0]?.state).toBe("unknown");
  });
});

test("a rule that is gone ends its alert, and a person's rollback is watched as well", async () => {
  await withRegistry(await makeFolder(), async (registry) => {
    const [first] = await makeVersions(registry, "monitored 13", "monitored 14");
    await writePolicy(registry, { rules: [slow] });
    await see(registry, { latency_ms: 300 });
    await monitor(registry, {});
    await writePolicy(registry, { rules: [{ ...slow, name: "other" }] });
    expect(recorded(await monitor(registry, {}))).toEqual({
      ...nothing,
      raised: ["other"],
      recovered: ["slow unwatched"],
    });
    const stage = Stage.parse("Production");
    const { model } = (await versionsOf(registry))[0]!;
    await rollBack(registry, { model, stage, version: first!, reason: "slow" });
    wait(61 * minute);
    expect((await readMonitoring(registry, {})).watches).toMatchObject([{ state: "unobserved" }]);
    await see(registry, { latency_ms: 3 });
    expect(recorded(await monitor(registry, {}))).toMatchObject({ completed: 1 });
  });
});

test("in an untrusted workspace nothing is evaluated into the ledger", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    await makeVersions(registry, "monitored 15");
    await writePolicy(registry, { rules: [slow] });
    await see(registry, { latency_ms: 300 });
  });
  const registry = await openRegistry(folder, false);
  expect(await refusalOf(monitor(registry, {}))).toMatchObject({ reason: "restricted-mode" });
  expect((await readMonitoring(registry, {})).rules[0]?.state).toBe("broken");
  await registry.close();
});

test("drift is found against the training data as it was registered", async () => {
  const folder = await makeFolder();
  await withRegistry(folder, async (registry) => {
    const table = ["id,amount", ...Array.from({ length: 1_000 }, (_, n) => `x${n},${n % 97}`)];
    await writeFile(join(folder, "train.csv"), `${table.join("\n")}\n`);
    const drift = { metric: "amount", max: 0.2, minCount: 100 };
    await makeVersions(registry, "monitored 16");
    await writePolicy(registry, { rules: [{ name: "drifted", drift }] });
    const { id } = await registerContent(registry, "monitored 17", { datasets: ["train.csv"] });
    await promote(registry, id);
    const sketch = await registry.read((state) => state.monitoring.sketch(id));
    expect(sketch).toMatchObject({ dataset: "train.csv", rows: 1_000 });
    expect(Object.keys(sketch?.columns ?? {})).toEqual(["amount"]);
    wait(minute);
    for (let amount = 0; amount < 97; amount += 1) await see(registry, { amount }, 3);
    const same = await monitor(registry, {});
    expect(recorded(same)).toEqual(nothing);
    expect(same.rules[0]).toMatchObject({ state: "holds", evidence: { count: 291 } });
    await see(registry, { amount: 500 }, 300);
    expect(recorded(await monitor(registry, {}))).toEqual({ ...nothing, raised: ["drifted"] });
  });
});
