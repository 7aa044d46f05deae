import { Stage } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionReference, type Version } from "../../core/state/version.ts";
import { wordsOf } from "../refusals/refusal-words.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runCommand } from "../run-command.ts";
import type {
  ModelRegistryApi,
  ModelRegistryError,
  ModelRegistryExports,
  ModelVersion,
} from "./model-registry.ts";

const defaultLimit = 100;
const maxLimit = 1_000;

/** Registries that the API answers from. */
type AnsweringRegistries = Pick<Registries, "all" | "at" | "onDidChange">;

/** Makes what the extension gives to others. */
export function makeExports(registries: AnsweringRegistries): ModelRegistryExports {
  const api = Object.freeze(makeApi(registries));
  return Object.freeze({
    getAPI: (version: unknown) => {
      if (version === 1) return api;
      throw new Error(`Model Registry has no API of version ${String(version)}; it has 1.`);
    },
  });
}

function makeApi(registries: AnsweringRegistries): ModelRegistryApi {
  const foldersOf = (folder: string | undefined): readonly FolderRegistry[] => {
    if (folder === undefined) return registries.all();
    const found = registries.at(folder);
    return found ? [found] : [];
  };
  const findIn = async (
    reference: string,
    folder?: string,
  ): Promise<{ readonly in: FolderRegistry; readonly version: Version } | undefined> => {
    for (const each of foldersOf(folder)) {
      const version = await orNone(each.registry.call("findVersion", { reference }));
      if (version) return { in: each, version };
    }
    return undefined;
  };
  return {
    version: 1,
    onDidChange: registries.onDidChange,
    search: async (query, { folder, limit = defaultLimit } = {}) => {
      const most = Math.max(1, Math.min(maxLimit, Math.trunc(limit)));
      const found: ModelVersion[] = [];
      for (const each of foldersOf(folder)) {
        const { versions } = await asked(
          each.registry.call("searchVersions", { query, limit: most }),
        );
        found.push(...versions.map((version) => versionOf(each, version)));
      }
      return found;
    },
    find: async (reference, { folder } = {}) => {
      const found = await findIn(reference, folder);
      return found && versionOf(found.in, found.version);
    },
    register: async (files) => {
      const answer: unknown = await runCommand("register", files[0], files);
      const id = idOf(answer);
      const found = id === undefined ? undefined : await findIn(id);
      return found && versionOf(found.in, found.version);
    },
    promote: async (reference, stage) => {
      const found = await findIn(reference);
      if (!found) {
        const [first] = registries.all();
        // The registry says why in its own words.
        if (first) await asked(first.registry.call("findVersion", { reference }));
        return false;
      }
      const { version } = found;
      const place = { folder: found.in.folder.uri.toString(), version: version.id };
      // Of what is no stage at all the command knows as little as of an unknown one: it asks.
      const to = Stage.safeParse(stage).data;
      await runCommand("promote", place, ...(to === undefined ? [] : [to]));
      const now = await findIn(version.id, place.folder);
      return now !== undefined && now.version.stage !== version.stage;
    },
  };
}

function versionOf(
  { folder }: FolderRegistry,
  { id, model, number, label, stage, aliases = [], metrics, registeredAt, ...version }: Version,
): ModelVersion {
  return {
    folder: folder.uri.toString(),
    id,
    reference: versionReference({ model, number }),
    model,
    number,
    ...(label !== undefined && { label }),
    stage,
    aliases: [...aliases],
    metrics: { ...metrics },
    registeredAt,
    registeredBy: version.registeredBy.name,
  };
}

function idOf(answer: unknown): string | undefined {
  return typeof answer === "object" && answer !== null && "id" in answer
    ? String(answer.id)
    : undefined;
}

/** Unknown models and versions are no error of who asks for them. */
async function orNone<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof RegistryError && /^unknown-|^version-/.test(error.refusal.code)) {
      return undefined;
    }
    throw errorOf(error);
  }
}

async function asked<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    throw errorOf(error);
  }
}

/** Returns a refusal as other extensions get it. */
function errorOf(error: unknown): Error {
  if (!(error instanceof RegistryError)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const { message, wayOut } = wordsOf(error.refusal);
  const refused: ModelRegistryError = Object.assign(new Error(message, { cause: error }), {
    code: error.refusal.code,
    remedy: wayOut,
  });
  return refused;
}
