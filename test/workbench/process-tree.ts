import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * Ends a process and all its descendants. The VS Code server starts its extension hosts in process
 * groups of their own, so killing one group would leave them behind.
 */
export function killTree(root: number): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(root), "/T", "/F"]);
    return;
  }
  for (const pid of [root, ...descendants(root).map((child) => child.pid)]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

/** All processes that a process has started, and theirs. Empty on Windows. */
export function descendants(root: number): readonly RunningProcess[] {
  const all = process.platform === "linux" ? fromProc() : fromPs();
  const found: RunningProcess[] = [];
  for (let parents = [root]; parents.length > 0;) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map(({ pid }) => pid);
  }
  return found;
}

/** From /proc, because `ps` is not on every small Linux image. */
function fromProc(): RunningProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        // The process name, in parentheses, may hold spaces: count the fields after it.
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        return [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    });
}

function fromPs(): RunningProcess[] {
  if (process.platform === "win32") return [];
  const { stdout } = spawnSync("ps", ["-axo", "pid=,ppid=,command="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
