import { once } from "node:events";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { cli, start, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

/** A workspace with two versions of one model, the first in Production. */
async function registered(): Promise<string> {
  const folder = workspace();
  await cli(folder, "register", "models/fraud.onnx", "--name", "fraud");
  write(folder, { "models/fraud.onnx": "weights 2" });
  await cli(folder, "register", "models/fraud.onnx", "--name", "fraud");
  await promote(folder, "fraud@1");
  return folder;
}

async function promote(folder: string, reference: string): Promise<void> {
  for (const stage of ["Staging", "Production"]) {
    const { code, stderr } = await cli(folder, "promote", reference, "--to", stage);
    expect(code, stderr).toBe(0);
  }
}

/** Starts `watch` and returns its lines, one at each call, and how to end it. */
function watching(folder: string, ...args: readonly string[]) {
  const child = start(folder, ["watch", ...args]);
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const linesOf = (stream: Readable | null) =>
    createInterface({ input: stream! })[Symbol.asyncIterator]();
  const answers = linesOf(child.stdout);
  const others = linesOf(child.stderr);
  const next = async (lines: AsyncIterator<string>): Promise<string> =>
    ((await lines.next()) as { value: string }).value;
  return {
    line: () => next(answers),
    document: async () => JSON.parse(await next(answers)) as Record<string, never>,
    note: () => next(others),
    stop: async (): Promise<unknown> => {
      child.kill("SIGTERM");
      const [code] = (await once(child, "exit")) as [number | null];
      return code;
    },
    ended: async (): Promise<unknown> => ((await once(child, "exit")) as [number | null])[0],
  };
}

const contentOf = (line: string): string =>
  readFileSync(line.slice(line.indexOf(" · ") + 3), "utf8");

describe("watch", () => {
  it("prints what a stage has now, after a promotion, and after a rollback", async () => {
    const folder = await registered();
    const watch = watching(folder, "fraud@Production");
    const first = await watch.line();
    expect(first).toMatch(/^fraud@Production: fraud 1 · \//);
    expect(contentOf(first)).toBe("weights 1");

    await promote(folder, "fraud@2");
    const second = await watch.line();
    expect(second).toMatch(/^fraud@Production: fraud 1 → fraud 2 · \//);
    expect(contentOf(second)).toBe("weights 2");

    await cli(folder, "rollback", "fraud", "--reason", "Too many false alarms");
    expect(await watch.line()).toMatch(/^fraud@Production: fraud 2 → fraud 1 · \//);
    expect(await watch.stop()).toBe(0);
  });

  it("waits for a version that is not there yet, and says when there is none any more", async () => {
    const folder = await registered();
    const watch = watching(folder, "fraud@champion", "--json");
    expect(await watch.document()).toEqual({
      watched: "fraud@champion",
      version: null,
      previous: null,
    });
    await cli(folder, "alias", "fraud@2", "champion");
    expect(await watch.document()).toMatchObject({
      version: { reference: "fraud@2" },
      previous: null,
      artifact: { path: "fraud.onnx" },
      isFolder: false,
    });
    await cli(folder, "alias", "fraud", "champion", "--remove");
    expect(await watch.document()).toMatchObject({
      version: null,
      previous: { reference: "fraud@2" },
    });
    expect(await watch.stop()).toBe(0);
  });

  it("runs a command for each version, with what it needs to know, and goes on when it fails", async () => {
    const folder = await registered();
    const exec =
      'echo "$MODEL_REGISTRY_MODEL $MODEL_REGISTRY_VERSION after ${MODEL_REGISTRY_PREVIOUS_VERSION:-none}" >> told; cat "$MODEL_REGISTRY_PATH" >> told; echo deployed; exit $((MODEL_REGISTRY_VERSION - 1))';
    const watch = watching(folder, "fraud@Production", "--exec", exec);
    await watch.line();
    expect(await watch.note()).toBe("deployed");
    await promote(folder, "fraud@2");
    await watch.line();
    expect(await watch.note()).toBe("deployed");
    expect(await watch.note()).toBe("warning: The command for fraud 2 ended with code 1.");
    await cli(folder, "rollback", "fraud", "--reason", "Too many false alarms");
    await watch.line();
    expect(await watch.stop()).toBe(0);
    expect(readFileSync(join(folder, "told"), "utf8")).toContain(
      "fraud 1 after none\nweights 1fraud 2 after 1\nweights 2",
    );
  });

  it("hands out no version whose bytes were changed, and goes on with the next one", async () => {
    const folder = await registered();
    const watch = watching(folder, "fraud@Production");
    await watch.line();
    const { stdout } = await cli(folder, "show", "fraud@2", "--json");
    const { artifacts } = JSON.parse(stdout) as { artifacts: [{ sha256: string }] };
    const [{ sha256 }] = artifacts;
    const stored = join(folder, ".model-registry/artifacts/sha256", sha256.slice(0, 2), sha256);
    chmodSync(stored, 0o644);
    writeFileSync(stored, "weights X");

    await promote(folder, "fraud@2");
    expect(await watch.note()).toMatch(/^warning: .*fraud\.onnx of fraud 2/);
    expect(await watch.stop()).toBe(0);
  });

  it("ends after the next version with --changes --once", async () => {
    const folder = await registered();
    const watch = watching(folder, "fraud@latest", "--changes", "--once");
    expect(await watch.note()).toMatch(/^Waiting for a change of fraud@latest: fraud 2 · /);
    write(folder, { "models/fraud.onnx": "weights 3" });
    await cli(folder, "register", "models/fraud.onnx", "--name", "fraud");
    expect(await watch.line()).toMatch(/^fraud@latest: fraud 2 → fraud 3 · \//);
    expect(await watch.ended()).toBe(0);
  });
});
