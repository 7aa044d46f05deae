import { readFile } from "node:fs/promises";
import * as z from "zod";
import { WriterName, type RemoteHead } from "../../remotes/contract/remote-head.ts";
import { writeFileAtomically } from "../../storage/files/atomic-file.ts";
import type { RegistryPaths } from "../../storage/files/registry-paths.ts";

const Length = z.object({ length: z.int().min(0), lines: z.int().min(0) }).readonly();

/** State of the remote as this clone knows it without contacting it. */
export const RemoteState = z
  .object({
    form: z.literal(1),
    /** SHA-256 of the address, so that another one begins anew. */
    remote: z.string(),
    /** Length of each writer's ledger file at the last contact. */
    files: z.record(WriterName, Length).readonly(),
    /** Time at which it last answered. */
    answeredAt: z.iso.datetime().optional(),
    /** Set while it does not answer. */
    offlineSince: z.iso.datetime().optional(),
    problem: z.string().optional(),
    /** Redactions of which nothing is left in the remote, see `eraseRedacted`. */
    erased: z.string().optional(),
  })
  .readonly();
export type RemoteState = z.infer<typeof RemoteState>;

/** Returns what is known of a remote: nothing if it is another one, or the file can't be read. */
export async function readRemoteState(paths: RegistryPaths, remote: string): Promise<RemoteState> {
  const empty: RemoteState = { form: 1, remote, files: {} };
  const text = await readFile(paths.remoteState, "utf8").catch(() => "");
  const parsed = RemoteState.safeParse(parseJson(text));
  return parsed.success && parsed.data.remote === remote ? parsed.data : empty;
}

/** Keeps that the remote has answered with a head. */
export async function keepAnswer(
  paths: RegistryPaths,
  remote: string,
  head: RemoteHead | undefined,
): Promise<void> {
  const files: Record<string, z.infer<typeof Length>> = {};
  for (const [writer, { length, lines }] of Object.entries(head?.files ?? {})) {
    files[writer] = { length, lines };
  }
  const { erased } = await readRemoteState(paths, remote);
  await write(paths, {
    ...{ form: 1, remote, files, answeredAt: new Date().toISOString() },
    ...(erased !== undefined && { erased }),
  });
}

/** Tells whether this clone has removed from a remote what was redacted. */
export async function isErasedIn(
  paths: RegistryPaths,
  remote: string,
  redactions: string,
): Promise<boolean> {
  return (await readRemoteState(paths, remote)).erased === redactions;
}

/** Keeps that it has. */
export async function keepErased(
  paths: RegistryPaths,
  remote: string,
  erased: string,
): Promise<void> {
  await write(paths, { ...(await readRemoteState(paths, remote)), erased });
}

/** Keeps that the remote does not answer. What it had is still known. */
export async function keepProblem(
  paths: RegistryPaths,
  remote: string,
  problem: string,
): Promise<void> {
  const before = await readRemoteState(paths, remote);
  const offlineSince = before.offlineSince ?? new Date().toISOString();
  await write(paths, { ...before, offlineSince, problem });
}

/** Forgets a remote: the next exchange takes it as it is. */
export async function forgetRemoteState(paths: RegistryPaths, remote: string): Promise<void> {
  await write(paths, { form: 1, remote, files: {} });
}

async function write(paths: RegistryPaths, state: RemoteState): Promise<void> {
  await writeFileAtomically(paths.remoteState, Buffer.from(`${JSON.stringify(state)}\n`));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
