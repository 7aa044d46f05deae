import { evaluateGates } from "../../src/core/lifecycle/evaluate-gates.ts";
import { Sha256, Stage } from "../../src/core/model/ids.ts";
import { StageGates } from "../../src/core/model/policy/stage-gates.ts";
import { defaultPolicy } from "../../src/core/model/policy.ts";
import type { Metrics } from "../../src/core/model/recipe.ts";
import { duration, printTable, quantile, timed } from "./measure.ts";

const ruleCount = 200;
const runs = 200;

/** Measures holding a version with 200 metrics against 200 rules. */
export async function benchGates(): Promise<void> {
  const names = Array.from({ length: ruleCount }, (_, index) => `metric_${index}`);
  const gates = StageGates.parse({
    metrics: names.map((metric) => ({ metric, split: "test", min: 0.5, max: 1 })),
  });
  const metrics = (key: (name: string) => string): Metrics =>
    Object.fromEntries(names.map((name, index) => [key(name), index / ruleCount]));
  const all = await evaluationTimes(gates, () => metrics((name) => `test.${name}`));
  // For each rule, what the policy may have meant is looked for.
  const none = await evaluationTimes(gates, () => metrics((name) => `shadow.${name}`));
  const row = (name: string, fraction: number): readonly string[] => [
    `evaluation, ${name}`,
    ...[all, none].map((times) => duration(quantile(times, fraction))),
  ];
  printTable(
    ["gates", `${ruleCount} rules`, "no metric of them recorded"],
    [row("p50", 0.5), row("p95", 0.95)],
  );
}

async function evaluationTimes(gates: StageGates, metrics: () => Metrics): Promise<number[]> {
  const digest = Sha256.parse("a".repeat(64));
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const version = { metrics: metrics(), digest };
    times.push(
      await timed(() =>
        Promise.resolve(
          evaluateGates(defaultPolicy, gates, {
            version,
            git: undefined,
            metadata: { annotations: {}, registration: undefined },
            tags: new Map(),
            to: Stage.parse("Production"),
            holder: undefined,
            actor: { name: "Ada" },
            request: undefined,
            reproductions: [],
            wins: [],
          }),
        ),
      ),
    );
  }
  return times;
}
