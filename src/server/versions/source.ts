import { realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { RunId } from "../../core/model/run.ts";
import { insideFolder } from "../../registry/files/inside-folder.ts";
import { decodedPath, parsePlace } from "../artifacts/place.ts";
import { invalidParameter } from "../http/mlflow-error.ts";

/** Place of the files of a new version. */
export type Source =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "run"; readonly run: RunId; readonly path: string }
  | { readonly kind: "logged-model"; readonly model: string; readonly path: string }
  | { readonly kind: "version"; readonly model: string; readonly version: string }
  | { readonly kind: "alias"; readonly model: string; readonly alias: string }
  | { readonly kind: "elsewhere"; readonly uri: string };

/**
 * Parses the source of a version, as MLflow's clients write it.
 *
 * @param folder the workspace folder
 * @throws MlflowError if it leads out of the workspace, or to nothing
 */
export async function parseSource(folder: string, source: string): Promise<Source> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(source)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
    case "file":
      return { kind: "path", path: await localPath(folder, source) };
    case "runs":
      return runSource(source);
    case "models":
      return modelSource(source);
    case "mlflow-artifacts":
      return proxySource(source);
    default:
      return { kind: "elsewhere", uri: source };
  }
}

function runSource(source: string): Source {
  const [, run, path = ""] = /^runs:\/+([^/]+)\/?(.*)$/i.exec(source) ?? [];
  if (run === undefined) throw invalidSource(source);
  return { kind: "run", run: RunId.parse(run), path: trimmed(path) };
}

function modelSource(source: string): Source {
  const [, model, path = ""] = /^models:\/+(m-[^/]+)\/?(.*)$/i.exec(source) ?? [];
  if (model === undefined) return versionSource(source);
  return { kind: "logged-model", model, path: trimmed(path) };
}

/** Parses `models:/fraud/1` and `models:/fraud@champion`, as a version that is copied names its own. */
function versionSource(source: string): Source {
  const [, text = ""] = /^models:\/+(.*)$/i.exec(source) ?? [];
  const [, name, version] = /^(.+)\/([1-9]\d{0,8})$/.exec(text) ?? [];
  if (name !== undefined && version !== undefined) return { kind: "version", model: name, version };
  const [, model, alias] = /^([^@]+)@([^@]+)$/.exec(text) ?? [];
  if (model !== undefined && alias !== undefined) return { kind: "alias", model, alias };
  return { kind: "elsewhere", uri: source };
}

function proxySource(source: string): Source {
  const [, text = ""] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*)$/i.exec(source) ?? [];
  const { owner, path } = parsePlace(decodedPath(text));
  if (owner.kind === "version") throw invalidSource(source);
  return owner.kind === "run"
    ? { kind: "run", run: owner.run, path }
    : { kind: "logged-model", model: owner.model, path };
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}

function invalidSource(source: string): Error {
  return invalidParameter(
    `Invalid model version source: '${source.slice(0, 200)}'. It must be a URI, or the path of a file or folder in the workspace.`,
  );
}

async function localPath(folder: string, source: string): Promise<string> {
  try {
    const path = /^file:/i.test(source) ? fileURLToPath(source) : source;
    const real = await realpath(await insideFolder(folder, path));
    const inside = relative(await realpath(folder), real);
    // Hidden files may be somebody's keys, and git's configuration has passwords.
    const isHidden = inside.split(sep).some((part) => part.startsWith("."));
    if (inside !== "" && !isHidden) return join(folder, inside);
  } catch {
    // Nothing is said of what is elsewhere, not even that it is there.
  }
  throw invalidSource(source);
}
