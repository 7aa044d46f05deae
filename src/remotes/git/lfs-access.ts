import * as z from "zod";
import { damaged } from "../contract/remote-errors.ts";
import type { LfsAccess, LfsEndpoint, LfsOperation } from "../lfs/lfs-batch.ts";
import { GitFailure } from "./git-process.ts";
import type { GitSpace } from "./git-space.ts";
import { runSsh } from "./ssh.ts";

/** Answer of `git-lfs-authenticate` (https://github.com/git-lfs/git-lfs/blob/main/docs/api/authentication.md). */
const Authenticated = z.object({
  href: z.url({ protocol: /^https?$/ }),
  header: z.record(z.string(), z.string()).default({}),
  expires_in: z.number().optional(),
  expires_at: z.string().optional(),
});

/** Milliseconds before their end at which credentials are asked for anew. */
const marginMs = 30_000;

interface Login {
  readonly endpoint: LfsEndpoint | undefined;
  /** Time in milliseconds. */
  readonly until: number;
}

interface Credential {
  /** As `git credential` takes it back. */
  readonly text: string;
  readonly authorization: string;
  isKept: boolean;
}

/**
 * Finds the Git LFS of a repository as git-lfs does: below its web address, or by asking the ssh
 * server. No `.lfsconfig` is read: a committed file does not say where bytes are sent.
 */
export function lfsAccess(space: GitSpace): LfsAccess {
  const web = webEndpoint(space.url);
  const logins = new Map<LfsOperation, Login>();
  let credential: Credential | undefined;
  return {
    address: space.address,
    endpoint: async (operation, signal) => {
      if (web !== undefined) {
        const headers = credential ? { Authorization: credential.authorization } : {};
        return { url: web, headers };
      }
      const known = logins.get(operation);
      if (known && known.until > Date.now()) return known.endpoint;
      const login = await logIn(space, operation, signal);
      logins.set(operation, login);
      return login.endpoint;
    },
    refused: async (_endpoint, signal) => {
      if (web === undefined) return false;
      const tried = credential;
      credential = undefined;
      if (tried) {
        await credentialCommand(space, "reject", tried.text, signal);
        return false;
      }
      credential = await fill(space, web, signal);
      return credential !== undefined;
    },
    accepted: async () => {
      if (!credential || credential.isKept) return;
      credential.isKept = true;
      await credentialCommand(space, "approve", credential.text, undefined);
    },
  };
}

/** Returns the address of the batch API of a repository on the web; undefined for others. */
export function webEndpoint(url: string): string | undefined {
  if (!/^https?:\/\//.test(url)) return undefined;
  const parsed = new URL(url);
  parsed.username = "";
  parsed.password = "";
  const plain = parsed.href.replace(/\/+$/, "");
  return `${plain}${plain.endsWith(".git") ? "" : ".git"}/info/lfs`;
}

async function logIn(
  space: GitSpace,
  operation: LfsOperation,
  signal: AbortSignal | undefined,
): Promise<Login> {
  const output = await runSsh(space, (path) => `git-lfs-authenticate ${path} ${operation}`, signal);
  if (output === undefined) return { endpoint: undefined, until: Infinity };
  const parsed = Authenticated.safeParse(parseJson(output));
  if (!parsed.success) throw damaged(space.address, { kind: "ssh-answer" });
  const { href, header, expires_in: seconds, expires_at: at } = parsed.data;
  const ends = [
    ...(seconds === undefined || seconds === 0 ? [] : [Date.now() + seconds * 1_000]),
    ...(at === undefined || Number.isNaN(Date.parse(at)) ? [] : [Date.parse(at)]),
  ];
  return {
    endpoint: { url: href.replace(/\/+$/, ""), headers: header },
    until: Math.min(...ends) - marginMs,
  };
}

/** Asks git's credential helpers; nobody is asked in a terminal. */
async function fill(
  space: GitSpace,
  url: string,
  signal: AbortSignal | undefined,
): Promise<Credential | undefined> {
  const { username } = new URL(space.url);
  const asked = new URL(url);
  asked.username = username;
  const text = await credentialCommand(space, "fill", `url=${asked.href}\n\n`, signal);
  const fields = new Map(
    (text ?? "").split(/\r?\n/).map((line) => {
      const [name = "", ...value] = line.split("=");
      return [name, value.join("=")];
    }),
  );
  const user = fields.get("username");
  const password = fields.get("password");
  if (text === undefined || user === undefined || password === undefined) return undefined;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return { text, authorization, isKept: false };
}

/** Returns its answer; undefined if no helper has one. */
async function credentialCommand(
  space: GitSpace,
  action: "approve" | "fill" | "reject",
  input: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  await space.ready();
  try {
    const output = await space.git.run(["credential", action], {
      input: Buffer.from(input),
      signal,
    });
    return output.toString("utf8");
  } catch (error) {
    if (error instanceof GitFailure) return undefined;
    throw error;
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
