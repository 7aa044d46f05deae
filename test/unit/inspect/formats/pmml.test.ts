import { describe, expect, it } from "vitest";
import { pmml } from "../../../../src/inspect/formats/pmml/pmml.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const read = (text: string) => pmml.read(fileToRead(Buffer.from(text)));
const model = `<PMML version="4.4"><TreeModel functionName="classification"><MiningSchema>
  <MiningField name="a"/></MiningSchema></TreeModel></PMML>`;

describe("PMML", () => {
  it("reads what Nyoka wrote of a regression of scikit-learn", async () => {
    const expected = expectedModel("regression.pmml");
    const file = fileToRead(fixture("regression.pmml"));
    expect(pmml.id).toBe(expected.format);
    expect(await pmml.recognise(file)).toBe(true);
    const { description, findings } = await pmml.read(file);
    expect(description).toMatchObject({
      formatVersion: "4.4.1",
      producer: "Nyoka 5.5.0",
      architecture: expected["model"],
      task: "regression",
      metadata: { name: "LinearRegression" },
      verdict: "weights-only",
    });
    expect(description.signature).toEqual({
      inputs: expected.features?.map((name) => ({ name, dtype: "float64" })),
      outputs: [{ name: expected["target"], dtype: "float64" }],
    });
    expect(findings).toEqual([]);
  });

  it("never expands entities, and says that there are some", async () => {
    const hostile = `<?xml version="1.0"?><!DOCTYPE PMML [<!ENTITY x SYSTEM "file:///etc/passwd">]>
      <PMML version="4.4"><Header>&x;</Header></PMML>`;
    expect(await pmml.recognise(fileToRead(Buffer.from(hostile)))).toBe(true);
    const { description, findings } = await read(hostile);
    expect(description.verdict).toBe("dangerous");
    expect(findings).toMatchObject([{ code: "pmml-entities", severity: "danger" }]);
  });

  it("warns of a document type without entities", async () => {
    const { description, findings } = await read(`<!DOCTYPE PMML>${model}`);
    expect(description).toMatchObject({ verdict: "weights-only", task: "classification" });
    expect(findings).toMatchObject([{ code: "pmml-doctype", severity: "warning" }]);
  });

  it("does not read the trees", async () => {
    const nodes = "<Node/>".repeat(1_000_000);
    const file = fileToRead(Buffer.from(model.replace("</TreeModel>", `${nodes}</TreeModel>`)));
    let bytesRead = 0;
    const source = {
      ...file.source,
      read(offset: number, length: number) {
        bytesRead += length;
        return file.source.read(offset, length);
      },
    };
    const { description } = await pmml.read({ ...file, source });
    expect(description.signature?.inputs).toEqual([{ name: "a", dtype: "unknown" }]);
    expect(bytesRead).toBeLessThan(200_000);
  });

  it.each([
    ["is cut off", model.slice(0, -10), "cut short"],
    ["is cut off early", model.slice(0, 60), "no model"],
    ["is broken", "<PMML><Header></PMML>", "The XML is broken"],
    ["is another document", "<html><PMML/></html>", "not PMML"],
    [
      "has an element of attributes without end",
      `<PMML ${Array.from({ length: 2000 }, (_, index) => `a${index}="1"`).join(" ")}>`,
      "too many attributes",
    ],
    ["is nested without end", `<PMML>${"<a>".repeat(200)}`, "nested too deeply"],
  ])("refuses a document that %s", async (_, text, message) => {
    const reading = read(text);
    await expect(reading).rejects.toMatchObject({ name: "Unreadable" });
    await expect(reading).rejects.toThrow(message);
  });
});
