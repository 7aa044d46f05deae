import { createHash } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { isErrno } from "./errno.ts";

/** A process, told apart from every other one that its machine ran before or will run. */
export interface ProcessOwner {
  /** Digest of the machine, and of the container whose process ids these are. */
  readonly machine: string;
  /** Digest of this run of the system, from its start to its end; `x` where it has no name. */
  readonly boot: string;
  readonly pid: number;
  /** Start of the process, in ticks since the system's start; `x` if the system doesn't tell. */
  readonly started: string;
}

/** `unknown`: it belongs to another machine or container, of which nothing can be seen here. */
export type ProcessState = "running" | "ended" | "unknown";

const unnamed = "x";
/** Largest process id of any system. */
const maxPid = 0x7fff_ffff;
const tagForm = /^([0-9a-f]{12})-([0-9a-f]{8}|x)-([1-9][0-9]{0,9})-([0-9]{1,20}|x)$/;

let current: Promise<ProcessOwner> | undefined;

/** Returns the owner for this process, including its threads. */
export function currentProcess(): Promise<ProcessOwner> {
  return (current ??= describeCurrentProcess());
}

/** Returns the owner for another process of this machine. */
export async function ownerOfProcess(pid: number): Promise<ProcessOwner> {
  const [self, stat] = await Promise.all([currentProcess(), processStat(pid)]);
  return { ...self, pid, started: stat?.started ?? unnamed };
}

async function describeCurrentProcess(): Promise<ProcessOwner> {
  const [machineId, namespace, boot, stat] = await Promise.all([
    textOf("/etc/machine-id"),
    readlink("/proc/self/ns/pid").catch(() => ""),
    textOf("/proc/sys/kernel/random/boot_id"),
    processStat(process.pid),
  ]);
  return {
    machine: shortDigest(JSON.stringify([hostname(), machineId, namespace]), 12),
    boot: boot === "" ? unnamed : shortDigest(boot, 8),
    pid: process.pid,
    started: stat?.started ?? unnamed,
  };
}

/** Tells whether a process is still there, without trusting any clock. */
export async function processState(owner: ProcessOwner): Promise<ProcessState> {
  const self = await currentProcess();
  if (owner.machine !== self.machine) return "unknown";
  if (owner.boot !== self.boot || !exists(owner.pid)) return "ended";
  const stat = await processStat(owner.pid);
  // Where the system doesn't say when it started, a process of the same number counts as the owner.
  if (!stat || owner.started === unnamed) return "running";
  return stat.started === owner.started && !stat.isZombie ? "running" : "ended";
}

/** Returns the owner as part of a file name: 12 to 53 hexadecimal digits and dashes. */
export function ownerTag({ machine, boot, pid, started }: ProcessOwner): string {
  return `${machine}-${boot}-${pid}-${started}`;
}

/** Parses what `ownerTag` wrote; undefined for any other text. */
export function parseOwnerTag(tag: string): ProcessOwner | undefined {
  const [, machine, boot, pid, started] = tagForm.exec(tag) ?? [];
  if (machine === undefined || boot === undefined || started === undefined) return undefined;
  return Number(pid) > maxPid ? undefined : { machine, boot, pid: Number(pid), started };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isErrno(error, "ESRCH");
  }
}

/** Reads state and start of a process on Linux (proc_pid_stat(5), fields 3 and 22). */
async function processStat(
  pid: number,
): Promise<{ readonly started: string; readonly isZombie: boolean } | undefined> {
  const text = await textOf(`/proc/${pid}/stat`);
  // The name before may have spaces and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, started] = [fields[0], fields[19]];
  return started === undefined ? undefined : { started, isZombie: state === "Z" || state === "X" };
}

/** Reads a small file of the system; empty if there is none. */
async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").then(
    (text) => text.trim(),
    () => "",
  );
}

function shortDigest(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
