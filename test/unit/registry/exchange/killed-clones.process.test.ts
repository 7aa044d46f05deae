import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sync } from "../../../../src/registry/exchange/sync.ts";
import { bundleChild, childEnvironment } from "../../support/child-process.ts";
import { findings, registerContent, versionsOf, withRegistry } from "../../support/registry.ts";
import { makeShare, openClone } from "../../support/shared-clones.ts";
import { temporaryParent } from "../../support/temporary-parent.ts";

/** The whole size is `SHARED_CLONES=5 SHARED_OPERATIONS=200`, which takes minutes. */
const clones = Number(process.env["SHARED_CLONES"] ?? 3);
const operations = Number(process.env["SHARED_OPERATIONS"] ?? 12);

test(`${clones} clones do ${operations} operations each and are killed: nothing acknowledged is lost`, async () => {
  const parent = await mkdtemp(join(temporaryParent(), "model-registry-killed-"));
  try {
    const share = await makeShare(parent);
    const folders = Array.from({ length: clones }, (_, place) => join(parent, `clone-${place}`));
    for (const [place, folder] of folders.entries()) {
      const registry = await openClone(folder, share);
      if (place === 0) await registerContent(registry, "first of all");
      await sync(registry, {});
      await registry.close();
    }
    const script = await bundleChild("share-loop");
    const acknowledged = await Promise.all(
      folders.map((folder) => operateAndDie(script, folder, operations)),
    );
    for (let round = 0; round < 2; round += 1) {
      for (const folder of folders) await withRegistry(folder, (registry) => sync(registry, {}));
    }
    const [first = ""] = folders;
    const ledger = await ledgerOf(first);
    for (const folder of folders) expect(await ledgerOf(folder)).toEqual(ledger);
    const lines = [...ledger.values()].join("");
    expect(acknowledged.flat().filter((id) => !lines.includes(`{"id":"${id}"`))).toEqual([]);
    expect(acknowledged.flat().length).toBeGreaterThan(clones);
    const states = await Promise.all(
      folders.map((folder) =>
        withRegistry(folder, async (registry) => ({
          versions: await versionsOf(registry),
          damage: (await findings(registry)).filter(({ where }) => where.includes("ledger")),
        })),
      ),
    );
    for (const state of states) expect(state).toEqual({ ...states[0], damage: [] });
  } finally {
    await rm(parent, { recursive: true, force: true, maxRetries: 10 });
  }
});

/** Operates a clone, killing the process every few operations; returns what was acknowledged. */
async function operateAndDie(
  script: string,
  folder: string,
  count: number,
): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  let done = 0;
  while (done < count) {
    const child = spawn(process.execPath, [script, folder, String(count - done)], {
      stdio: ["pipe", "pipe", "pipe"],
      env: childEnvironment(),
    });
    const closed = once(child, "close");
    // Somewhere within the next operations, also while it is being opened.
    const last = done + 1 + Math.floor(Math.random() * 8);
    let output = "";
    let errors = "";
    let isKilled = false;
    child.stdin.on("error", () => undefined);
    child.stdin.write("go\n");
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (isKilled || done + output.split("\n").length - 2 < last) return;
      isKilled = true;
      setTimeout(() => child.kill("SIGKILL"), Math.random() * 40);
    });
    await closed;
    expect(errors).toBe("");
    const told = output.split("\n").slice(1, -1);
    done += told.length;
    for (const line of told) {
      // The child's own words.
      const { event } = JSON.parse(line) as { event: string | null };
      if (event !== null) acknowledged.push(event);
    }
  }
  return acknowledged;
}

/** The ledger files of a clone by their names. */
async function ledgerOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const ledger = join(folder, ".model-registry", "ledger");
  const names = (await readdir(ledger)).filter((name) => name.endsWith(".jsonl"));
  const texts = await Promise.all(
    names.toSorted().map((name) => readFile(join(ledger, name), "utf8")),
  );
  return new Map(names.toSorted().map((name, index) => [name, texts[index] ?? ""]));
}
