import { RegistryError, type Refusal } from "../../../src/core/refusals/refusal.ts";

/** The refusal with which something fails. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  const refusal = await refusalIfAny(promise);
  if (!refusal) throw new Error("it was not refused");
  return refusal;
}

/** The refusal with which something fails, if it does; other errors are passed on. */
export async function refusalIfAny(promise: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof RegistryError) return error.refusal;
    throw error;
  }
}
