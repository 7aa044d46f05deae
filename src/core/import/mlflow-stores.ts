/** An experiment or a registered model of a store of MLflow in a folder. */
const entry = /^(.*\/)?(?:\d+|models\/[^/]+\/version-\d+)\/meta\.yaml$/;
/** A run of an experiment, by which a store is told from other folders with numbers for names. */
const run =
  /^(.*\/)?(?:\d+\/(?:[0-9a-f]{32}|models\/m-[0-9a-f]{32})|models\/[^/]+\/version-\d+)\/meta\.yaml$/;

/**
 * Returns the folders that are stores of MLflow (`mlruns`), with `/` at their ends; that of the root
 * is empty. What is in one is known better to it than its files tell.
 *
 * @param paths of files, with `/`
 */
export function mlflowStores(paths: readonly string[]): readonly string[] {
  const entries = new Set(paths.flatMap((path) => rootOf(entry, path)));
  return [...new Set(paths.flatMap((path) => rootOf(run, path)))].filter((root) =>
    entries.has(root),
  );
}

function rootOf(pattern: RegExp, path: string): readonly string[] {
  const match = pattern.exec(path);
  return match ? [match[1] ?? ""] : [];
}
