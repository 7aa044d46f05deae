import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { addTo } from "../../core/add-to.ts";

const run = promisify(execFile);

/**
 * Returns the ids of all processes that a process has started, and those have, nearest first; also
 * of those that have left its process group. Empty on Windows, and where the system doesn't list
 * them.
 */
export async function descendants(root: number): Promise<readonly number[]> {
  const children = await childrenById().catch(() => new Map<number, readonly number[]>());
  const found: number[] = [];
  for (let parents: readonly number[] = [root]; parents.length > 0;) {
    parents = parents.flatMap((parent) => children.get(parent) ?? []);
    found.push(...parents);
  }
  return found;
}

async function childrenById(): Promise<ReadonlyMap<number, readonly number[]>> {
  const children = new Map<number, number[]>();
  for (const { pid, parent } of await (process.platform === "linux" ? fromProc() : fromPs())) {
    addTo(children, parent, pid);
  }
  return children;
}

interface Relation {
  readonly pid: number;
  readonly parent: number;
}

/** From /proc (proc(5), `stat`), because `ps` is not on every small Linux image. */
async function fromProc(): Promise<readonly Relation[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const relations = await Promise.all(
    names.map(async (name) => {
      // It may have ended meanwhile.
      const stat = await readFile(`/proc/${name}/stat`, "latin1").catch(() => "");
      // The program's name, in parentheses, may hold spaces and parentheses.
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return { pid: Number(name), parent };
    }),
  );
  return relations.filter(({ parent }) => parent > 0);
}

async function fromPs(): Promise<readonly Relation[]> {
  const { stdout } = await run("/bin/ps", ["-A", "-o", "pid=,ppid="]);
  return [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)].map(([, pid, parent]) => ({
    pid: Number(pid),
    parent: Number(parent),
  }));
}
