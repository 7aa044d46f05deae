import { relative, resolve, sep } from "node:path";

/** A path as events keep it: relative to the workspace folder where it is inside, `/` separators. */
export function relativePath(folder: string, path: string): string {
  const absolute = resolve(folder, path);
  const inside = relative(folder, absolute);
  const kept =
    inside === "" || inside === ".." || inside.startsWith(`..${sep}`) ? absolute : inside;
  return kept.split(sep).join("/");
}
