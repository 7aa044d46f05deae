import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject, onTestFinished } from "vitest";
import * as z from "zod";

const Beginning = z.object({ url: z.string(), token: z.string() });

/** A server as a process of its own. */
export interface Served extends z.infer<typeof Beginning> {
  readonly process: ChildProcess;
  /** Address at which MLflow's client looks. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts `model-registry serve` in a folder; it is ended with the test. */
export async function serve(folder: string, ...args: readonly string[]): Promise<Served> {
  const command = [join(inject("cliFolder"), "cli.js"), "serve", "--port", "0", "--json", ...args];
  const child = spawn(process.execPath, command, {
    cwd: folder,
    env: { ...process.env, HOME: inject("cliHome"), USERPROFILE: inject("cliHome") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, "exit");
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, "line")) as [string];
  const { url, token } = Beginning.parse(JSON.parse(line));
  const environment = { MLFLOW_TRACKING_URI: url, MLFLOW_TRACKING_TOKEN: token };
  return { url, token, process: child, environment };
}
