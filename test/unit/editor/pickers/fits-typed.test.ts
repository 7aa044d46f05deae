import { describe, expect, it } from "vitest";
import { fitsTyped } from "../../../../src/editor/pickers/fits-typed.ts";

const done = { label: "$(check) Done", description: "2 datasets" };

describe("fitsTyped", () => {
  it("is true of an item that a list may show for the text", () => {
    expect(fitsTyped(done, "")).toBe(true);
    expect(fitsTyped(done, "DON")).toBe(true);
    expect(fitsTyped(done, "2 data")).toBe(true);
    expect(fitsTyped({ label: "Use it", detail: "s3://bucket/a.csv" }, "s3://bucket/a.csv")).toBe(
      true,
    );
  });

  it("is false of an item of the list before", () => {
    expect(fitsTyped(done, "labels@7=s3://bucket/labels.csv")).toBe(false);
    // What was made of the text before its last letter.
    expect(fitsTyped({ label: "Add data/train.cs" }, "data/train.csv")).toBe(false);
  });
});
