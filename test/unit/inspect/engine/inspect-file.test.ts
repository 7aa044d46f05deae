import { describe, expect, it } from "vitest";
import { ModelDescription } from "../../../../src/core/model/inspection.ts";
import { Unreadable, type FileFormat } from "../../../../src/inspect/contract/format.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { bufferSource, fixture, nothingBeside } from "../support/buffer-source.ts";

const open = (bytes: Uint8Array, name: string) => ({
  source: bufferSource(bytes, name),
  beside: nothingBeside,
});

describe("inspecting a file", () => {
  it("recognises by content, counts what it reads, and fits the schema", async () => {
    const { description, bytesRead } = await inspectFile(
      open(fixture("sklearn-forest.onnx"), "forest.onnx"),
    );
    expect(description).toMatchObject({ format: "onnx", verdict: "weights-only", findings: [] });
    expect(ModelDescription.parse(description)).toEqual(description);
    expect(bytesRead).toBeGreaterThan(0);
  });

  it("says that a name and its content differ", async () => {
    const { description } = await inspectFile(open(fixture("digits.safetensors"), "digits.onnx"));
    expect(description.format).toBe("safetensors");
    expect(description.findings).toMatchObject([
      { code: "extension-mismatch", severity: "warning" },
    ]);
    expect(description.findings[0]?.message).toContain("ends in .onnx");
  });

  it("has no objection to a name that says nothing", async () => {
    const { description } = await inspectFile(open(fixture("digits.safetensors"), "weights.v2"));
    expect(description).toMatchObject({ format: "safetensors", findings: [] });
  });

  it("reports a damaged file as what its name says", async () => {
    const damaged = fixture("sklearn-forest.onnx").subarray(0, 1000);
    const { description } = await inspectFile(open(damaged, "forest.onnx"));
    expect(description).toMatchObject({ format: "onnx", verdict: "unreadable" });
    expect(description.findings.map(({ code }) => code)).toContain("not-readable");
  });

  it.each([
    ["text", Buffer.from("epoch,loss\n1,0.5\n"), "log.csv", /known model format/],
    ["common JSON", Buffer.from('{"accuracy": 0.9}'), "metrics.json", /known model format/],
    ["an empty file", Buffer.alloc(0), "empty", /is empty/],
  ])("answers that %s is unknown", async (_, bytes, name, message) => {
    const { description } = await inspectFile(open(bytes, name));
    expect(description).toMatchObject({ format: "unknown", verdict: "unreadable" });
    expect(description.findings).toMatchObject([{ code: "unknown-format", severity: "info" }]);
    expect(description.findings[0]?.message).toMatch(message);
  });

  it.each([
    ["\x89PNG\r\n\x1a\n", "a PNG image"],
    ["\xff\xd8\xff\xe0", "a JPEG image"],
    ["%PDF-1.7", "a PDF document"],
    [
      "\n<!doctype html>\n<html><title>404 Not\nFound</title>",
      "a web page (HTML), “404 Not Found”",
    ],
    ['<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>', "XML, “AccessDenied”"],
    ['{"error": "Repository not found"}', 'JSON, “{"error": "Repository not found"}”'],
    ["Invalid username or password.", "text, “Invalid username or password.”"],
    ["\x7fELF\x02\x01", "a program or library (ELF)"],
  ])("calls %j what it is, whatever its name", async (content, called) => {
    const bytes = Buffer.from(content, "latin1");
    for (const extension of [".pt", ".pkl", ".onnx", ".h5", ".safetensors", ".joblib", ".keras"]) {
      const { description } = await inspectFile(open(bytes, `model${extension}`));
      expect(description).toMatchObject({ format: "unknown", verdict: "unreadable" });
      expect(description.findings).toMatchObject([{ code: "extension-mismatch" }]);
      expect(description.findings[0]?.message).toMatch(
        new RegExp(`ends in ${extension}, .*, but the content is `),
      );
      expect(description.findings[0]?.message).toContain(`is ${called}.`);
    }
  });

  it("tells text of another kind from a damaged format that is text", async () => {
    const damaged = await inspectFile(open(Buffer.from("<PMML"), "model.pmml"));
    expect(damaged.description.format).toBe("pmml");
    const page = await inspectFile(open(Buffer.from("<html></html>"), "model.pmml"));
    expect(page.description.format).toBe("unknown");
    const metrics = await inspectFile(open(Buffer.from("%PDF-1.7"), "metrics.json"));
    expect(metrics.description.findings[0]?.message).toContain("is a PDF document");
  });

  it("sees what a broken pickle of text would import", async () => {
    const bytes = Buffer.from("cunheard_of\nfunction\n(tR<");
    const { description } = await inspectFile(open(bytes, "model.pkl"));
    expect(description).toMatchObject({ format: "pickle", verdict: "unreadable" });
    expect(description.imports).toEqual(["unheard_of.function"]);
  });

  const endless: FileFormat = {
    id: "endless",
    extensions: [],
    recognise: () => true,
    async read({ source }) {
      for (;;) await source.read(1, 1);
    },
  };

  it("gives up when the time is over", async () => {
    const { description } = await inspectFile(open(Buffer.from("x"), "x"), { timeLimit: 20 }, [
      endless,
    ]);
    expect(description).toMatchObject({ format: "endless", verdict: "unreadable" });
    expect(description.findings).toMatchObject([{ code: "time-limit" }]);
  });

  it("stops when the person cancels", async () => {
    const controller = new AbortController();
    let reads = 0;
    const source = {
      ...bufferSource(Buffer.from("x")),
      read() {
        reads += 1;
        if (reads === 100) controller.abort();
        return Promise.resolve(Buffer.from("x"));
      },
    };
    const inspection = inspectFile(
      { source, beside: nothingBeside },
      { signal: controller.signal },
      [endless],
    );
    await expect(inspection).rejects.toThrow(controller.signal.reason as Error);
    expect(reads).toBe(100);
  });

  it("cuts what a file says down to what can be recorded", async () => {
    const talkative: FileFormat = {
      ...endless,
      read: () =>
        Promise.resolve({
          description: {
            architecture: "a".repeat(5000),
            dtypes: Array.from({ length: 100 }, String),
            metadata: { ["k".repeat(2000)]: "v".repeat(2000) },
            signature: {
              inputs: Array.from({ length: 2000 }, (_, index) => ({
                name: `input ${index}`,
                dtype: "float32",
                shape: ["n".repeat(2000)],
              })),
              outputs: [],
            },
            verdict: "dangerous",
          },
          findings: [
            ...Array.from({ length: 300 }, () => ({
              code: "minor",
              severity: "info" as const,
              message: "m".repeat(2000),
            })),
            { code: "major", severity: "danger", message: "The one that matters." },
          ],
        }),
    };
    const { description } = await inspectFile(open(Buffer.from("x"), "x"), {}, [talkative]);
    expect(() => ModelDescription.parse(description)).not.toThrow();
    expect(description.findings[0]?.code).toBe("major");
    expect(description.findings.at(-1)).toMatchObject({
      code: "more-findings",
      message: "Left out: 102 findings of the last kind shown or less severe.",
    });
  });

  it("throws what is neither the file's nor the time's fault", async () => {
    const broken: FileFormat = { ...endless, read: () => Promise.reject(new Error("disk")) };
    await expect(inspectFile(open(Buffer.from("x"), "x"), {}, [broken])).rejects.toThrow("disk");
    const unreadable = {
      ...endless,
      read: () => Promise.reject(new Unreadable("No end", "byte 3")),
    };
    const { description } = await inspectFile(open(Buffer.from("x"), "x"), {}, [unreadable]);
    expect(description.findings).toMatchObject([{ message: "No end.", where: "byte 3" }]);
  });
});
