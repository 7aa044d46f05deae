import type { MlflowRun, MlflowStore } from "./store.ts";

/**
 * Returns where files of a URI may lie beside a store that was moved: paths relative to the folder
 * that holds the store, the likeliest first, and the absolute path that the URI names. No path goes
 * up.
 */
export function artifactPlaces(
  uri: string,
  store: Pick<MlflowStore, "loggedModels"> & { readonly runs: ReadonlyMap<string, MlflowRun> },
  depth = 0,
): { readonly relative: readonly string[]; readonly absolute?: string } {
  if (depth > 3) return { relative: [] };
  const other = otherUri(uri, store);
  if (other !== undefined) return artifactPlaces(other, store, depth + 1);
  const [, proxied] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*)$/.exec(uri) ?? [];
  if (proxied !== undefined) {
    return { relative: contained([`mlartifacts/${proxied}`, `mlruns/${proxied}`]) };
  }
  const path = pathOf(uri);
  return path === undefined ? { relative: [] } : placesOf(path);
}

/** Returns the URI that stands for `runs:/<run>/path` or `models:/m-…`, if the store knows it. */
function otherUri(
  uri: string,
  { runs, loggedModels }: Parameters<typeof artifactPlaces>[1],
): string | undefined {
  const [, run = "", below = ""] = /^runs:\/+([^/]+)\/(.*)$/.exec(uri) ?? [];
  const artifacts = runs.get(run)?.artifacts;
  if (artifacts !== undefined) return `${artifacts}/${below}`;
  const [, model = ""] = /^models:\/+(m-[^/]+)$/.exec(uri) ?? [];
  return loggedModels.get(model);
}

function placesOf(path: string): ReturnType<typeof artifactPlaces> {
  const found = ["mlruns", "mlartifacts"].flatMap((root) => {
    const at = path.lastIndexOf(`/${root}/`);
    return at < 0 ? [] : [path.slice(at + 1)];
  });
  const isAbsolute = /^(\/|[a-z]:\/)/i.test(path);
  return {
    relative: contained(isAbsolute ? found : [...found, path.replace(/^(\.?\/)+/, "")]),
    ...(isAbsolute && contained([path]).length > 0 && { absolute: path }),
  };
}

/** Returns the path of a `file:` URI or of a plain path; undefined for any other scheme. */
function pathOf(uri: string): string | undefined {
  const [, rest] = /^file:(?:\/\/(?:localhost)?(?=\/))?(.*)$/i.exec(uri) ?? [];
  if (rest === undefined) {
    return /^[a-z][a-z0-9+.-]+:/i.test(uri) ? undefined : uri.replaceAll("\\", "/");
  }
  try {
    return decodeURIComponent(rest).replace(/^\/(?=[a-z]:\/)/i, "");
  } catch {
    return undefined;
  }
}

function contained(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter(
    (path) => path !== "" && !path.includes("\0") && !path.split("/").includes(".."),
  );
}
