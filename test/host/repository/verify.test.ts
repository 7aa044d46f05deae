import assert from "node:assert/strict";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { workspace } from "vscode";
import * as z from "zod";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { file, folder, prepareOne, show } from "../support/registry.ts";
import { rows } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

const Verifications = z.array(
  z.object({ events: z.number(), artifacts: z.number(), findings: z.array(z.unknown()) }),
);

describe("Verify Registry", () => {
  it("reads everything anew and says how much that was", async () => {
    await prepareOne("verify", "more/digits.safetensors");
    const [result, ...others] = Verifications.parse(await run("verify"));
    assert.ok(result && others.length === 0);
    assert.deepEqual(result.findings, []);
    assert.ok(result.events >= 1 && result.artifacts >= 1);
    const { text } = await notification(/ is as recorded: /);
    assert.match(text, /\d+ events?, \d+ artifacts?, [\d.]+ .?B\.$/);
  });
});

describe("Repair Ledger", () => {
  const ledger = file(".model-registry/ledger").fsPath;

  /** The only ledger file of which this clone's writer file tells. */
  async function ownFile(): Promise<string> {
    const writer = await readFile(file(".model-registry/writer").fsPath, "utf8");
    return `${writer.trim()}.jsonl`;
  }

  it("says that nothing is damaged", async () => {
    await prepareOne("repair", "more/digits.safetensors");
    assert.equal(await run("repair"), false);
    await notification(`Nothing is damaged or missing in the ledger of ${folder.name}.`);
  });

  it("shows what would happen, and goes on with all that can be read", async () => {
    await prepareOne("repaired", "more/digits.npz");
    const name = await ownFile();
    const path = join(ledger, name);
    const original = await readFile(path, "utf8");
    const damaged = original.replace(/\n/, "\n<<<<<<< HEAD\n");
    await writeFile(path, damaged);

    await run("verify");
    const found = await notification(/ is not as recorded\. ledger\//);
    assert.ok(found.buttons.includes("Repair Ledger…"));
    const { node } = await waitFor("the row of the damage", async () => {
      const top = await rows();
      return top.find((row) => row.item.contextValue === "damage");
    });

    const first = run("repair", node);
    const question = await dialog(`Repair the ledger of ${folder.name}?`);
    assert.match(
      question.detail ?? "",
      /, line 2: its bytes do not match its checksum\. \d+ events/,
    );
    assert.match(question.detail ?? "", /The damaged file is kept, and nothing is removed\.$/);
    assert.deepEqual(question.buttons, ["Show Details", "Repair Ledger"]);
    question.dismiss();
    assert.equal(await first, false);
    assert.equal(await readFile(path, "utf8"), damaged);

    found.press("Repair Ledger…");
    (await dialog(`Repair the ledger of ${folder.name}?`)).press("Repair Ledger");
    await notification(
      / is repaired: \d+ events? kept, 1 line dropped; the damaged file is ledger\//,
    );
    assert.notEqual(await ownFile(), name);
    const aside = (await readdir(ledger)).find((each) => each.includes(".damaged-"));
    assert.equal(await readFile(join(ledger, aside ?? ""), "utf8"), damaged);
    assert.equal((await show("repaired@1")).reference, "repaired@1");
  });

  it("goes on without a lost file once that is agreed to, and the file fits beside", async () => {
    await prepareOne("lost", "more/xgboost.json");
    const path = join(ledger, await ownFile());
    await rename(path, `${path}.away`);
    const first = run("repair");
    const question = await dialog(`Continue in ${folder.name} without the lost events?`);
    assert.match(question.detail ?? "", /is missing.*\n\nIf there is a backup/s);
    assert.deepEqual(question.buttons, ["Open Ledger Folder", "Accept Loss"]);
    question.dismiss();
    assert.equal(await first, false);

    const second = run("repair");
    (await dialog(`Continue in ${folder.name} without the lost events?`)).press("Accept Loss");
    assert.equal(await second, true);
    await notification(/ continues in a new ledger file, without the lost events\./);
    await rename(`${path}.away`, path);
    assert.equal((await show("lost@1")).reference, "lost@1");
  });
});

describe("Show Log", () => {
  it("opens the extension's output", async () => {
    await run("showLog");
    await waitFor("the log as a document", () =>
      workspace.textDocuments.find(
        ({ uri }) => uri.scheme === "output" && uri.path.includes("Model Registry"),
      ),
    );
  });
});
