import {
  reportedRefusal,
  type ReportedRefusal,
} from "../../../src/cli/refusals/reported-refusal.ts";
import { RegistryError, type Refusal } from "../../../src/core/refusals/refusal.ts";

/** A refusal and its words on the command line. */
export type WordedRefusal = ReportedRefusal & Pick<Refusal, "reason">;

/** Returns a refusal with its words. */
export function worded(refusal: Refusal): WordedRefusal {
  return { ...reportedRefusal(refusal), reason: refusal.reason };
}

/** The refusal with which something fails. */
export async function refusalOf(promise: Promise<unknown>): Promise<WordedRefusal> {
  const refusal = await refusalIfAny(promise);
  if (!refusal) throw new Error("it was not refused");
  return refusal;
}

/** The refusal with which something fails, if it does; other errors are passed on. */
export async function refusalIfAny(promise: Promise<unknown>): Promise<WordedRefusal | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof RegistryError) return worded(error.refusal);
    throw error;
  }
}
