import { spawn, type ChildProcess } from "node:child_process";
import { descendants } from "./descendants.ts";
import { windowsProgram } from "./windows-program.ts";

/** Milliseconds in which a program may clean up when it is asked to end. */
const grace = 2_000;

/**
 * Ends a program and everything it has started: where there are process groups, by its own (the child
 * must have been started `detached`) and one by one for those that have left it; by `taskkill` on
 * Windows. Who has not listened is killed after a while, or at once by the function answered.
 */
export async function endProcessTree({ pid }: ChildProcess): Promise<() => void> {
  if (pid === undefined) return () => undefined;
  if (process.platform === "win32") {
    const args = ["/pid", String(pid), "/t", "/f"];
    spawn(windowsProgram("taskkill.exe"), args, { stdio: "ignore", windowsHide: true }).on(
      "error",
      () => undefined,
    );
    return () => undefined;
  }
  const others = await descendants(pid);
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const id of [-pid, ...others]) send(id, signal);
  };
  signalAll("SIGTERM");
  const timer = setTimeout(() => {
    signalAll("SIGKILL");
  }, grace).unref();
  return () => {
    clearTimeout(timer);
    signalAll("SIGKILL");
  };
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
