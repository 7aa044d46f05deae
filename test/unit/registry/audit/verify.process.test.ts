import { chmod, mkdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { artifactSha256 } from "../../../../src/core/model/artifact.ts";
import { Stage } from "../../../../src/core/model/ids.ts";
import { count } from "../../../../src/core/text/format.ts";
import { verify } from "../../../../src/registry/audit/verify.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import type { Progress } from "../../../../src/registry/task.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import { noEnds, readLedgers } from "../../../../src/storage/ledger/ledger-folder.ts";
import {
  chainStart,
  encodeLedgerLine,
  parseLedgerLine,
  sha256,
} from "../../../../src/storage/ledger/ledger-line.ts";
import {
  findings,
  ledgerFile,
  ledgerLines,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

/** Two versions, one of them moved: a ledger of three lines. */
async function smallRegistry(): Promise<{ registry: Registry; ledger: string; name: string }> {
  const registry = await openRegistry(await temporaryFolder());
  await registerContent(registry, "the first model");
  const { id } = await registerContent(registry, "the second model");
  await transition(registry, { version: id, to: Stage.parse("Staging") });
  expect(await findings(registry)).toEqual([]);
  const ledger = await ledgerFile(registry.folder);
  return { registry, ledger, name: `ledger/${basename(ledger)}` };
}

test("any flipped byte of the ledger is found, in its line", async () => {
  const { registry, ledger, name } = await smallRegistry();
  const whole = await readFile(ledger);
  for (let position = 0; position < whole.length; position += 1) {
    const flipped = Buffer.from(whole);
    flipped[position] = whole[position]! ^ (1 << Math.floor(Math.random() * 8));
    await writeFile(ledger, flipped);
    const line = whole.subarray(0, position).toString("latin1").split("\n").length;
    const isLastNewline = position === whole.length - 1;
    const ends = noEnds();
    const batches = readLedgers(registry.paths, [basename(ledger)], new Map(), ends);
    while (!(await batches.next()).done);
    expect(ends.damages.map((damage) => damage.line)).toEqual(isLastNewline ? [] : [line]);
    expect(ends.unended.size).toBe(isLastNewline ? 1 : 0);
    expect([ends.torn.size, ends.superseded.length]).toEqual([0, 0]);
    if (position % 50 > 0 && !isLastNewline) continue;
    const where = `${name}, ${isLastNewline ? "last line" : `line ${line}`}`;
    expect((await findings(registry)).map((finding) => finding.where)).toEqual([where]);
  }
  await writeFile(ledger, whole);
  expect(await findings(registry)).toEqual([]);
});

test("any flipped byte of an artifact is found, with its version", async () => {
  const { registry } = await smallRegistry();
  const path = await pathOf(registry, 2);
  const whole = await readFile(path);
  for (let position = 0; position < whole.length; position += 1) {
    const flipped = Buffer.from(whole);
    flipped[position] = whole[position]! ^ (1 << (position % 8));
    await writeFile(path, flipped);
    const found = await findings(registry);
    expect(found.map(({ where }) => where)).toEqual(["model.pkl of fraud 2"]);
    expect(found[0]?.problem).toMatch(
      /^it has changed on disk \(expected [0-9a-f]{12}…, found [0-9a-f]{12}…\)$/,
    );
  }
});

test.each([
  ["shorter", (path: string) => truncate(path, 3)],
  ["longer", (path: string) => writeFile(path, "!", { flag: "a" })],
  ["gone", (path: string) => rm(path)],
  [
    "a link to the same bytes",
    async (path: string) => {
      await writeFile(`${path}.moved`, await readFile(path));
      await rm(path);
      await symlink(`${path}.moved`, path);
    },
  ],
])("an artifact that is %s is found", async (_, spoil) => {
  const { registry } = await smallRegistry();
  const path = await pathOf(registry, 1);
  await chmod(path, 0o644);
  await spoil(path);
  expect((await findings(registry)).map(({ where }) => where)).toEqual(["model.pkl of fraud 1"]);
});

test("an artifact that is gone is found", async () => {
  const { registry } = await smallRegistry();
  await rm(await pathOf(registry, 1));
  expect(await findings(registry)).toEqual([
    {
      where: "model.pkl of fraud 1",
      problem: expect.stringMatching(
        /^its bytes are not in this registry \([0-9a-f]{12}…\)$/,
      ) as string,
    },
  ]);
});

test.each([
  ["a removed line", [0, 2], 2],
  ["the first line removed", [1, 2], 1],
  ["swapped lines", [1, 0, 2], 1],
  ["the last two swapped", [0, 2, 1], 2],
])("%s is found", async (_, order, line) => {
  const { registry, ledger, name } = await smallRegistry();
  const lines = await ledgerLines(ledger);
  await writeFile(ledger, order.map((index) => `${lines[index]}\n`).join(""));
  const found = await findings(registry);
  expect(found.map(({ where }) => where)).toContain(`${name}, line ${line}`);
});

test("a duplicated line is noted and counts once", async () => {
  const { registry, ledger, name } = await smallRegistry();
  const lines = await ledgerLines(ledger);
  await writeFile(ledger, [0, 1, 2, 2, 3].map((index) => `${lines[index]}\n`).join(""));
  const { events, findings: found, notes } = await verify(registry, {});
  expect(events).toBe(3);
  expect(found).toEqual([]);
  expect(notes.map(({ where }) => where)).toEqual([`${name}, line 4`]);
});

test("a line that was made up is found, even with a right checksum", async () => {
  const { registry, ledger, name } = await smallRegistry();
  const [first = "", ...rest] = await ledgerLines(ledger);
  const parsed = parseLedgerLine(Buffer.from(first), chainStart);
  if (!parsed.ok || parsed.line.event.type === "unknown") throw new Error("not an event");
  const forged = encodeLedgerLine({ ...parsed.line.event, actor: { name: "Eve" } }, chainStart);
  await writeFile(ledger, `${forged.bytes.toString()}${rest.join("\n")}\n`);
  expect((await findings(registry)).map(({ where }) => where)).toContain(`${name}, line 2`);
});

test("a line cut off in the middle is found as a torn tail", async () => {
  const { registry, ledger, name } = await smallRegistry();
  const whole = await readFile(ledger);
  const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
  const lost = [
    { where: name, problem: expect.stringMatching(/^it was cut/) as string },
    { where: "ledger", problem: "1 event is lost" },
  ];
  for (const length of [lastLine + 1, lastLine + 100, whole.length - 1]) {
    await writeFile(ledger, whole.subarray(0, length));
    expect(await findings(registry)).toEqual([
      {
        where: `${name}, last line`,
        problem: expect.stringContaining(count(length - lastLine, "byte")) as string,
      },
      ...(length < whole.length - 1 ? lost : []),
    ]);
  }
});

async function pathOf(registry: Registry, number: number): Promise<string> {
  const artifact = await registry.read((state) => {
    const version = state.versions({ limit: 10 }).find((each) => each.number === number);
    return state.artifacts(version!.id)[0];
  });
  const path = artifactPath(registry.paths, artifactSha256(artifact!)!);
  await chmod(path, 0o644);
  return path;
}

test("a version that is deleted while it is verified is no damage", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    // Long enough to delete the other meanwhile.
    await registerContent(registry, Buffer.alloc(100_000_000), { model: "aaa" });
    const version = await registerContent(registry, "deleted meanwhile");
    let deletion: Promise<unknown> | undefined;
    const report = ({ message }: Progress): void => {
      if (message.includes("aaa"))
        deletion ??= deleteVersion(registry, { version: version.id, reason: "bad data" });
    };
    const { findings: found } = await verify(registry, {}, { report });
    await deletion;
    expect(found).toEqual([]);
    expect(await versionsOf(registry)).toEqual([]);
  });
});

test("an artifact that can't be read is a finding, and the others are verified as well", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    const paths: string[] = [];
    for (const content of ["one", "two", "three"]) {
      await registerContent(registry, content);
      paths.push(artifactPath(registry.paths, sha256(Buffer.from(content))));
    }
    await rm(paths[0]!);
    await mkdir(paths[0]!);
    await chmod(paths[2]!, 0o644);
    await writeFile(paths[2]!, "other");
    const { artifacts, findings: found } = await verify(registry, {});
    expect(artifacts).toBe(3);
    expect(found).toMatchObject([
      { where: "model.pkl of fraud 1", problem: "it can't be read (EISDIR)" },
      { where: "model.pkl of fraud 3" },
    ]);
  });
});
