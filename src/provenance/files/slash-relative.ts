import { relative, resolve, sep } from "node:path";

/**
 * Returns the path relative to the folder, with `/` separators; `..` leads out of it.
 *
 * @param path absolute, or relative to `base`
 */
export function slashRelative(folder: string, path: string, base = folder): string {
  return relative(folder, resolve(base, path)).split(sep).join("/");
}

/**
 * Returns true if a path from `slashRelative` is inside the folder or is the folder itself (an
 * empty path).
 */
export function isInside(path: string): boolean {
  return (
    path !== ".." && !path.startsWith("../") && !path.startsWith("/") && !/^[a-z]:/i.test(path)
  );
}
