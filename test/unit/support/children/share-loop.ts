import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Stage } from "../../../../src/core/model/ids.ts";
import { RegistryError } from "../../../../src/core/refusals/refusal.ts";
import { setAlias } from "../../../../src/registry/annotations/set-alias.ts";
import { setTag } from "../../../../src/registry/annotations/set-tag.ts";
import { pull, push, sync } from "../../../../src/registry/exchange/sync.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import { Registry } from "../../../../src/registry/registry.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { wasm } from "../wasm.ts";

/**
 * Does things at random in a clone of a shared registry, and says so on stdout: a JSON line for each
 * operation, with the id of the event that it acknowledged: `node share-loop.ts <folder> <how many>`.
 * Says `ready` when the registry is open and begins when it is told to.
 */
const [, , folder = "", count = ""] = process.argv;
const registry = await Registry.open({ folder, trusted: true, wasm });
const work = join(folder, "work", String(process.pid));
await mkdir(work, { recursive: true });

/** Codes that no operation may end with, whatever others do at the same time. */
const damage = ["remote-damaged", "ledger-damaged", "ledger-missing", "other-registry"];
const stages = ["Staging", "Production", "Archived", "Rejected", "None"];

function drawn<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}

async function registered(): Promise<string> {
  const path = join(work, "model.pkl");
  await writeFile(path, `${process.pid} ${randomBytes(20).toString("hex")}`);
  const { id } = await register(registry, {
    ...{ model: "fraud", paths: [path], parents: [], allowIdentical: false },
    ...{ metricsFiles: [], parametersFiles: [], datasets: [] },
  });
  return id;
}

async function operate(): Promise<string | undefined> {
  const kind = drawn([
    "register",
    "register",
    "move",
    "move",
    "move",
    "tag",
    "alias",
    "delete",
    "sync",
    "push",
    "pull",
  ]);
  if (kind === "register") return registered();
  if (kind === "sync" || kind === "push" || kind === "pull") {
    await { sync, push, pull }[kind](registry, {});
    return undefined;
  }
  const versions = await registry.read((state) => state.versions({ limit: 1_000 }));
  if (versions.length === 0) return undefined;
  const { id, model } = drawn(versions);
  switch (kind) {
    case "move":
      return (await transition(registry, { version: id, to: Stage.parse(drawn(stages)) })).id;
    case "tag": {
      const value = String(Math.random());
      return (await setTag(registry, { subject: { model, version: id }, key: "key", value })).id;
    }
    case "alias":
      return (await setAlias(registry, { version: id, alias: "champion" })).id;
    default:
      return (await deleteVersion(registry, { version: id, reason: "old" })).event.id;
  }
}

writeSync(1, "ready\n");
for await (const line of createInterface(process.stdin)) {
  if (line === "go") break;
}
for (let index = 0; index < Number(count); index += 1) {
  let event: string | undefined;
  try {
    event = await operate();
  } catch (error) {
    if (!(error instanceof RegistryError) || damage.includes(error.refusal.code)) throw error;
  }
  writeSync(1, `${JSON.stringify({ event: event ?? null })}\n`);
}
await registry.close();
process.exit(0);
