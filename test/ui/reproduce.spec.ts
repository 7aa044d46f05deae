/** A version is made again from the sidebar, and its page says what came of it each time. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Locator } from "@playwright/test";
import { expectAccessible } from "./support/accessible.ts";
import { git, registry } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";

/** Writes two tensors as safetensors, and a metric; with `NOISE` one of them is another. */
const training = `import { writeFileSync } from "node:fs";
const noise = Number(process.env.NOISE ?? 0);
const header = Buffer.from(JSON.stringify({
  bias: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
  weights: { dtype: "F32", shape: [2], data_offsets: [4, 12] },
}));
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(header.length));
const values = Float32Array.of(0.25, 0.5 + noise, -1.5);
writeFileSync("weather.safetensors", Buffer.concat([length, header, Buffer.from(values.buffer)]));
writeFileSync("weather.json", JSON.stringify({ test: { mse: 0.125 + noise } }));
`;

test("a version is reproduced, and its page keeps every outcome", async ({ workbench, sample }) => {
  await writeFile(join(sample, "weather.mjs"), training);
  await git(sample, "add", "weather.mjs");
  await git(sample, "commit", "--message", "Forecast the weather");
  await promisify(execFile)(process.execPath, ["weather.mjs"], { cwd: sample });
  const files = ["weather.safetensors", "--name", "weather", "--metrics", "weather.json"];
  await registry(sample, "register", ...files, "--command", "node weather.mjs");
  const other = ["--run", "--yes", "--remove", "--command", "NOISE=0.125 node weather.mjs"];
  const differing = await registry(sample, "reproduce", "weather@1", ...other).catch(
    (error: unknown) => (error as { code: number }).code,
  );
  expect(differing).toBe(5);
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  const version = await workbench.treeItem("weather", /^weather 1, /);
  await workbench.contextMenu(version, "Reproduce Version…");
  const asked = await workbench.dialog("Run the command that made weather 1?");
  await expect(asked).toContainText("node weather.mjs");
  await expect(asked).toContainText("perhaps by somebody else");
  await workbench.pictures("reproduce-asked");
  await workbench.press(asked, "Run Command");
  const told = await workbench.notification("weather 1: Reproduced bit by bit.");
  await workbench.press(told, "Show Version");

  const page = await workbench.webview("weather 1");
  const section = page.getByRole("region", { name: "Reproductions" });
  const outcome = (text: string): Locator =>
    section.getByRole("listitem").filter({ hasText: text });
  const newest = outcome("Reproduced bit by bit");
  const first = outcome("differs in weather.safetensors");
  await expect(newest).toHaveCount(1);
  await first.getByText("Details").click();
  await expect(first).toContainText("differs in 1 of 2 tensors");
  await expect(first).toContainText("weights: 1 value by up to 0.125 (relatively 0.25)");
  await expect(first).toContainText("0.250, recorded 0.125");
  await newest.getByText("Details").click();
  await expect(newest).toContainText("0.125, as recorded");
  await section.scrollIntoViewIfNeeded();
  await workbench.pictures("reproductions", () => expectAccessible(page));

  await workbench.command("Model Registry: Remove Reproductions…");
  await (await workbench.quickInput("Remove Reproductions")).accept();
  await workbench.notification("1 work tree removed.");
  expect(await git(sample, "worktree", "list", "--porcelain")).not.toContain("reproductions");
});
