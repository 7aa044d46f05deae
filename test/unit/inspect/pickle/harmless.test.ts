import { describe, expect, it } from "vitest";
import { assemble, text } from "../support/pickle-assembler.ts";
import { scanBytes } from "./scan-bytes.ts";

describe("what looks like an attack and is none", () => {
  it.each([
    ["text with lines that begin like instructions", assemble(text("cat\ndog\nbird"), "STOP")],
    ["text about os.system", assemble(text("import os\nos.system('true')\n"), "STOP")],
    [
      "numbers that begin like a pickle",
      assemble(["BINBYTES", Buffer.from([0x80, 3, 0x4b, 1, 0xff, 0, 0])], "STOP"),
    ],
    [
      "bytes of a harmless pickle",
      assemble(["BINBYTES", assemble(["PROTO", 4], text("a"), "STOP")], "STOP"),
    ],
  ])("%s", async (_, bytes) => {
    const { verdict, findings } = await scanBytes(bytes);
    expect({ verdict, findings }).toEqual({ verdict: "weights-only", findings: [] });
  });

  it("bytes after a pickle that are none are mentioned, no more", async () => {
    const { verdict, codes } = await scanBytes(
      Buffer.concat([assemble("NONE", "STOP"), Buffer.alloc(100)]),
    );
    expect({ verdict, codes }).toEqual({
      verdict: "weights-only",
      codes: ["pickle-trailing-data"],
    });
  });
});
