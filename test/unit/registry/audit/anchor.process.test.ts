import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anchorText, parseAnchors } from "../../../../src/core/audit/anchor.ts";
import { checkAnchors, writeAnchor } from "../../../../src/registry/audit/anchor.ts";
import { repairLedger } from "../../../../src/registry/audit/repair-ledger.ts";
import {
  chainStart,
  encodeLedgerLine,
  parseLedgerLine,
} from "../../../../src/storage/ledger/ledger-line.ts";
import { git } from "../../support/git.ts";
import {
  ledgerFile,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  withRegistry,
} from "../../support/registry.ts";

const folderFor = useTemporaryFolders();

/** A repository with a commit and two registered versions, anchored. */
async function anchored(kind: "note" | "tag"): Promise<string> {
  const folder = await folderFor();
  git(folder, "init", "--quiet");
  git(folder, "commit", "--quiet", "--allow-empty", "--message", "Begin");
  // What a hostile repository may name must not run.
  git(folder, "config", "tag.gpgSign", "true");
  git(folder, "config", "gpg.program", "/nonexistent/gpg");
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "one");
    await registerContent(registry, "two");
    await writeAnchor(registry, { kind });
  });
  return folder;
}

async function problems(folder: string): Promise<string[]> {
  return withRegistry(folder, async (registry) =>
    (await checkAnchors(registry, {})).findings.map(({ problem }) => problem),
  );
}

test.each(["note", "tag"] as const)("a ledger that goes on holds against its %s", async (kind) => {
  const folder = await anchored(kind);
  expect(await problems(folder)).toEqual([]);
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "three");
    await writeAnchor(registry, { kind });
    expect(await checkAnchors(registry, {})).toEqual({ anchors: 2, findings: [] });
  });
});

test("a ledger that was cut, or is gone, is noticed", async () => {
  const folder = await anchored("note");
  const path = await ledgerFile(folder);
  const [first] = (await readFile(path, "utf8")).split("\n");
  await truncate(path, Buffer.byteLength(first!) + 1);
  expect(await problems(folder)).toEqual([
    expect.stringMatching(/^it was cut to [\d,]+ of [\d,]+ bytes/),
  ]);
  await rm(path);
  expect(await problems(folder)).toEqual([expect.stringMatching(/^it is gone \(note on /)]);
});

test("of a repaired ledger it is said where what was anchored is", async () => {
  const folder = await anchored("note");
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "three");
  });
  const path = await ledgerFile(folder);
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace(/"at":"2(?=[^\n]*\n$)/, '"at":"3'));
  const repaired = await withRegistry(folder, async (registry) => repairLedger(registry, {}));
  const [{ keptAs } = { keptAs: "" }] = repaired?.files ?? [];
  expect(await problems(folder)).toEqual([
    expect.stringMatching(
      new RegExp(`^.+ repaired it on .+; all that was anchored is in its copy ledger/${keptAs}`),
    ),
  ]);
  await writeFile(join(folder, ".model-registry", "ledger", keptAs), text.slice(0, 1000));
  expect(await problems(folder)).toEqual([
    expect.stringMatching(/repaired it on .+; about its copy ledger\/.+: it was cut to [\d,]+ of/),
  ]);
  await rm(join(folder, ".model-registry", "ledger", keptAs));
  expect(await problems(folder)).toEqual([expect.stringMatching(/its copy ledger\/\S+ is gone/)]);
});

test("of another clone's ledger it is said that it is not here", async () => {
  const folder = await anchored("note");
  const clone = await folderFor();
  git(clone, "clone", "--quiet", folder, ".");
  git(clone, "fetch", "--quiet", "origin", "refs/notes/*:refs/notes/*");
  await withRegistry(clone, async (registry) => {
    await registerContent(registry, "of the clone");
  });
  expect(await problems(clone)).toEqual([expect.stringMatching(/^it is not here: another clone/)]);
});

test("a line that was rewritten is noticed, though the chain was computed anew", async () => {
  const folder = await anchored("tag");
  const path = await ledgerFile(folder);
  let [before, after] = [chainStart, chainStart];
  const lines: Buffer[] = [];
  for (const line of (await readFile(path, "utf8")).split("\n").slice(0, -1)) {
    const parsed = parseLedgerLine(Buffer.from(line), before);
    if (!parsed.ok || parsed.line.event.type === "unknown") throw new Error("not a line");
    const forged = encodeLedgerLine({ ...parsed.line.event, actor: { name: "Eve" } }, after);
    lines.push(forged.bytes);
    [before, after] = [parsed.line.hash, forged.hash];
  }
  await writeFile(path, Buffer.concat(lines));
  expect(await problems(folder)).toEqual([expect.stringMatching(/cut|rewritten/)]);
});

test("says that there is no anchor, and writes none in Restricted Mode", async () => {
  const folder = await anchored("note");
  git(folder, "update-ref", "-d", "refs/notes/model-registry");
  await expect(problems(folder)).rejects.toThrow("There is no anchor");
  const restricted = await openRegistry(folder, false);
  await expect(writeAnchor(restricted, { kind: "note" })).rejects.toThrow("Restricted Mode");
  await restricted.close();
});

test("notes are not written through a reference that stands for a branch", async () => {
  const folder = await anchored("tag");
  const branch = git(folder, "symbolic-ref", "HEAD");
  const head = git(folder, "rev-parse", "HEAD");
  git(folder, "symbolic-ref", "refs/notes/model-registry", branch);
  await withRegistry(folder, async (registry) => {
    await expect(writeAnchor(registry, { kind: "note" })).rejects.toThrow(`stands for ${branch}`);
  });
  expect(git(folder, "rev-parse", "HEAD")).toBe(head);
});

test("the text of an anchor is the same for the same heads, and hostile ones are told", () => {
  const heads = [
    { file: "b.jsonl", bytes: 10, hash: chainStart },
    { file: "a b.jsonl", bytes: 2, hash: chainStart },
  ];
  const text = anchorText(heads);
  expect(anchorText(heads.toReversed())).toBe(text);
  expect(parseAnchors(`words\n\n${text}\n${text}`)).toHaveLength(2);
  const [parsed] = parseAnchors(text);
  expect(parsed?.ok && parsed.heads.map(({ file }) => file).toSorted()).toEqual([
    "a b.jsonl",
    "b.jsonl",
  ]);
  for (const file of ["..%2Fx.jsonl", "%00.jsonl", "%E0%A4%A.jsonl", "x.txt"]) {
    const hostile = `model-registry anchor 1\n${chainStart} 1 ${file}\n`;
    expect(parseAnchors(hostile)).toEqual([{ ok: false, problem: expect.any(String) as string }]);
  }
});
