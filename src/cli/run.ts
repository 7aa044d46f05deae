import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import type { Command } from "commander";
import { RegistryError } from "../core/refusals/refusal.ts";
import { ledgerProblems } from "../registry/ledger-problems.ts";
import { reportRecorded } from "../registry/recorded-events.ts";
import { Registry } from "../registry/registry.ts";
import type { Task } from "../registry/task.ts";
import { cancelOnSignals } from "./cancellation.ts";
import { reportedRefusal } from "./refusals/reported-refusal.ts";
import { hookReporter } from "./report/hook-lines.ts";
import { Output } from "./terminal/output.ts";
import { deferWasmOptimization } from "./wasm-tiering.ts";
import { requireRegistry, workspaceFolder } from "./workspace-folder.ts";

/** Tools that a command works with. */
export interface Session {
  readonly registry: Registry;
  readonly output: Output;
  /** For long use cases: cancelled by Ctrl+C, progress on the terminal. */
  readonly task: Task;
}

export interface RunOptions {
  /** False for commands that create the registry if there is none, or that need none. */
  readonly needsRegistry?: boolean;
}

interface GlobalOptions {
  readonly folder?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Opens the registry, runs the command with it, and closes it. */
export async function run(
  command: Command,
  body: (session: Session) => Promise<void>,
  { needsRegistry = true }: RunOptions = {},
): Promise<void> {
  const options: GlobalOptions = { ...command.parent?.opts(), ...command.opts() };
  const { folder: named, json = false, quiet = false } = options;
  const output = new Output({ json, quiet });
  const cancellation = cancelOnSignals();
  try {
    const registry = await openRegistry(named, needsRegistry);
    try {
      for (const problem of await ledgerProblems(registry))
        output.warning(reportedRefusal(problem));
      const task: Task = {
        signal: cancellation.signal,
        report: output.report,
        hook: hookReporter(output),
      };
      await reportRecorded(() => body({ registry, output, task })).catch((error: unknown) => {
        tellRecorded(output, error);
      });
      const { problem } = await registry.policy();
      if (problem) output.warning(reportedRefusal(problem));
      output.end();
    } finally {
      await registry.close();
    }
  } finally {
    cancellation.release();
    output.clearProgress();
  }
}

/**
 * Opens the registry of a folder.
 *
 * @param named the folder that was named; by default found upward from the current one
 */
export async function openRegistry(
  named: string | undefined,
  needsRegistry = true,
): Promise<Registry> {
  const folder = await workspaceFolder(named);
  if (needsRegistry) await requireRegistry(folder);
  return Registry.open({ folder, trusted: true, wasm: readWasm });
}

/**
 * Prints the events that are recorded, and warns of the failure after that.
 *
 * @throws the error itself if no event is recorded
 */
function tellRecorded(output: Output, error: unknown): void {
  if (!(error instanceof RegistryError && error.refusal.code === "recorded")) throw error;
  const reported = reportedRefusal(error.refusal);
  if (!output.hasAnswered) output.done({ recorded: reported.details?.["events"] }, []);
  output.warning(reported);
}

/**
 * Reads the SQLite library, which lies beside `cli.js` (this module is in a folder there, see
 * split-bundles.ts): compressed in the packages (cli-package.ts), as it is in a build.
 */
async function readWasm(): Promise<Uint8Array<ArrayBuffer>> {
  deferWasmOptimization();
  const path = join(__dirname, "..", "sql-wasm.wasm");
  if (!existsSync(`${path}.br`)) return new Uint8Array(await readFile(path));
  return new Uint8Array(brotliDecompressSync(await readFile(`${path}.br`)));
}
