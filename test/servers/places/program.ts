import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll } from "vitest";
import { until } from "../../workbench/processes.ts";

/** Starts a server in a process group of its own, which is ended after the tests of the file. */
export function startProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const child = spawn(command, args, { stdio: "ignore", ...options, detached: true });
  afterAll(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-child.pid!, "SIGKILL");
    await ended;
  });
  return child;
}

/** Waits until something listens on a port of this machine. */
export async function listening(port: number): Promise<void> {
  await until(`port ${port} answers`, 120_000, async () => {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return true;
    } catch {
      return undefined;
    } finally {
      socket.destroy();
    }
  });
}
