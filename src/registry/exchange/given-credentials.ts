import * as z from "zod";
import type { Registry } from "../registry.ts";

/** Credentials that a person has given to the editor, which keeps them in its secret storage. */
export const GivenCredentials = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("keys"),
      accessKeyId: z.string().min(1),
      secretAccessKey: z.string().min(1),
    }),
    z.object({ kind: z.literal("password"), password: z.string().min(1) }),
  ])
  .readonly();
export type GivenCredentials = z.infer<typeof GivenCredentials>;
export type GivenKeys = Extract<GivenCredentials, { kind: "keys" }>;

/** By the exact place that they are for; in memory only, and never recorded. */
const given = new Map<string, GivenCredentials>();

export interface CredentialsRequest {
  /** Exact address of the remote, or of the bucket with its files. */
  readonly place: string;
  /** Absent to forget them. */
  readonly credentials?: GivenCredentials;
}

/**
 * Uses credentials for a remote until the process ends. Those that the person's own settings name
 * come first.
 */
export function useCredentials(
  registry: Pick<Registry, "requireTrust">,
  { place, credentials }: CredentialsRequest,
): Promise<Readonly<Record<string, never>>> {
  registry.requireTrust();
  if (credentials) given.set(place, credentials);
  else given.delete(place);
  return Promise.resolve({});
}

export function givenKeys(place: string): GivenKeys | undefined {
  const found = given.get(place);
  return found?.kind === "keys" ? found : undefined;
}

export function givenPassword(place: string): string | undefined {
  const found = given.get(place);
  return found?.kind === "password" ? found.password : undefined;
}
