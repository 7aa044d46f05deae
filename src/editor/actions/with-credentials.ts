import { RegistryError } from "../../core/refusals/refusal.ts";
import type { GivenCredentials } from "../../registry/exchange/given-credentials.ts";

/** Where credentials come from, and where they go. */
export interface CredentialSteps {
  /** Asks for those of a place; undefined if the person gives none, or the place takes none. */
  readonly ask: (place: string) => Promise<GivenCredentials | undefined>;
  /** Has the registry use them. */
  readonly give: (place: string, credentials: GivenCredentials) => Promise<unknown>;
  /** Keeps them for the next time. */
  readonly store: (place: string, credentials: GivenCredentials) => Promise<unknown>;
  /** Has the registry forget what was given, and use what is kept again. */
  readonly withdraw: (place: string) => Promise<unknown>;
}

/**
 * Does work, and again with credentials for the place that denied it, once for each place: a database
 * and the bucket with its files may ask in turn. Only credentials that worked are kept.
 *
 * @throws RegistryError `remote-denied` if a place denies what was given, or nothing was given
 */
export async function withCredentials<T>(
  steps: CredentialSteps,
  work: () => Promise<T>,
): Promise<T> {
  const given = new Map<string, GivenCredentials>();
  const attempt = async (): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const place = deniedPlace(error);
      if (place === undefined || given.has(place)) throw error;
      const credentials = await steps.ask(place);
      if (!credentials) throw error;
      given.set(place, credentials);
      await steps.give(place, credentials);
      return attempt();
    }
  };
  const result = await attempt().catch(async (error: unknown) => {
    // What could not be withdrawn ended with its thread: the first refusal says more.
    for (const place of given.keys()) await steps.withdraw(place).catch(() => undefined);
    throw error;
  });
  for (const [place, credentials] of given) await steps.store(place, credentials);
  return result;
}

function deniedPlace(error: unknown): string | undefined {
  return error instanceof RegistryError && error.refusal.code === "remote-denied"
    ? error.refusal.address
    : undefined;
}
