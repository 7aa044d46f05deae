import { RegistryError, type Refusal } from "../../../src/core/refusal.ts";

/** The refusal with which something fails. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RegistryError) return error.refusal;
    throw error;
  }
  throw new Error("it was not refused");
}
