import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { runLanes, runNamed } from "../../workbench/lanes.ts";
import type { Step } from "../../workbench/lanes.ts";

const step = (name: string, ...after: readonly string[]): Step => ({ name, command: name, after });

/** Runs lanes whose steps take no time, and gives what began and ended in its order. */
async function orderOf(...lanes: readonly (readonly Step[])[]): Promise<readonly string[]> {
  const order: string[] = [];
  await runLanes(lanes, async ({ name }) => {
    order.push(`${name} begins`);
    await turn();
    order.push(`${name} ends`);
  });
  return order;
}

test("lanes run side by side, the steps of one in their order", async () => {
  const order = await orderOf([step("a1"), step("a2")], [step("b1")]);
  expect(order.slice(0, 2)).toEqual(["a1 begins", "b1 begins"]);
  expect(order.indexOf("a2 begins")).toBeGreaterThan(order.indexOf("a1 ends"));
});

test("a step waits for those of other lanes that it comes after", async () => {
  const order = await orderOf([step("a1"), step("a2"), step("a3")], [step("b1", "a1", "a2")]);
  expect(order.indexOf("b1 begins")).toBeGreaterThan(order.indexOf("a2 ends"));
  expect(order.indexOf("b1 begins")).toBeLessThan(order.indexOf("a3 ends"));
});

test("the results have the order of the lanes", async () => {
  const lanes = [[step("a1", "b1")], [step("b1")]];
  expect(await runLanes(lanes, ({ name }) => Promise.resolve(name))).toEqual(["a1", "b1"]);
});

test("a step that comes after none of the steps is a mistake", async () => {
  await expect(orderOf([step("a1", "b1")])).rejects.toThrow("a1 comes after b1, which is no step.");
});

test("each line of a command has the name of its step, and its exit code is told", async () => {
  const lines: string[] = [];
  const command = `node -e "console.log(1); console.error(2); process.exit(3)"`;
  const { code } = await runNamed("types", command, {
    print: (line) => lines.push(line),
  });
  expect(code).toBe(3);
  expect(lines[0]).toBe(`types   │ ${command}`);
  expect(lines.slice(1).toSorted()).toEqual(["types   │ 1", "types   │ 2"]);
});
