import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };

const [matcher] = manifest.contributes.problemMatchers;

test("damage that verify prints is a problem with its file and line", () => {
  const pattern = new RegExp(matcher!.pattern.regexp);
  const [, file, line, message] =
    pattern.exec("ledger/01JDT0000000000000000000AB.jsonl, line 12: its checksum is another") ?? [];
  expect([file, line, message]).toEqual([
    "ledger/01JDT0000000000000000000AB.jsonl",
    "12",
    "its checksum is another",
  ]);
  for (const other of [
    "model.onnx of fraud 3: its bytes are missing",
    "Note: ledger/a.jsonl, line 2: passed over",
    "Everything is as it was recorded: 2 ledger files",
  ]) {
    expect(pattern.exec(other)).toBeNull();
  }
});

test("tasks.json has the tasks that the command line has", () => {
  const [definition] = manifest.contributes.taskDefinitions;
  expect(definition).toMatchObject({
    type: "model-registry",
    required: ["command"],
    properties: { command: { enum: ["verify", "monitor", "sync"] } },
  });
});
