import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { promisify } from "node:util";
import * as z from "zod";
import type { S3Keys } from "./keys.ts";

const run = promisify(execFile);
/** Milliseconds that the program may take: it may ask a person for a second factor. */
const timeout = 60_000;

const Answer = z.object({
  Version: z.literal(1),
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  SessionToken: z.string().optional(),
  Expiration: z.iso.datetime({ offset: true }).optional(),
});

/**
 * Returns the keys that a program of the person's profile prints
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html). It runs
 * without a shell, in the home folder.
 *
 * @param command as the profile has it; arguments with spaces in double quotes
 * @throws Error if the program fails or prints something else; the message says nothing of that
 */
export async function credentialsOfProcess(
  command: string | undefined,
): Promise<S3Keys | undefined> {
  const [program, ...args] = argumentsOf(command ?? "");
  if (program === undefined) return undefined;
  const { stdout } = await run(program, args, { cwd: homedir(), timeout }).catch(() => {
    throw new Error(`credential_process failed: ${program}`);
  });
  const parsed = Answer.safeParse(parseJson(stdout));
  if (!parsed.success) throw new Error(`credential_process printed no credentials: ${program}`);
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = parsed.data;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration !== undefined && { expiresAt: Date.parse(Expiration) }),
  };
}

function argumentsOf(command: string): readonly string[] {
  return [...command.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, plain = ""]) => quoted?.replace(/\\(["\\])/g, "$1") ?? plain,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
