import { evaluateGates } from "../../src/core/evaluate-gates.ts";
import { Sha256, Stage } from "../../src/core/ids.ts";
import { defaultPolicy } from "../../src/core/policy.ts";
import { StageGates } from "../../src/core/stage-gates.ts";
import { duration, printTable, quantile, timed } from "./measure.ts";

const ruleCount = 200;
const runs = 200;

/** What it takes to hold a version with 200 metrics against 200 rules. */
export async function benchGates(): Promise<void> {
  const names = Array.from({ length: ruleCount }, (_, index) => `metric_${index}`);
  const gates = StageGates.parse({
    metrics: names.map((metric) => ({ metric, split: "test", min: 0.5, max: 1 })),
  });
  const metrics = Object.fromEntries(
    names.map((name, index) => [`test.${name}`, index / ruleCount]),
  );
  const digest = Sha256.parse("a".repeat(64));
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    times.push(
      await timed(() =>
        Promise.resolve(
          evaluateGates(defaultPolicy, gates, {
            version: { metrics, digest },
            git: undefined,
            tags: new Map(),
            to: Stage.parse("Production"),
            holder: undefined,
            actor: { name: "Ada" },
            request: undefined,
          }),
        ),
      ),
    );
  }
  printTable(
    ["gates", `${ruleCount} rules`],
    [
      ["evaluation, p50", duration(quantile(times, 0.5))],
      ["evaluation, p95", duration(quantile(times, 0.95))],
    ],
  );
}
