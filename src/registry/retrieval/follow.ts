import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { Changes } from "./changes.ts";
import { findVersion } from "./find-version.ts";
import { resolve, type Resolution, type ResolveRequest } from "./resolve.ts";

/** Change of what a reference means. */
export interface Followed {
  /** Absent if no version is meant: nothing is in the stage, for example. */
  readonly resolution?: Resolution;
  /** Version that was meant before; absent at the start, and if there was none. */
  readonly previous?: Version;
}

export interface Follower {
  /** Called with each change, one after the other; the next one is looked for when it has ended. */
  readonly onChange: (followed: Followed) => Promise<void>;
  /**
   * Called with the reason why a version can't be handed out: bytes that are missing or changed,
   * a damaged ledger. It is tried again at the next change of the registry.
   */
  readonly onProblem: (error: RegistryError) => void;
}

/**
 * Milliseconds after which what is handed out is verified and put right again, which also keeps
 * unused copies from being removed.
 */
const renewAfter = 24 * 60 * 60 * 1000;
const nothingMeant = new Set(["unknown-model", "unknown-version", "version-deleted"]);

/**
 * Follows what a reference means, from now on until the signal is raised: promotions, rollbacks
 * and moves of aliases by any process. Each version is verified before it is handed out.
 *
 * @throws the error of `onChange`, unless it is a refusal: that is a problem to report
 */
export async function follow(
  registry: Registry,
  request: ResolveRequest,
  { onChange, onProblem }: Follower,
  task: Task = {},
): Promise<void> {
  let known: Known | undefined;
  let toldProblem: string | undefined;
  const isStopped = (): boolean => task.signal?.aborted === true;
  const changes = new Changes(registry, task.signal);
  try {
    while (!isStopped()) {
      changes.forget();
      try {
        const followed = await look(registry, request, known, changes.isOverdue, task);
        toldProblem = undefined;
        if (followed !== undefined) {
          known = { version: followed.resolution?.version };
          await onChange(followed);
        }
      } catch (error) {
        if (isStopped()) return;
        if (!(error instanceof RegistryError)) throw error;
        if (error.message !== toldProblem) onProblem(error);
        toldProblem = error.message;
      }
      await changes.next(renewAfter);
    }
  } finally {
    changes.end();
  }
}

/** Meaning of the reference when it was last looked at. */
interface Known {
  readonly version: Version | undefined;
}

/**
 * Returns what a reference means, verified; undefined if that is known.
 *
 * @param isOverdue verify what is known, too
 */
async function look(
  registry: Registry,
  request: ResolveRequest,
  known: Known | undefined,
  isOverdue: boolean,
  task: Task,
): Promise<Followed | undefined> {
  const meant = await meantVersion(registry, request);
  const isKnown = known !== undefined && meant?.id === known.version?.id;
  if (isKnown && !isOverdue) return undefined;
  const resolution = meant && (await resolveExactly(registry, request, meant, task));
  if (isKnown) return undefined;
  return {
    ...(resolution && { resolution }),
    ...(known?.version && { previous: known.version }),
  };
}

/** Resolves a version by its identity: in a moment the reference may mean another one. */
function resolveExactly(
  registry: Registry,
  request: ResolveRequest,
  { id }: Version,
  task: Task,
): Promise<Resolution> {
  return resolve(registry, { ...request, reference: id }, task);
}

async function meantVersion(
  registry: Registry,
  { reference, despiteDamage = false }: ResolveRequest,
): Promise<Version | undefined> {
  try {
    return await findVersion(registry, { reference, despiteDamage });
  } catch (error) {
    if (error instanceof RegistryError && nothingMeant.has(error.refusal.code)) return undefined;
    throw error;
  }
}
