import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bytes } from "../../../../src/inspect/encodings/bytes.ts";
import { readJsonParts } from "../../../../src/inspect/encodings/json-stream.ts";
import type { Selection } from "../../../../src/inspect/encodings/selection.ts";
import { bufferSource } from "../support/buffer-source.ts";

const read = (text: string, selection: Selection) =>
  readJsonParts(
    new Bytes(bufferSource(Buffer.from(text)), new AbortController().signal),
    selection,
  );

const document = fc.dictionary(
  fc.string().filter((key) => key !== "__proto__"),
  fc.jsonValue(),
);

describe("the selected parts of a JSON file", () => {
  it("are what JSON.parse gives, when all is selected", async () => {
    await fc.assert(
      fc.asyncProperty(document, fc.constantFrom(0, 2), async (written, indent) => {
        const text = JSON.stringify(written, null, indent);
        expect(await read(text, "all")).toEqual(JSON.parse(text));
      }),
    );
  });

  it("are found behind whatever is passed over, wherever the blocks of a file end", async () => {
    await fc.assert(
      fc.asyncProperty(document, fc.integer({ min: 0, max: 200 }), async (passed, before) => {
        const padding = " ".repeat(64 * 1024 - before);
        const text = `${padding}{"passed": ${JSON.stringify(passed)}, "wanted": {"a": [1], "b": 2}}`;
        expect(await read(text, { wanted: { a: "all" } })).toEqual({ wanted: { a: [1] } });
      }),
    );
  });

  it.each([
    ["an array", "[1]"],
    ["an object cut off", '{"a": 1'],
    ["a key without a value", '{"a"}'],
    ["a key that is a number", "{1: 2}"],
    ["a value that is none", '{"a": x}'],
    ["nothing", ""],
  ])("refuses %s", async (_, text) => {
    await expect(read(text, "all")).rejects.toMatchObject({ name: "Unreadable" });
  });
});
