import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ModelDescription } from "../../../../src/core/model/inspection.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { inspectFolder } from "../../../../src/inspect/engine/inspect-folder.ts";
import { bufferSource, fixture, memoryFolder, nothingBeside } from "../support/buffer-source.ts";
import { assemble, systemTrue } from "../support/pickle-assembler.ts";
import { writeTar, type MemberToWrite } from "../support/tar-writer.ts";
import { writeZip } from "../support/zip-writer.ts";

const text = (content: string): Uint8Array => Buffer.from(content);

async function inspect(name: string, bytes: Uint8Array): Promise<ModelDescription> {
  const { description } = await inspectFile({
    source: bufferSource(bytes, name),
    beside: nothingBeside,
  });
  return description;
}

const zipOf = (entries: Readonly<Record<string, Uint8Array>>): Buffer =>
  writeZip(Object.entries(entries).map(([name, content]) => ({ name, content, deflated: true })));
const tarOf = (entries: Readonly<Record<string, Uint8Array>>): Buffer =>
  writeTar(Object.entries(entries).map(([name, content]): MemberToWrite => ({ name, content })));

const weights = fixture("digits.safetensors");
const library = Buffer.concat([Buffer.from("7f454c46", "hex"), Buffer.alloc(60)]);
const checkpoint = zipOf({ "archive/data.pkl": systemTrue(), "archive/version": text("3\n") });
const codes = ({ findings }: ModelDescription): string[] => findings.map(({ code }) => code);

describe("an archive is judged by all that it holds", () => {
  it.each([
    ["a zip", "m.zip", zipOf],
    ["a tar", "m.tar", tarOf],
    [
      "a tar that is compressed",
      "m.tar.gz",
      (entries: Parameters<typeof tarOf>[0]) => gzipSync(tarOf(entries)),
    ],
  ])("%s of weights and notes has only weights", async (_, name, write) => {
    const description = await inspect(
      name,
      write({ "m.safetensors": weights, "README.md": text("# M") }),
    );
    expect(description.verdict).toBe("weights-only");
    expect(description.metadata?.["models"]).toBe("m.safetensors (safetensors)");
  });

  it.each([
    ["a checkpoint", { "w.ckpt": checkpoint }],
    ["a pickle under another name", { "notes.bin": systemTrue() }],
    ["a compressed pickle", { "m.pkl.gz": gzipSync(systemTrue()) }],
    ["a tar in it", { "inner.tar": tarOf({ "m.pkl": systemTrue() }) }],
    ["a zip in a tar in it", { "a.tar": tarOf({ "b.zip": zipOf({ c: systemTrue() }) }) }],
    ["settings that name a program", { "config.yaml": text("a:\n  - _target_: os.system\n") }],
    [
      "JSON settings that name a program",
      { "c.json": text('{"a": {"_target_": "subprocess.run"}}') },
    ],
  ])("%s makes it dangerous", async (_, entries) => {
    const all = { "m.safetensors": weights, ...entries };
    expect((await inspect("m.zip", zipOf(all))).verdict).toBe("dangerous");
    expect((await inspect("m.tar", tarOf(all))).verdict).toBe("dangerous");
    expect((await inspect("m.tgz", gzipSync(tarOf(all)))).verdict).toBe("dangerous");
  });

  it.each([
    ["Python", "handler.py", text("import os\n")],
    ["a library", "lib.so.1", library],
    ["a library under another name", "weights.dat", library],
    ["a script", "run", text("#!/bin/sh\n")],
  ])("%s in it needs code, and is named", async (_, name, content) => {
    const description = await inspect(
      "m.zip",
      zipOf({ "m.safetensors": weights, [name]: content }),
    );
    expect(description.verdict).toBe("needs-code");
    const found = description.findings.find(({ code }) => code === "archive-holds-code");
    expect(found?.message).toContain(name);
  });

  it("claims nothing of members that it does not know, and names them", async () => {
    const description = await inspect(
      "m.zip",
      zipOf({ "m.safetensors": weights, odd: Buffer.from([1, 0, 2]) }),
    );
    expect(description.verdict).toBe("unreadable");
    expect(description.findings).toMatchObject([{ code: "archive-member-unknown" }]);
    expect(description.findings[0]?.message).toContain("odd");
  });

  it("claims nothing where there is no model", async () => {
    const description = await inspect("m.zip", zipOf({ "README.md": text("# M") }));
    expect(description).toMatchObject({ verdict: "unreadable", format: "zip" });
    expect(codes(description)).toEqual(["archive-without-model"]);
  });

  it("looks into archives within archives up to a depth", async () => {
    let nested: Buffer = zipOf({ "m.pkl": systemTrue() });
    for (let depth = 0; depth < 3; depth += 1) nested = zipOf({ inner: nested });
    expect((await inspect("m.zip", nested)).verdict).toBe("dangerous");
    for (let depth = 0; depth < 4; depth += 1) nested = zipOf({ inner: nested });
    const description = await inspect("m.zip", nested);
    expect(description.verdict).toBe("unreadable");
    expect(codes(description)).toContain("archive-too-deep");
  });
});

describe("a tar", () => {
  it("tells of members that lead out of it, by path or by link", async () => {
    const description = await inspect(
      "m.tar",
      writeTar([
        { name: "../../outside", content: text("x") },
        { name: "link", type: "2", link: "/etc/passwd" },
        { name: "m.safetensors", content: weights },
      ]),
    );
    expect(codes(description)).toEqual([
      "archive-path-outside",
      "archive-link",
      "archive-member-unknown",
    ]);
  });

  it.each([
    ["GNU", "L", (name: string) => `${name}\0`],
    ["pax", "x", (name: string) => `${name.length + 12} path=${name}\n`],
  ])("has long names as %s writes them", async (_, type, write) => {
    const name = `${"folder/".repeat(20)}m.pkl`;
    const members: MemberToWrite[] = [
      { name: "header", type, content: text(write(name)) },
      { name: "short", content: assemble(["PROTO", 2], "EMPTY_DICT", "STOP") },
    ];
    const description = await inspect("m.tar", writeTar(members));
    expect(description.metadata?.["models"]).toBe(`${name} (pickle)`);
  });

  it("that is cut keeps what was found", async () => {
    const whole = tarOf({ "a.pkl": systemTrue(), "m.safetensors": weights });
    const description = await inspect("m.tar", whole.subarray(0, 2000));
    expect(description.verdict).toBe("dangerous");
    expect(codes(description)).toContain("not-readable");
  });
});

describe("what writes archives for models", () => {
  it.each([
    [
      "mar",
      "m.mar",
      { "MAR-INF/MANIFEST.json": text("{}"), "handler.py": text("pass") },
      "needs-code",
    ],
    [
      "torch-package",
      "m.pt",
      { "p/m.py": text("pass"), "p/.data/extern_modules": text("") },
      "needs-code",
    ],
    ["pt2", "m.pt2", { "m/archive_format": text("pt2"), "m/data/x.so": library }, "needs-code"],
  ])("%s is known by what is in it", async (format, name, entries, verdict) => {
    expect(await inspect(name, zipOf(entries))).toMatchObject({ format, verdict });
  });

  it("NeMo's settings name what is called", async () => {
    const settings = text("model:\n  _target_: os.system\n  command: 'true'\n");
    const description = await inspect("m.nemo", tarOf({ "model_config.yaml": settings }));
    expect(description).toMatchObject({ format: "nemo", verdict: "dangerous", framework: "nemo" });
    expect(description.findings[0]).toMatchObject({ code: "config-dangerous-target" });
  });

  it.each([
    ["a class of a known library", { __module__: "sklearn.svm", __class__: "SVC" }, "needs-code"],
    [
      "a function as skops wrote it first",
      { content: { module_path: "os", function: "system" } },
      "dangerous",
    ],
    ["a function as skops writes it", { __module__: "os", __class__: "system" }, "dangerous"],
  ])("skops names %s", async (_, node, verdict) => {
    const schema = {
      __module__: "builtins",
      __class__: "dict",
      content: node,
      _skops_version: "0.14",
    };
    const bytes = zipOf({
      "schema.json": text(JSON.stringify(schema)),
      "1.bin": Buffer.alloc(9, 1),
    });
    expect(await inspect("m.skops", bytes)).toMatchObject({ format: "skops", verdict });
  });
});

describe("content that is far larger than the file", () => {
  const zeros = Buffer.alloc(65 * 1024 * 1024);
  const big = (entry: string, others: Readonly<Record<string, string>> = {}): Buffer =>
    writeZip([
      ...Object.entries(others).map(([name, content]) => ({ name, content: text(content) })),
      { name: entry, content: text("x"), method: 8, size: 400e6, compressedSize: 3 },
    ]);

  it.each([
    ["m.npz", big("big.npy")],
    ["m.zip", big("big.npy")],
    ["m.keras", big("assets/big", { "config.json": "{}", "metadata.json": "{}" })],
    ["m.mar", big("big.npy", { "MAR-INF/MANIFEST.json": "{}" })],
    ["in another.zip", writeZip([{ name: "m.npz", content: big("big.npy") }])],
    ["m.npy.gz", gzipSync(zeros)],
    ["m.tgz", gzipSync(writeTar([{ name: "w", content: Buffer.concat([zeros, zeros]) }]))],
  ])("is warned of in %s", async (name, bytes) => {
    const found = (await inspect(name, bytes)).findings.find(
      ({ code }) => code === "large-content",
    );
    expect(found).toMatchObject({ severity: "warning" });
    expect(found?.message).toMatch(/^[\d,]+ bytes of the (zip|file) become/);
  });

  it("is nothing to warn of when it is not much", async () => {
    const small = await inspect("m.npz", zipOf({ "big.npy": Buffer.alloc(0) }));
    expect(codes(small)).not.toContain("large-content");
    const random = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 251));
    expect(codes(await inspect("m.gz", gzipSync(random)))).not.toContain("large-content");
  });
});

describe("a compressed file that holds no model", () => {
  it.each([
    ["<!DOCTYPE html><title>Not found</title>", "a web page (HTML), “Not found”"],
    ["\x89PNG\r\n\x1a\n", "a PNG image"],
  ])("is called by what it holds: %j", async (content, called) => {
    for (const name of ["model.pt.gz", "model.pt", "model.pkl", "model.joblib"]) {
      const bytes = gzipSync(Buffer.from(content, "latin1"));
      const { format, verdict, findings } = await inspect(name, bytes);
      expect([format, verdict]).toEqual(["compressed", "unreadable"]);
      expect(findings).toContainEqual({
        code: "compressed-content",
        severity: "info",
        message: `The compressed content is ${called}.`,
      });
    }
  });
});

describe("a folder", () => {
  const inspectFiles = (files: Readonly<Record<string, Uint8Array>>): Promise<ModelDescription> =>
    inspectFolder({ name: "m", inside: memoryFolder(files) }).then(
      ({ description }) => description,
    );

  it("with code beside weights needs code", async () => {
    const description = await inspectFiles({
      "m.safetensors": weights,
      "a.py": text(""),
      "lib.so": library,
    });
    expect(description.verdict).toBe("needs-code");
    expect(description.findings[0]?.message).toContain("a.py, lib.so");
  });

  it("with files that nobody knows is not claimed to be only weights", async () => {
    const description = await inspectFiles({ "m.safetensors": weights, odd: Buffer.from([0, 1]) });
    expect(description.verdict).toBe("unreadable");
    expect(description.findings[0]?.message).toContain("odd");
  });

  it("with notes and settings beside weights has only weights", async () => {
    const description = await inspectFiles({
      "m.safetensors": weights,
      "README.md": text("# M"),
      "params.yaml": text("a: 1"),
      ".DS_Store": Buffer.from([0, 1]),
    });
    expect(description).toMatchObject({ verdict: "weights-only", findings: [] });
  });
});
