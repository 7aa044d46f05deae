import { relative, resolve, sep } from "node:path";
import { RegistryError } from "../core/refusal.ts";

/** A path as events keep it: relative to the workspace folder where it is inside, `/` separators. */
export function relativePath(folder: string, path: string): string {
  const absolute = resolve(folder, path);
  const inside = relative(folder, absolute);
  const kept =
    inside === "" || inside === ".." || inside.startsWith(`..${sep}`) ? absolute : inside;
  return kept.split(sep).join("/");
}

/** Evidence is read from the workspace only. @throws RegistryError `file-problem` */
export function insideFolder(folder: string, path: string): string {
  const inside = relativePath(folder, path);
  if (!inside.startsWith("/") && !/^[A-Za-z]:/.test(inside)) return `${folder}/${inside}`;
  throw new RegistryError({
    code: "file-problem",
    message: `${path} is outside of the workspace folder.`,
    wayOut: "Copy it into the workspace and try again.",
  });
}
