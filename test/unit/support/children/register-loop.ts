import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { register } from "../../../../src/registry/registration/register.ts";
import { Registry } from "../../../../src/registry/registry.ts";
import type { Acknowledgement } from "../child-process.ts";
import { wasm } from "../wasm.ts";

/**
 * Registers versions of the model `fraud` one after another and says so on stdout, a JSON line for
 * each that was acknowledged: `node register-loop.ts <folder> <how many> [contents]`. Each has bytes of
 * its own, or one of so many contents in turn. Says `ready` when the registry is open and begins when
 * it is told to.
 */
const [, , folder = "", count = "", contents] = process.argv;
const registry = await Registry.open({ folder, trusted: true, wasm });
const work = join(folder, "work", String(process.pid));
await mkdir(work, { recursive: true });

writeSync(1, "ready\n");
for await (const line of createInterface(process.stdin)) {
  if (line === "go") break;
}
for (let index = 0; index < Number(count); index += 1) {
  const content =
    contents === undefined
      ? `${process.pid} ${index} ${randomBytes(20).toString("hex")}`
      : `content ${index % Number(contents)}`;
  const path = join(work, "model.pkl");
  await writeFile(path, content);
  const { id, number } = await register(registry, {
    model: "fraud",
    paths: [path],
    parents: [],
    allowIdentical: contents !== undefined,
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
  });
  const acknowledgement: Acknowledgement = { id, number, content };
  writeSync(1, `${JSON.stringify(acknowledgement)}\n`);
}
await registry.close();
process.exit(0);
