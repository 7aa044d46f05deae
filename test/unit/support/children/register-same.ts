import { writeSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { register } from "../../../../src/registry/register.ts";
import { Registry } from "../../../../src/registry/registry.ts";
import { wasm } from "../wasm.ts";

/**
 * Registers the same few bytes again and again, in turn: `node register-same.ts <folder> <how many>`.
 * Says `ready` when the registry is open and begins when it is told to.
 */
const [, , folder = "", count = ""] = process.argv;
const registry = await Registry.open({ folder, trusted: true, wasm });
const work = join(folder, "work", String(process.pid));
await mkdir(work, { recursive: true });

writeSync(1, "ready\n");
for await (const line of createInterface(process.stdin)) {
  if (line === "go") break;
}
for (let index = 0; index < Number(count); index += 1) {
  const content = `content ${index % 10}`;
  const path = join(work, "model.pkl");
  await writeFile(path, content);
  const { id, number } = await register(registry, {
    model: "fraud",
    paths: [path],
    parents: [],
    allowIdentical: true,
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
  });
  writeSync(1, `${JSON.stringify({ id, number, content })}\n`);
}
await registry.close();
process.exit(0);
