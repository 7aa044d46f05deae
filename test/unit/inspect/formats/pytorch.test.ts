import { describe, expect, it } from "vitest";
import type { Inspection } from "../../../../src/core/model/inspection.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { bufferSource, nothingBeside } from "../support/buffer-source.ts";
import {
  assemble,
  callText,
  global,
  systemTrue,
  text,
  type Instruction,
} from "../support/pickle-assembler.ts";
import { writeZip } from "../support/zip-writer.ts";

const inspect = (bytes: Uint8Array, name = "model.pt"): Promise<Inspection> =>
  inspectFile({ source: bufferSource(bytes, name), beside: nothingBeside });

const magic = assemble(["PROTO", 2], ["LONG1", Buffer.from("6cfc9c46f9206aa85019", "hex")], "STOP");
const version = assemble(["PROTO", 2], ["BININT2", 1001], "STOP");
const system = assemble(["PROTO", 2], "EMPTY_DICT", "STOP");
const legacy = (object: Uint8Array): Buffer =>
  Buffer.concat([magic, version, system, object, assemble("EMPTY_LIST", "STOP"), Buffer.alloc(64)]);

/** A tensor over a storage, as PyTorch pickles it. */
const tensor = (storage: string, ...shape: number[]): Buffer =>
  assemble(
    global("torch._utils", "_rebuild_tensor_v2"),
    "MARK",
    "MARK",
    text("storage"),
    global("torch", storage),
    text("0"),
    text("cpu"),
    ["BININT1", 1],
    "TUPLE",
    "BINPERSID",
    ["BININT1", 0],
    "MARK",
    ...shape.map((size): Instruction => ["BININT", size]),
    "TUPLE",
    "EMPTY_TUPLE",
    "NEWFALSE",
    global("collections", "OrderedDict"),
    "EMPTY_TUPLE",
    "REDUCE",
    "TUPLE",
    "REDUCE",
  );

describe("PyTorch files", () => {
  it("name their tensors as state dicts do, with their element types", async () => {
    const pickle = assemble(
      ["PROTO", 2],
      "EMPTY_DICT",
      "MARK",
      text("state_dict"),
      "EMPTY_DICT",
      "MARK",
      text("layer.weight"),
      tensor("BFloat16Storage", 3, 4),
      text("steps"),
      tensor("LongStorage"),
      "SETITEMS",
      text("epoch"),
      ["BININT1", 7],
      "SETITEMS",
      "STOP",
    );
    const { description, tensors } = await inspect(
      writeZip([
        { name: "x/data.pkl", content: pickle },
        { name: "x/version", content: Buffer.from("3\n") },
      ]),
    );
    expect(tensors).toEqual([
      { name: "state_dict.layer.weight", dtype: "bfloat16", shape: [3, 4] },
      { name: "state_dict.steps", dtype: "int64", shape: [] },
    ]);
    expect(description).toMatchObject({
      format: "pytorch",
      formatVersion: "3",
      verdict: "weights-only",
      parameterCount: 13,
      dtypes: ["bfloat16", "int64"],
    });
  });

  it("of before 1.6 are as safe as the worst of their pickles", async () => {
    const harmless = assemble(["PROTO", 2], "EMPTY_DICT", "STOP");
    expect((await inspect(legacy(harmless))).description.verdict).toBe("weights-only");
    expect((await inspect(legacy(systemTrue()))).description.verdict).toBe("dangerous");
  });

  it("are not believed because of their magic number", async () => {
    const computed = assemble(
      ["PROTO", 2],
      callText("builtins", "eval", "0x1950a86a20f9469cfc6c"),
      "STOP",
    );
    const bytes = Buffer.concat([computed, version, system, systemTrue()]);
    const { description } = await inspect(bytes);
    expect(description).toMatchObject({ format: "pickle", verdict: "dangerous" });
    expect(description.imports).toEqual(expect.arrayContaining(["builtins.eval", "os.system"]));
  });

  it("of before 0.1.10 are a tar, of which every member is scanned", async () => {
    const member = (name: string, content: Uint8Array): Buffer => {
      const header = Buffer.alloc(512);
      header.write(name);
      header.write(content.length.toString(8).padStart(11, "0"), 124);
      header.write("ustar", 257);
      return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
    };
    const object = assemble(["PROTO", 2], "EMPTY_DICT", "STOP");
    const harmless = [member("sys_info", system), member("pickle", object)];
    const end = Buffer.alloc(1024);
    expect((await inspect(Buffer.concat([...harmless, end]))).description).toMatchObject({
      format: "pytorch",
      formatVersion: "tar",
      verdict: "weights-only",
    });
    const hidden = Buffer.concat([...harmless, member("notes.txt", systemTrue()), end]);
    expect((await inspect(hidden)).description.verdict).toBe("dangerous");
    const cut = Buffer.concat([
      ...harmless,
      member("tensors", Buffer.alloc(2000)).subarray(0, 1000),
    ]);
    expect((await inspect(cut)).description.verdict).toBe("unreadable");
  });

  it("TorchScript is code of PyTorch's interpreter, and any Python in it is seen", async () => {
    const bytes = writeZip([
      { name: "x/data.pkl", content: systemTrue() },
      { name: "x/constants.pkl", content: assemble(["PROTO", 2], "EMPTY_TUPLE", "STOP") },
    ]);
    expect((await inspect(bytes)).description).toMatchObject({
      format: "torchscript",
      verdict: "dangerous",
    });
  });

  it("read a few kilobytes of a large model", async () => {
    const numbers = Buffer.alloc(3_000_000, 7);
    const large = writeZip([
      { name: "x/data.pkl", content: assemble(["PROTO", 2], "EMPTY_DICT", "STOP") },
      { name: "x/data/0", content: numbers },
      { name: "x/version", content: Buffer.from("3") },
    ]);
    expect((await inspect(large)).bytesRead).toBeLessThan(300_000);
  });
});
