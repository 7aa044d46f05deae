import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { FileToRead } from "../../../../src/inspect/contract/format.ts";
import type { Source, Surroundings } from "../../../../src/inspect/contract/source.ts";
import { readingWithin } from "../../../../src/inspect/engine/inspect-file.ts";

/** A source over bytes in memory. */
export function bufferSource(bytes: Uint8Array, name = "file"): Source {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

export const nothingBeside: Surroundings = {
  list: () => Promise.resolve([]),
  open: () => Promise.resolve("absent"),
};

/** Files in memory by relative path; what is not among them and leaves the folder is outside. */
export function memoryFolder(files: Readonly<Record<string, Uint8Array | string>>): Surroundings {
  const encoder = new TextEncoder();
  return {
    list: (limit) => Promise.resolve(Object.keys(files).sort().slice(0, limit)),
    open(path) {
      const found = Object.hasOwn(files, path) ? files[path] : undefined;
      if (found === undefined) {
        return Promise.resolve(/^\/|(^|\/)\.\.(\/|$)/.test(path) ? "outside" : "absent");
      }
      const bytes = typeof found === "string" ? encoder.encode(found) : found;
      return Promise.resolve(bufferSource(bytes, path.split("/").at(-1)));
    },
  };
}

export function fileToRead(
  bytes: Uint8Array,
  name = "file",
  beside: Surroundings = nothingBeside,
): FileToRead {
  return {
    source: bufferSource(bytes, name),
    head: bytes.subarray(0, 64 * 1024),
    ...readingWithin({ signal: new AbortController().signal, isOver: () => false }),
    beside,
  };
}

const models = new URL("../../../fixtures/models/", import.meta.url).pathname;

/** The bytes of test/fixtures/models/`name`. */
export function fixture(name: string): Uint8Array {
  return readFileSync(join(models, name));
}

/** The bytes of test/fixtures/compressed/`name`, written by make_compressed.py. */
export function compressedFixture(name: string): Uint8Array {
  return readFileSync(join(models, "../compressed", name));
}

/** The folder test/fixtures/models/`name`, in memory. */
export function fixtureFolder(name: string): Record<string, Uint8Array> {
  const paths = readdirSync(join(models, name), { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => statSync(join(models, name, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, fixture(join(name, path))]));
}
