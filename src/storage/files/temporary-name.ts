import { randomBytes } from "node:crypto";
import { currentProcess, ownerTag, parseOwnerTag, type ProcessOwner } from "./process-owner.ts";

const form = /\.([0-9a-fx-]+)\.[0-9a-f]{16}\.tmp$/;
/** UTF-16 code units: with what follows, no file system's limit of 255 bytes is reached. */
const maxStart = 50;

/**
 * Returns a new name for a file or folder that this process will soon rename or remove:
 * `<start>.<owner>.<random>.tmp`. It names the process, so that others can tell when that process
 * has ended.
 */
export async function temporaryName(start: string): Promise<string> {
  const owner = ownerTag(await currentProcess());
  return `${start.slice(0, maxStart)}.${owner}.${randomBytes(8).toString("hex")}.tmp`;
}

/** Returns the process that made a temporary name; undefined for names of another form. */
export function temporaryOwner(name: string): ProcessOwner | undefined {
  const tag = form.exec(name)?.[1];
  return tag === undefined ? undefined : parseOwnerTag(tag);
}
