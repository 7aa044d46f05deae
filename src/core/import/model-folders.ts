/** Files by which a folder is one model: MLflow, SavedModel, Hugging Face (sharded, adapters). */
const telling =
  /^(MLmodel|saved_model\.pb|saved_model\.pbtxt|adapter_config\.json|.*\.(safetensors|bin)\.index\.json)$/;
const weights =
  /^(model|pytorch_model|tf_model|flax_model|diffusion_pytorch_model|adapter_model)\b.*\.(safetensors|bin|h5|msgpack)$/;

/**
 * Returns the folders among these paths of files (`/` separators) that are one model as a whole, by
 * the names of what is in them; of folders within each other the outermost. An empty text is the
 * folder that all paths are relative to.
 */
export function modelFolders(paths: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const configured = new Set<string>();
  const weighted = new Set<string>();
  for (const path of paths) {
    const slash = path.lastIndexOf("/");
    const [folder, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
    if (telling.test(name)) found.add(folder);
    if (name === "config.json") configured.add(folder);
    if (weights.test(name)) weighted.add(folder);
    const [bundle] = /^(?:.*\/)?[^/]+\.mlpackage(?=\/)/i.exec(path) ?? [];
    if (bundle !== undefined) found.add(bundle);
  }
  for (const folder of configured) if (weighted.has(folder)) found.add(folder);
  return new Set([...found].filter((folder) => parentIn(found, folder) === undefined));
}

/** Returns the one of these folders that a path is in, the outermost first; not the path itself. */
export function parentIn(folders: ReadonlySet<string>, path: string): string | undefined {
  if (path === "") return undefined;
  if (folders.has("")) return "";
  for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
    const folder = path.slice(0, end);
    if (folders.has(folder)) return folder;
  }
  return undefined;
}
