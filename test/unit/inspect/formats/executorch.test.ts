import { describe, expect, it } from "vitest";
import * as z from "zod";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const inspect = (bytes: Uint8Array) => inspectFile(fileToRead(bytes, "model.pte"));
const names = ["executorch.pte", "executorch-xnnpack.pte"];

/** Sizes of what may be smaller are upper bounds. */
const Values = z.array(
  z
    .object({ dtype: z.string(), shape: z.array(z.int()), dynamic: z.boolean() })
    .transform(({ dtype, shape, dynamic }) => ({
      dtype,
      shape: shape.map((size) => (dynamic ? `≤${size}` : size)),
    })),
);

/** A program with one text replaced by another of the same length. */
function replaced(name: string, from: string, to: string): Buffer {
  const bytes = Buffer.from(fixture(name));
  bytes.write(to, bytes.indexOf(from), "latin1");
  return bytes;
}

describe("a program of ExecuTorch", () => {
  it.each(names)("%s is read as ExecuTorch reads it", async (name) => {
    const expected = expectedModel(name);
    const { description } = await inspect(fixture(name));
    const plain = (specs: readonly object[] = []) =>
      specs.map((spec) => z.object({ dtype: z.string(), shape: z.array(z.any()) }).parse(spec));
    expect(description).toMatchObject({
      format: expected.format,
      framework: expected.framework,
      formatVersion: "schema 0",
      verdict: "weights-only",
      findings: [],
    });
    expect(plain(description.signature?.inputs)).toEqual(Values.parse(expected.inputs));
    expect(plain(description.signature?.outputs)).toEqual(Values.parse(expected.outputs));
    expect(description.metadata).toMatchObject({ methods: "forward" });
    const listed = (key: string) => description.metadata?.[key]?.split(", ") ?? [];
    expect(listed("operators")).toEqual(expected["operators"]);
    expect(listed("delegates")).toEqual(expected["delegates"]);
  });

  it("counts its constants, where no delegate has others", async () => {
    const { description, tensors } = await inspect(fixture("executorch.pte"));
    expect(description.parameterCount).toBe(64 * 16 + 16 + 16 * 10 + 10);
    expect(tensors.map(({ shape }) => shape)).toContainEqual([16, 64]);
    const delegated = await inspect(fixture("executorch-xnnpack.pte"));
    expect(delegated.description.parameterCount).toBeUndefined();
  });

  it("needs the code of a delegate whose data is not known", async () => {
    const bytes = replaced("executorch-xnnpack.pte", "XnnpackBackend", "SomebodyElses!");
    expect((await inspect(bytes)).description).toMatchObject({
      verdict: "needs-code",
      findings: [{ code: "executorch-delegate", where: "SomebodyElses!" }],
    });
  });

  it("needs the code of a library within it", async () => {
    const bytes = Buffer.from(fixture("executorch-xnnpack.pte"));
    bytes.write("\x7fELF", Number(bytes.readBigUInt64LE(24)), "latin1");
    expect((await inspect(bytes)).description).toMatchObject({
      verdict: "needs-code",
      findings: [{ code: "executorch-library", severity: "warning" }],
    });
  });

  it("names operators that are not its own", async () => {
    const bytes = replaced("executorch.pte", "aten::relu", "mine::relu");
    expect((await inspect(bytes)).description.findings).toMatchObject([
      { code: "executorch-custom-operators", severity: "info" },
    ]);
  });

  it.each(names)("%s is refused when it is cut off", async (name) => {
    const bytes = fixture(name);
    for (const size of [20, 1000, bytes.length - 300]) {
      const { description } = await inspect(bytes.subarray(0, size));
      expect(description).toMatchObject({ format: "executorch", verdict: "unreadable" });
    }
  });
});
