import { describe, expect, it } from "vitest";
import { readZipDirectory } from "../../../../src/inspect/encodings/zip/directory.ts";
import { readEntry } from "../../../../src/inspect/encodings/zip/entry.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { bufferSource, nothingBeside } from "../support/buffer-source.ts";
import { assemble, systemTrue } from "../support/pickle-assembler.ts";
import { writeZip, type EntryToWrite, type ZipToWrite } from "../support/zip-writer.ts";

const signal = new AbortController().signal;
const harmless = assemble(["PROTO", 2], "EMPTY_DICT", "STOP");
const model = (entry: Partial<EntryToWrite> = {}): EntryToWrite => ({
  name: "model/data.pkl",
  content: systemTrue(),
  ...entry,
});
const inspect = async (bytes: Uint8Array, name = "model.pt") => {
  const { description } = await inspectFile({
    source: bufferSource(bytes, name),
    beside: nothingBeside,
  });
  return { ...description, codes: description.findings.map(({ code }) => code) };
};
const inspectZip = (entries: readonly EntryToWrite[], options?: ZipToWrite) =>
  inspect(writeZip(entries, options));

describe("a zip", () => {
  it.each([
    ["stored", {}, {}],
    ["deflated", { deflated: true }, {}],
    ["in the 64-bit way", { zip64: true }, { zip64: true }],
    ["behind other bytes", {}, { before: Buffer.from("#!/bin/sh\n") }],
  ] as const)("is read %s", async (_, entry, options) => {
    const content = Buffer.from("numbers ".repeat(1000));
    const source = bufferSource(
      writeZip(
        [
          { name: "a/b", content, ...entry },
          { name: "a/c", content },
        ],
        options,
      ),
    );
    const directory = await readZipDirectory(source, signal);
    expect(directory.entries.map(({ name }) => name)).toEqual(["a/b", "a/c"]);
    expect(await readEntry(source, directory.find("b")!, 10_000)).toEqual({
      bytes: content,
      findings: [],
    });
  });

  it("is not read beyond the size asked for, whatever it claims", async () => {
    const bomb = Buffer.alloc(10_000_000);
    const source = bufferSource(
      writeZip([{ name: "a", content: bomb, deflated: true, size: 100 }]),
    );
    const directory = await readZipDirectory(source, signal);
    await expect(readEntry(source, directory.find("a")!, 1000)).rejects.toThrow(
      "more than 1000 bytes",
    );
  });

  it("is refused when its directory is not whole", async () => {
    const bytes = writeZip([model()]);
    for (const length of [10, bytes.length - 1, bytes.length - 30]) {
      await expect(
        readZipDirectory(bufferSource(bytes.subarray(0, length)), signal),
      ).rejects.toThrow();
    }
  });
});

describe("a hostile zip", () => {
  it.each([
    [
      "CVE-2025-1889 (GHSA-769v-p64c-89pr): a pickle by another name",
      [{ name: "model/data.pkl", content: harmless }, model({ name: "model/config.txt" })],
      {},
      undefined,
    ],
    [
      "a pickle among the numbers",
      [{ name: "model/data.pkl", content: harmless }, model({ name: "model/data/0" })],
      {},
      undefined,
    ],
    [
      "CVE-2025-1944 (GHSA-7q5r-7gvp-wc82): another name in the local header",
      [model({ local: { name: "model/other.txt" } })],
      {},
      "zip-header-mismatch",
    ],
    [
      "CVE-2025-1945 (GHSA-w8jq-xcqf-f792): the encryption bit",
      [model({ flags: 1 })],
      {},
      "zip-encrypted",
    ],
    [
      "CVE-2025-1945: the encryption bit of the local header",
      [model({ local: { flags: 0x41 } })],
      {},
      "zip-encrypted",
    ],
    ["CVE-2025-10156: a wrong checksum", [model({ crc: 0 })], {}, "zip-crc-mismatch"],
    [
      "a wrong checksum of a deflated entry",
      [model({ crc: 0, deflated: true })],
      {},
      "zip-crc-mismatch",
    ],
    [
      "another method in the local header",
      [model({ local: { method: 8 } })],
      {},
      "zip-method-mismatch",
    ],
    [
      "two entries of one name",
      [{ name: "model/data.pkl", content: harmless }, model()],
      {},
      "zip-duplicate-name",
    ],
    [
      "a path that leads out",
      [model({ name: "../../data.pkl" }), { name: "data.pkl", content: harmless }],
      {},
      "zip-path-outside",
    ],
    ["bytes behind it", [model()], { after: Buffer.from("junk") }, "zip-appended-data"],
    [
      "a broken pickle that acts before the error",
      [model({ content: systemTrue().subarray(0, -1) })],
      {},
      "pickle-unreadable",
    ],
  ] as const)("is seen through: %s", async (_, entries, options, code) => {
    const { verdict, codes } = await inspectZip(entries, options);
    expect(verdict).toBe("dangerous");
    if (code !== undefined) expect(codes).toContain(code);
  });

  it("that says it is encrypted makes no claim, even when nothing is found", async () => {
    const { verdict } = await inspectZip([{ name: "model/data.pkl", content: harmless, flags: 1 }]);
    expect(verdict).toBe("unreadable");
  });

  it.each([
    [
      "a 7z archive in it",
      [{ name: "a.7z", content: Buffer.from("7z\xbc\xaf\x27\x1c and so on", "latin1") }],
    ],
    ["a method nobody knows", [{ name: "a", content: systemTrue(), method: 99 }]],
    [
      "an entry beyond the end",
      [{ name: "a", content: systemTrue(), compressedSize: 1e9, size: 1e9 }],
    ],
  ] as const)("makes no claim: %s", async (_, entries) => {
    const { verdict } = await inspectZip([
      { name: "model/data.pkl", content: harmless },
      ...entries,
    ]);
    expect(verdict).toBe("unreadable");
  });

  it("with two directories makes no claim", async () => {
    const first = writeZip([{ name: "model/data.pkl", content: harmless }]);
    const { verdict } = await inspect(writeZip([model()], { before: first }));
    expect(verdict).not.toBe("weights-only");
  });

  it("does not become a zip by what it is called", async () => {
    const { verdict, format } = await inspect(systemTrue(), "model.zip");
    expect({ verdict, format }).toEqual({ verdict: "dangerous", format: "pickle" });
  });

  it("of no known format is scanned all the same", async () => {
    const { verdict, format } = await inspect(
      writeZip([{ name: "notes/a.dat", content: systemTrue() }]),
      "x",
    );
    expect({ verdict, format }).toEqual({ verdict: "dangerous", format: "zip" });
  });
});

describe("other ways to hide a file", () => {
  it("CVE-2025-10155: a pickle with an extension of PyTorch", async () => {
    for (const name of [
      "model.bin",
      "model.pt",
      "model.ckpt",
      "model.safetensors",
      "noextension",
    ]) {
      const { verdict, format } = await inspect(systemTrue(), name);
      expect([name, verdict, format]).toEqual([name, "dangerous", "pickle"]);
    }
  });

  it("protocol 0 in a .bin", async () => {
    const bytes = assemble(
      ["GLOBAL", "os\nsystem"],
      "MARK",
      ["UNICODE", "true"],
      "TUPLE",
      "REDUCE",
      "STOP",
    );
    expect(await inspect(bytes, "pytorch_model.bin")).toMatchObject({
      verdict: "dangerous",
      format: "pickle",
    });
  });

  it("protocol 0 that acts only after much that is harmless", async () => {
    const attack = assemble(
      ["GLOBAL", "os\nsystem"],
      "MARK",
      ["UNICODE", "true"],
      "TUPLE",
      "REDUCE",
    );
    const long = assemble(["UNICODE", "x".repeat(200_000)], "POP", attack, "STOP");
    const behind = Buffer.concat([assemble(["INT", "1"], "STOP"), attack, assemble("STOP")]);
    for (const bytes of [long, behind]) {
      expect(await inspect(bytes, "model.bin")).toMatchObject({
        verdict: "dangerous",
        format: "pickle",
      });
    }
  });

  it("CVE-2025-10155: the same within a zip, whatever the entry is called", async () => {
    for (const name of ["weights.bin", "model.pt", "archive/data/0", "readme.md", "noextension"]) {
      const bytes = writeZip([{ name, content: systemTrue() }]);
      expect([name, (await inspect(bytes, "model.pth")).verdict]).toEqual([name, "dangerous"]);
    }
  });

  it.each([
    ["7z", "7z\xbc\xaf\x27\x1c\0\x04"],
    ["RAR", "Rar!\x1a\x07\x01\0"],
    ["zstd", "\x28\xb5\x2f\xfd"],
    ["cabinet", "MSCF\0\0\0\0"],
  ])("an archive of another kind is named, not trusted: %s", async (_, start) => {
    const bytes = Buffer.concat([Buffer.from(start, "latin1"), systemTrue()]);
    expect(await inspect(bytes, "model")).toMatchObject({
      verdict: "unreadable",
      codes: ["archive-unread"],
    });
  });

  it("a 7z archive is not taken for a harmless file", async () => {
    const bytes = Buffer.from("7z\xbc\xaf\x27\x1c\0\x04 model.pkl", "latin1");
    expect(await inspect(bytes, "model.pkl")).toMatchObject({
      verdict: "unreadable",
      format: "archive",
    });
  });
});
