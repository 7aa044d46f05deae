import { expect, test } from "vitest";
import { cli, ended, start, succeed, useCli } from "./cli.ts";
import { write, workspace } from "./workspace.ts";

useCli();

/** Command lines that change nothing, with each way to end. */
const commandLines = [
  ["list"],
  ["show", "fraud@1", "--json"],
  ["show", "fraud@7"],
  ["show", "fraud@7", "--json"],
  ["promote", "fraud@1", "--to", "Nowhere"],
  ["promot"],
  ["policy", "check"],
  ["inspect", "bad.pkl"],
  ["approve", "nothing", "--json"],
  ["search"],
  ["search", "(stage"],
  ["--version"],
  ["verify", "--help"],
];

test("a process that has run other commands gives the answers of a new one", async () => {
  const folder = workspace();
  write(folder, { "bad.pkl": "cos\nsystem\n(S'id'\ntR." });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  const own = await Promise.all(commandLines.map((args) => ended(start(folder, args))));
  expect(new Set(own.map(({ code }) => code)).size).toBeGreaterThan(3);
  for (const order of [commandLines, commandLines.toReversed()]) {
    for (const args of order) {
      expect({ args, ...(await cli(folder, ...args)) }).toEqual({
        args,
        ...own[commandLines.indexOf(args)],
      });
    }
  }
});

test("commands at the same time are in processes of their own", async () => {
  const [one, other] = [workspace(), workspace()];
  await Promise.all([succeed(one, "init"), succeed(other, "init")]);
  const [left, right] = await Promise.all([
    succeed(one, "register", "models/fraud.onnx", "--name", "left"),
    succeed(other, "register", "models/fraud.onnx", "--name", "right"),
  ]);
  expect(left).toMatch(/^left 1 registered/);
  expect(right).toMatch(/^right 1 registered/);
});
