import nodePath from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { lexicallyInside } from "./inside-folder.ts";

/**
 * Returns the URI under which a file is recorded that is not copied: relative to the workspace folder
 * if it is inside (`file:models/big.bin`), so that it means the same in every clone; else absolute
 * (`file:///data/big.bin`).
 *
 * @param folder the workspace folder without links, absolute
 * @param path the file without links, absolute
 */
export function referenceUri(folder: string, path: string): string {
  if (lexicallyInside(folder, path) !== undefined) {
    return `file:${encoded(nodePath.relative(folder, path))}`;
  }
  // URL drops a space at the end of a name.
  return nodePath.sep === "/" ? `file://${encoded(path)}` : pathToFileURL(path).href;
}

/**
 * Returns the absolute path that a recorded URI means on this machine; undefined if it means none.
 * Somebody else may have written it: a relative one doesn't lead out of the workspace folder, and one
 * with a host, at which even a look would sign in on Windows, means nothing.
 */
export function referencePath(folder: string, uri: string): string | undefined {
  if (!/^file:/i.test(uri)) return undefined;
  const rest = uri.slice("file:".length);
  return rest.startsWith("/") ? absolutePath(uri) : relativePath(folder, rest);
}

function encoded(path: string): string {
  return path.split(nodePath.sep).map(encodeURIComponent).join("/");
}

/** Returns true if a URI names a file by its path. */
export function isFileUri(uri: string): boolean {
  return /^file:/i.test(uri);
}

function absolutePath(uri: string): string | undefined {
  try {
    const url = new URL(uri);
    if (url.host !== "" || url.pathname.startsWith("//")) return undefined;
    const path = fileURLToPath(url);
    // `\\server\share` and `\\.\device` by another spelling.
    return path.includes("\0") || /^[\\/]{2}/.test(path) ? undefined : path;
  } catch {
    return undefined;
  }
}

function relativePath(folder: string, rest: string): string | undefined {
  try {
    const parts = rest.split("/").map(decodeURIComponent);
    // A separator that was encoded is none, and `C:` is relative to another folder.
    const isPlain = parts.every(
      (part) => part !== "" && part !== "." && part !== ".." && !/[/\0]/.test(part) && !isOdd(part),
    );
    return isPlain ? lexicallyInside(folder, parts.join("/")) : undefined;
  } catch {
    return undefined;
  }
}

function isOdd(part: string): boolean {
  return nodePath.sep === "\\" && /[\\:]/.test(part);
}
