import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventId, stamp, written } from "../../../support/events.ts";
import { writeLedger } from "../../../support/ledger.ts";
import { ended, inTerminal, start, useCli, type Run } from "../../cli.ts";
import { caches, parsed, reproduce, succeed, trained } from "../../trained-workspace.ts";
import { temporaryFolder, workspace, write } from "../../workspace.ts";

useCli();

type Env = Readonly<Record<string, string>>;

async function history(folder: string, env: Env): Promise<string> {
  return succeed(folder, env, "log", "fraud@1");
}

test("a command that a person runs in the chosen folder is compared and recorded", async () => {
  const env = caches();
  const folder = await trained(env);
  const into = temporaryFolder();
  const laidOut = parsed(await reproduce(folder, env, "fraud@1", "--into", into)) as {
    folder: string;
  };
  expect(laidOut.folder.startsWith(`${into}/`)).toBe(true);
  expect(existsSync(join(env["XDG_CACHE_HOME"]!, "model-registry", "reproductions"))).toBe(false);

  // Before the command has run there is nothing that it wrote.
  const early = await reproduce(folder, env, "fraud@1", "--compare");
  expect(early).toMatchObject({ code: 5 });
  expect(parsed(early)).toMatchObject({
    summary: "Not reproduced: model.safetensors was not produced",
  });

  const run = await ended(spawn(process.execPath, ["train.mjs"], { cwd: laidOut.folder }));
  expect(run.code).toBe(0);
  const compared = await reproduce(folder, env, "fraud@1", "--compare", "--remove");
  expect(compared).toMatchObject({ code: 0 });
  expect(parsed(compared)).toMatchObject({ result: "identical", metrics: { "test.auc": 0.9 } });
  expect(readdirSync(into)).toEqual([]);
  const text = await history(folder, env);
  expect(text).toContain("Reproduced bit by bit");
  expect(text).toContain("Not reproduced: model.safetensors was not produced");
});

test("the folder may not be in the workspace, and without a work tree nothing is compared", async () => {
  const env = caches();
  const folder = await trained(env);
  const inside = await reproduce(folder, env, "fraud@1", "--into", join(folder, "again"));
  expect(inside).toMatchObject({ code: 1, stdout: "" });
  expect(inside.stderr).toContain("is in the workspace, which a reproduction leaves as it is");
  const compared = await reproduce(folder, env, "fraud@1", "--compare");
  expect(compared).toMatchObject({ code: 1, stdout: "" });
  expect(compared.stderr).toContain("No work tree of fraud 1 is there to compare.");
});

test("the command of the run that made the version is used, and said to be", async () => {
  const env = caches();
  const folder = workspace();
  const files = ["models/fraud.onnx", "--name", "fraud"];
  await succeed(folder, env, "register", ...files, "--run", "7f3a9c");
  const id = eventId(0, 7);
  await writeLedger(folder, "training", [
    written(id, "run.started", {
      run: "7f3a9c",
      command: { line: "printf 'weights 1' > models/fraud.onnx" },
      start: stamp(id).at,
    }),
  ]);
  const run = await reproduce(folder, env, "fraud@1", "--run", "--yes");
  expect(parsed(run)).toMatchObject({
    command: { line: "printf 'weights 1' > models/fraud.onnx" },
    commandSource: "run",
    result: "identical",
  });
});

describe("a gate that asks for a reproduction", () => {
  const policy = (rule: string): string =>
    `version: 1\ngates:\n  Staging:\n    reproduced: ${rule}\n`;

  function promote(folder: string, env: Env): Promise<Run> {
    return ended(start(folder, ["promote", "fraud@1", "--json"], { env }));
  }

  test("refuses a version that was not reproduced or came out otherwise, and admits it once it was", async () => {
    const env = caches();
    const folder = await trained(env);
    write(folder, { ".model-registry/policy.yaml": policy("true") });
    const refused = await promote(folder, env);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("not reproduced yet");

    const other = await reproduce(
      folder,
      { ...env, NOISE: "0.5" },
      "fraud@1",
      ...["--run", "--yes"],
    );
    expect(other).toMatchObject({ code: 5 });
    expect((await promote(folder, env)).stderr).toContain(
      "Not reproduced: differs in model.safetensors",
    );

    expect(await reproduce(folder, env, "fraud@1", "--run", "--yes")).toMatchObject({ code: 0 });
    expect(await promote(folder, env)).toMatchObject({ code: 0 });
  });
});

describe.runIf(process.platform === "linux" && existsSync("/usr/bin/script"))("a terminal", () => {
  async function answered(answer: string): Promise<{ run: Run; text: string; ran: boolean }> {
    const env = caches();
    const folder = await trained(env);
    const line = 'reproduce fraud@1 --run --command "touch ran && node train.mjs"';
    const typed = { question: "[y/N] ", answer };
    const run = await inTerminal(folder, line, { env, typed });
    const { reproductions } = JSON.parse(
      await succeed(folder, env, "reproduce", "--list", "--json"),
    ) as { reproductions: { checkout: string }[] };
    const ran = existsSync(join(reproductions[0]!.checkout, "ran"));
    return { run, text: await history(folder, env), ran };
  }

  test("is asked, after the whole command was shown, and a yes runs it", async () => {
    const { run, text, ran } = await answered("y");
    expect(run).toMatchObject({ code: 0 });
    const shown = run.stdout.indexOf("touch ran && node train.mjs");
    expect(shown).toBeGreaterThan(0);
    expect(run.stdout.indexOf("Run it in ")).toBeGreaterThan(shown);
    expect(run.stdout).toContain("fraud 1: Reproduced bit by bit");
    expect(ran).toBe(true);
    expect(text).toContain("Reproduced bit by bit");
  });

  test.each(["n", "", "yess"])("that answers “%s” runs nothing", async (answer) => {
    const { run, text, ran } = await answered(answer);
    expect(run.code).not.toBe(0);
    expect(run.stdout).toContain("The command was not run.");
    expect(ran).toBe(false);
    expect(text).not.toContain("eproduced");
  });
});
