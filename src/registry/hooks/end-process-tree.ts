import { spawn, type ChildProcess } from "node:child_process";

/** Milliseconds in which a program may clean up when it is asked to end. */
const grace = 2_000;

/**
 * Ends a program and everything it has started: by its process group where there are such (the child
 * must have been started `detached`), by `taskkill` on Windows.
 */
export function endProcessTree(child: ChildProcess): void {
  if (process.platform === "win32") {
    killProcessTree(child);
    return;
  }
  signalGroup(child, "SIGTERM");
  setTimeout(() => {
    signalGroup(child, "SIGKILL");
  }, grace).unref();
}

/** The same, without giving anyone time to clean up. */
export function killProcessTree(child: ChildProcess): void {
  if (process.platform !== "win32") {
    signalGroup(child, "SIGKILL");
  } else if (child.pid !== undefined) {
    const args = ["/pid", String(child.pid), "/t", "/f"];
    spawn("taskkill", args, { stdio: "ignore", windowsHide: true }).on("error", () => undefined);
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody of it is left.
  }
}
