import { isSecretLine } from "../../core/registration/secrets.ts";

/**
 * Returns the files of a patch that have a line which looks like a secret: added, removed or
 * context. Such a file is left out completely, since a patch with a masked line does not apply.
 *
 * @param patch as `git diff-index --patch` writes it, with prefixes `a/` and `b/`
 * @param files that may be in it, as git names them
 */
export function filesWithSecrets(patch: Uint8Array, files: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const known = new Map(files.map((file) => [headerOf(file), file]));
  let file: string | undefined;
  let inHunk = false;
  for (const line of Buffer.from(patch).toString("utf8").split("\n")) {
    if (line.startsWith("diff --git ")) {
      file = known.get(line) ?? unquoted(line, files);
      inHunk = false;
    } else if (line.startsWith("@@ ")) inHunk = true;
    else if (inHunk && file !== undefined && !found.has(file) && /^[ +-]/.test(line)) {
      if (isSecretLine(file, line.slice(1))) found.add(file);
    }
  }
  return found;
}

function headerOf(file: string): string {
  return `diff --git a/${file} b/${file}`;
}

/**
 * Finds the file of a header whose name is quoted because of unusual characters, which are octal
 * escapes.
 */
function unquoted(header: string, files: readonly string[]): string | undefined {
  const bytes = header
    .slice("diff --git ".length)
    .replace(/^"?a\//, "")
    .replace(/\\([0-7]{3}|[abfnrtv"\\])/g, (_escape, code: string) =>
      /^[0-7]{3}$/.test(code) ? String.fromCharCode(parseInt(code, 8)) : code,
    );
  const name = Buffer.from(bytes, "latin1").toString("utf8");
  return files.find((file) => name.startsWith(`${file}" "b/`) || name.startsWith(`${file} b/`));
}
