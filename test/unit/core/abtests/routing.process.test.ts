import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bucketCount, bucketOf } from "../../../../src/core/abtests/routing.ts";
import { projectRoot } from "../../../workbench/paths.ts";

const script = `
import json, sys
from local_model_registry._routing import bucket_of, routing_table, variant_of

vectors = json.load(open(sys.argv[1], encoding="utf-8"))
for each in vectors["buckets"]:
    assert bucket_of(vectors["test"], each["request"]) == each["bucket"], each
for history in vectors["histories"]:
    table = routing_table(history["splits"])
    assert [list(part) for part in table] == history["ranges"], history
    variants = [variant_of(table, each["bucket"]) for each in vectors["buckets"]]
    assert variants == history["variants"], history
counts = [0] * 10000
for number in range(1_000_000):
    counts[bucket_of(vectors["test"], f"id-{number}")] += 1
print(json.dumps([vectors["test"], counts]))
`;

test("Python sends the vectors, and a million ids, where TypeScript sends them", () => {
  const vectors = join(projectRoot, "test/fixtures/ab-routing.json");
  const env = { ...process.env, PYTHONPATH: join(projectRoot, "src/python") };
  const options = { encoding: "utf8", env } as const;
  const answer = execFileSync("python3", ["-c", script, vectors], options);
  const [id, found] = JSON.parse(answer) as [string, readonly number[]];
  const counts = new Array<number>(bucketCount).fill(0);
  for (let number = 0; number < 1_000_000; number += 1) {
    const bucket = bucketOf(createHash("sha256").update(`${id}:id-${number}`).digest());
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  expect(found).toEqual(counts);
  const ninth = counts.slice(0, 9_000).reduce((sum, count) => sum + count, 0);
  expect(Math.abs(ninth / 1_000_000 - 0.9)).toBeLessThan(0.01);
});
