import { RegistryError, type Refusal } from "../../../src/core/refusal.ts";

/** The refusal a promise ends with; undefined when it does not fail. Other errors are passed on. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof RegistryError) return error.refusal;
    throw error;
  }
}
