import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { Unreadable } from "../../../../src/inspect/contract/format.ts";
import { LimitReached } from "../../../../src/inspect/contract/limit-reached.ts";
import { EndOfBytes, memorySupply } from "../../../../src/inspect/encodings/byte-cursor.ts";
import {
  decompressSupply,
  type Compression,
} from "../../../../src/inspect/encodings/decompress/decompress.ts";
import { compressedFixture } from "../support/buffer-source.ts";

/** Files compressed by Python's own libraries; make_compressed.py. */
const Expected = z.record(z.string(), z.object({ size: z.int(), sha256: z.string() }));
const expected = Expected.parse(
  JSON.parse(Buffer.from(compressedFixture("EXPECTED.json")).toString()),
);
const names = Object.keys(expected);
/** No checksum covers all of their content. */
const unchecked = /^(no-check|marked|sized|skippable|xz-then-lzma|two-and-a-tail\.lz4)/;
const never = new AbortController().signal;

/** 100,000,000 zeros, by Python's bz2. */
const bomb = Buffer.from(
  "QlpoOTFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1nEYApVAD7RQALAAAABAAAggADDMCapppUiDaipEHi7kinChIcCoiS4",
  "base64",
);

function compressionOf(name: string): Compression {
  if (name.endsWith(".bz2")) return "bzip2";
  return name.endsWith(".lz4") ? "lz4" : "lzma";
}

interface Outcome {
  readonly content: Buffer;
  readonly error?: unknown;
}

async function decompress(
  bytes: Uint8Array,
  compression: Compression,
  { limit = 1e9, signal = never } = {},
): Promise<Outcome> {
  const supply = decompressSupply(memorySupply(bytes), compression, { limit, signal });
  const pieces: Uint8Array[] = [];
  try {
    for (;;) {
      const piece = await supply.next();
      if (piece.length === 0) return { content: Buffer.concat(pieces) };
      pieces.push(piece);
    }
  } catch (error) {
    return { content: Buffer.concat(pieces), error };
  }
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Returns the positions of the marks that a block of LZ4 is stored as it is. The checksum of a block, all that this frame
 * has, is that of its content (lz4_Frame_format.md, “Data Blocks”), so another mark goes unnoticed.
 */
function storedMarks(bytes: Uint8Array): Set<number> {
  const marks = new Set<number>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [header, sizeBytes, checksum] = [7, 4, 4];
  for (let at = header, size = 1; size > 0; at += sizeBytes + size + checksum) {
    marks.add(at + sizeBytes - 1);
    size = view.getUint32(at, true) & 0x7fffffff;
  }
  return marks;
}

describe("decompressing", () => {
  it.each(names)("%s gives what was compressed", async (name) => {
    const { content, error } = await decompress(compressedFixture(name), compressionOf(name));
    expect(error).toBeUndefined();
    expect({ size: content.length, sha256: sha256(content) }).toEqual(expected[name]);
  });

  it.each(names)("%s gives a part and says so when it is cut", async (name) => {
    const bytes = compressedFixture(name);
    const whole = await decompress(bytes, compressionOf(name));
    for (let step = 0; step < 40; step++) {
      const length = Math.floor((bytes.length * step) / 40);
      const { content, error } = await decompress(bytes.subarray(0, length), compressionOf(name));
      expect(whole.content.subarray(0, content.length).equals(content)).toBe(true);
      // After the first of two streams it is a whole file.
      if (content.length === 1000 && error === undefined) continue;
      expect([length, error instanceof EndOfBytes || length === 0]).toEqual([length, true]);
    }
  });

  it.each(names.filter((name) => !unchecked.test(name)))(
    "%s never gives another content in silence",
    async (name) => {
      const bytes = compressedFixture(name);
      const whole = sha256((await decompress(bytes, compressionOf(name))).content);
      const unguarded = name === "independent.lz4" ? storedMarks(bytes) : new Set<number>();
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
          fc.pre(bit !== 7 || !unguarded.has(at));
          const damaged = Buffer.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
          const { content, error } = await decompress(damaged, compressionOf(name));
          if (error !== undefined) expect(error).toBeInstanceOf(Unreadable);
          // A second stream that no longer begins like one is passed over, as Python does.
          else if (content.length !== 1000) expect(sha256(content)).toBe(whole);
        }),
        { numRuns: 40 },
      );
    },
  );

  it.each(["crc64.xz", "crc32.xz", "sha256.xz", "level-9.bz2", "linked.lz4"])(
    "%s is held against its checksum",
    async (name) => {
      const bytes = Buffer.from(compressedFixture(name));
      // The last byte of the checksum; in .xz, the index and the footer come after it.
      const after = name.endsWith(".xz") ? (bytes.readUInt32LE(bytes.length - 8) + 1) * 4 + 12 : 0;
      const at = bytes.length - after - (name.endsWith(".bz2") ? 2 : 1);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      const { error } = await decompress(bytes, compressionOf(name));
      expect(String(error)).toContain("checksum");
    },
  );

  it("throws nothing but that it is unreadable, whatever the bytes are", async () => {
    const starts = [
      "BZh9\x31\x41\x59\x26\x53\x59",
      "\xfd7zXZ\0",
      "]\0\0\x80\0",
      "\x04\x22\x4d\x18",
    ];
    const kinds = ["bzip2", "lzma", "lz4"] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("", ...starts),
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(...kinds),
        async (start, rest, kind) => {
          const bytes = Buffer.concat([Buffer.from(start, "latin1"), rest]);
          const { error } = await decompress(bytes, kind);
          if (error !== undefined) expect(error).toBeInstanceOf(Unreadable);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(names)("%s ends at the limit", async (name) => {
    const { content, error } = await decompress(compressedFixture(name), compressionOf(name), {
      limit: 50_000,
    });
    expect(error).toBeInstanceOf(LimitReached);
    expect(content.length).toBeLessThanOrEqual(50_000);
  });

  it("can be stopped while few bytes become many", async () => {
    const controller = new AbortController();
    setImmediate(() => {
      controller.abort(new Error("stopped"));
    });
    const { content, error } = await decompress(bomb, "bzip2", { signal: controller.signal });
    expect(error).toEqual(new Error("stopped"));
    expect(content.length).toBeLessThan(50_000_000);
  });

  it("refuses a dictionary that would take all the memory", async () => {
    const bytes = Buffer.from(compressedFixture("marked.lzma"));
    bytes.writeUInt32LE(0xffffffff, 1);
    const { error } = await decompress(bytes, "lzma");
    expect(String(error)).toContain("a dictionary of 4294967295 bytes");
  });
});
