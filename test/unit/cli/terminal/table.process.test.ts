import { expect, test } from "vitest";
import { tableLines } from "../../../../src/cli/terminal/table.ts";

test("columns are as wide as what people see in them", () => {
  const lines = tableLines(
    [{ title: "NAME" }, { title: "N", align: "right" }, { title: "STAGE" }],
    [
      ["cafe\u0301", "5", "None"],
      ["a\u001b[31mb", "12", ""],
    ],
  );
  expect(lines).toEqual(["NAME     N  STAGE", "cafe\u0301     5  None", "a[31mb  12"]);
});
