import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeDataset } from "../../../../src/provenance/data/dataset.ts";
import { pointedSha256, pointerTexts } from "../../support/pointer-texts.ts";
import { refusalOf } from "../../support/refusal.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";

const sha256 = (text: string | Uint8Array): string =>
  createHash("sha256").update(text).digest("hex");

describe("describing a file of data", () => {
  it("gives digest and size, and of a table rows and columns", async () => {
    const folder = temporaryFolder();
    const text = 'a,b,c\n1,"x,\ny",3\n\n4,5,6';
    write(folder, { "data/train.csv": text, "data/train.npz": "abc" });
    expect(await describeDataset(folder, "data/train.csv")).toEqual({
      name: "train.csv",
      path: "data/train.csv",
      digests: { sha256: sha256(text) },
      size: 23,
      rows: 2,
      columns: 3,
    });
    expect(await describeDataset(folder, join(folder, "data/train.npz"))).toEqual({
      name: "train.npz",
      path: "data/train.npz",
      digests: { sha256: sha256("abc") },
      size: 3,
    });
  });

  it("hashes more than a chunk, and reports every byte once", async () => {
    const folder = temporaryFolder();
    const bytes = Buffer.alloc(3_500_000, "0123456789\n");
    write(folder, { "big.csv": bytes, "empty.csv": "" });
    let read = 0;
    const onBytes = (count: number): void => {
      read += count;
    };
    expect(await describeDataset(folder, "big.csv", { onBytes })).toMatchObject({
      digests: { sha256: sha256(bytes) },
      rows: Math.ceil(bytes.length / 11),
      columns: 1,
    });
    expect(read).toBe(bytes.length);
    const empty = await describeDataset(folder, "empty.csv");
    expect(empty).toEqual({
      name: "empty.csv",
      path: "empty.csv",
      digests: { sha256: sha256("") },
      size: 0,
    });
  });

  it("notices that the file grows while it is read", async () => {
    const folder = temporaryFolder();
    write(folder, { "log.bin": Buffer.alloc(2_500_000) });
    let grown = false;
    const onBytes = (): void => {
      if (!grown) appendFileSync(join(folder, "log.bin"), "more");
      grown = true;
    };
    const refusal = await refusalOf(describeDataset(folder, "log.bin", { onBytes }));
    expect(refusal.message).toBe("log.bin was changed while it was being read.");
  });

  it("can be cancelled", async () => {
    const folder = temporaryFolder();
    write(folder, { "big.bin": Buffer.alloc(3_000_000), "many/1": "1", "many/2": "2" });
    for (const path of ["big.bin", "many"]) {
      const controller = new AbortController();
      const onBytes = (): void => {
        controller.abort();
      };
      const options = { signal: controller.signal, onBytes };
      expect(await refusalOf(describeDataset(folder, path, options))).toMatchObject({
        code: "cancelled",
      });
    }
  });
});

describe("describing a folder of data", () => {
  it("gives the digest of what sha256sum prints, and the size of all files", async () => {
    const folder = temporaryFolder();
    write(folder, {
      "data/b/2.txt": "two",
      "data/a.txt": "one",
      "data/b.txt": "three",
      "data/back\\slash\n.txt": "four",
      "data/.git/HEAD": "ref",
      "data/b/.DS_Store": "x",
    });
    const names = ["a.txt", "b.txt", "b/2.txt", "back\\slash\n.txt"];
    const manifest = execFileSync("sha256sum", names, { cwd: join(folder, "data") });
    expect(await describeDataset(folder, "data/")).toEqual({
      name: "data",
      path: "data",
      digests: { sha256: sha256(manifest) },
      size: 15,
    });
  });

  it("differs when a file is renamed, moved or changed", async () => {
    const folder = temporaryFolder();
    write(folder, { "1/a": "x", "2/b": "x", "3/c/a": "x", "4/a": "y", "5/a": "x" });
    const digests = new Map<string, string>();
    for (const name of "12345")
      digests.set(name, (await describeDataset(folder, name)).digests.sha256!);
    expect(new Set(digests.values()).size).toBe(4);
    expect(digests.get("1")).toBe(digests.get("5"));
  });
});

describe("data is looked for in the workspace alone", () => {
  it("also when there are links within it", async () => {
    const folder = temporaryFolder();
    write(folder, { "cache/1": "x", "all/sub/a.csv": "a\n1\n" });
    symlinkSync(join(folder, "cache/1"), join(folder, "all/linked"));
    symlinkSync("all/sub", join(folder, "short"));
    const file = await describeDataset(folder, "short/a.csv");
    expect(file).toMatchObject({ path: "short/a.csv", rows: 1 });
    write(folder, { "plain/linked": "x", "plain/sub/a.csv": "a\n1\n" });
    const [linked, plain] = [
      await describeDataset(folder, "all"),
      await describeDataset(folder, "plain"),
    ];
    expect(linked.digests).toEqual(plain.digests);
  });

  it("and nothing else is read", async () => {
    const outer = temporaryFolder();
    const folder = join(outer, "workspace");
    write(outer, { "workspace/data/a": "1", "secret/key": "k" });
    symlinkSync(join(outer, "secret/key"), join(folder, "key"));
    symlinkSync(join(outer, "secret"), join(folder, "secret"));
    symlinkSync(join(outer, "secret/key"), join(folder, "data/key"));
    symlinkSync("nowhere", join(folder, "broken"));
    symlinkSync("loop", join(folder, "loop"));
    write(folder, { "round/sub/a": "1" });
    symlinkSync("..", join(folder, "round/sub/again"));
    write(folder, { "twice/sub/a": "1" });
    symlinkSync("sub", join(folder, "twice/again"));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    for (const [path, problem] of [
      ["../secret/key", "is outside of the workspace"],
      [join(outer, "secret"), "is outside of the workspace"],
      ["", "is the workspace folder"],
      ["key", "is a link that leads out of the workspace"],
      ["secret/key", "is a link that leads out of the workspace"],
      ["data", "is a link that leads out of the workspace"],
      ["broken", "is a link that leads nowhere"],
      ["none.csv", "does not exist"],
      ["loop", "is a link that leads nowhere"],
      ["round", "is a link to a folder that is part of the data already"],
      ["twice", "is a link to a folder that is part of the data already"],
      ["pipe", "is a named pipe, not a regular file"],
    ] as const) {
      const refusal = await refusalOf(describeDataset(folder, path));
      expect(refusal, path).toMatchObject({ code: "file-problem" });
      expect(refusal.message, path).toContain(problem);
    }
  });
});

describe("describing data that was not fetched", () => {
  async function described(
    files: Readonly<Record<string, string>>,
    path: string,
  ): Promise<{ dataset: unknown; told: readonly string[] }> {
    const folder = temporaryFolder();
    write(folder, files);
    const told: string[] = [];
    const onUnfetched = (...words: readonly string[]): void => {
      told.push(words.join(": "));
    };
    return { dataset: await describeDataset(folder, path, { onUnfetched }), told };
  }

  it.each([
    [pointerTexts.lfs, "git lfs pull --include=data/train.csv"],
    [pointerTexts.annex, "git annex get data/train.csv"],
  ])("records what a pointer says, and how to fetch it (%j)", async (text, command) => {
    const { dataset, told } = await described({ "data/train.csv": text }, "data/train.csv");
    expect(dataset).toEqual({
      name: "train.csv",
      path: "data/train.csv",
      digests: { sha256: pointedSha256 },
      size: 438007537,
    });
    expect(told).toEqual([expect.stringContaining(command)]);
  });

  it("takes a file of DVC for the data that it stands for, there or not", async () => {
    const dvc = pointerTexts.dvc.replace("model.pkl", "train.csv");
    const there = { "data/train.csv": "a,b\n1,2\n", "data/train.csv.dvc": dvc };
    expect(await described(there, "data/train.csv.dvc")).toMatchObject({
      dataset: { path: "data/train.csv", digests: { sha256: sha256("a,b\n1,2\n") }, rows: 1 },
      told: [],
    });
    expect(await described({ "data/train.csv.dvc": dvc }, "data/train.csv.dvc")).toEqual({
      dataset: {
        name: "train.csv",
        path: "data/train.csv",
        digests: { md5: "a304afb96060aad90176268345e10355" },
        size: 37891850,
      },
      told: [expect.stringContaining("dvc pull data/train.csv.dvc")],
    });
  });

  it("gives a folder the same digest, fetched or not", async () => {
    const text = "a,b\n1,2\n";
    const pointer = pointerTexts.lfs
      .replace(pointedSha256, sha256(text))
      .replace(/size \d+/, "size 8");
    const whole = await described({ "data/a.csv": text, "data/b.csv": "b" }, "data");
    const unfetched = await described({ "data/a.csv": pointer, "data/b.csv": "b" }, "data");
    expect(unfetched.dataset).toEqual(whole.dataset);
    expect(unfetched.told).toEqual([expect.stringContaining("--include=data/a.csv")]);
  });

  it("reads the key of a link of git-annex that leads nowhere", async () => {
    const folder = temporaryFolder();
    write(folder, { "data/README.md": "data" });
    const key = `SHA256E-s438007537--${pointedSha256}.csv`;
    symlinkSync(`../.git/annex/objects/a/b/${key}/${key}`, join(folder, "data/train.csv"));
    expect(await describeDataset(folder, "data/train.csv")).toMatchObject({
      digests: { sha256: pointedSha256 },
    });
  });
});

describe("data that DVC tracks", () => {
  const md5 = "a304afb96060aad90176268345e10355";
  const file = (path: string, size: number): string =>
    `outs:\n- md5: ${md5}\n  size: ${size}\n  hash: md5\n  path: ${path}\n`;

  it("is not read if it is large and as long as DVC says", async () => {
    const folder = temporaryFolder();
    const size = 65 * 1024 * 1024;
    write(folder, { "data/a.bin": "", "data/a.bin.dvc": file("a.bin", size) });
    truncateSync(join(folder, "data/a.bin"), size);
    expect(await describeDataset(folder, "data/a.bin")).toEqual({
      ...{ name: "a.bin", path: "data/a.bin" },
      ...{ digests: { md5 }, size },
    });
    truncateSync(join(folder, "data/a.bin"), size + 1);
    const told: string[] = [];
    const onContradiction = (...words: readonly string[]): void => {
      told.push(words.join(": "));
    };
    const changed = await describeDataset(folder, "data/a.bin", { onContradiction });
    expect(changed.digests).toHaveProperty("sha256");
    expect(changed.digests).not.toHaveProperty("md5");
    expect(told).toEqual([expect.stringContaining(`data/a.bin.dvc says md5 ${md5}`)]);
  });

  it("may be a folder, whose size is compared", async () => {
    const folder = temporaryFolder();
    const text = `outs:\n- md5: ${md5}.dir\n  size: 3\n  nfiles: 2\n  hash: md5\n  path: images\n`;
    write(folder, { "images/a": "a", "images/b": "bb", "images.dvc": text });
    expect((await describeDataset(folder, "images")).digests).toMatchObject({ md5: `${md5}.dir` });
    write(folder, { "images/b": "bbb" });
    expect((await describeDataset(folder, "images")).digests).not.toHaveProperty("md5");
  });

  it("is looked up in dvc.lock, by paths relative to it, whatever else is in there", async () => {
    const folder = temporaryFolder();
    write(folder, {
      "sub/dvc.lock": `schema: '2.0'\nstages:\n  a: [broken]\n  b:\n    deps: [7, {path: x}]\n    outs:\n    - {path: data/t.csv, md5: ${md5}, size: 9}\n`,
      "dvc.lock": "no: stages\n",
      "broken/dvc.lock": "stages: [",
      "broken/t.csv": "a\n",
    });
    expect(await describeDataset(folder, "sub/data/t.csv")).toEqual({
      ...{ name: "t.csv", path: "sub/data/t.csv" },
      ...{ digests: { md5 }, size: 9 },
    });
    expect(await describeDataset(folder, "broken/t.csv")).not.toHaveProperty("digests.md5");
    expect(await refusalOf(describeDataset(folder, "sub/data/other.csv"))).toMatchObject({
      code: "file-problem",
    });
  });

  it("is looked up by paths relative to the folder in which the stage runs", async () => {
    const folder = temporaryFolder();
    const [other, third] = ["d".repeat(32), "e".repeat(32)];
    const out = (path: string, hash: string): string => `outs: [{path: ${path}, md5: ${hash}}]`;
    write(folder, {
      "dvc.yaml": [
        "stages:",
        "  clean: {wdir: steps, cmd: clean}",
        "  split: {foreach: [a, b], do: {wdir: parts, cmd: split}}",
        "  each: {matrix: {n: [1]}, wdir: 'runs/${item.n}', cmd: each}",
      ].join("\n"),
      "dvc.lock": [
        "stages:",
        `  clean: {${out("../data/t.csv", md5)}}`,
        `  split@a: {${out("t.csv", other)}}`,
        `  each@1: {${out("t.csv", third)}}`,
      ].join("\n"),
      "t.csv": "a\n",
    });
    const digests = async (path: string): Promise<unknown> =>
      (await describeDataset(folder, path)).digests;
    expect(await digests("data/t.csv")).toEqual({ md5 });
    expect(await digests("parts/t.csv")).toEqual({ md5: other });
    // Only DVC knows the folder of the third.
    expect(await digests("t.csv")).not.toHaveProperty("md5");
  });
});
