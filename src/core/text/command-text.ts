/** Words that mean the same to every shell and every reader, without quotes. */
const plainWord = /^[\w@%+=:,./-]+$/;
/** Characters that are invisible, or are shown in another place than they stand in. */
const unseen = /[\p{C}\u2028\u2029]/gu;

/**
 * Returns a program and its arguments so that a person sees exactly what runs: one line, words that
 * are not plain in quotes, and no character that hides.
 */
export function commandText(words: readonly string[]): string {
  return words.map((word) => (plainWord.test(word) ? word : quoted(word))).join(" ");
}

function quoted(word: string): string {
  return JSON.stringify(word).replace(unseen, written);
}

/**
 * Returns a command line that a person can paste: words that are not plain stand in quotes, in which
 * a shell replaces nothing; on Windows PowerShell, and cmd.exe as far as it can. Characters that hide
 * are left out.
 */
export function shellText(
  words: readonly string[],
  { isWindows = false }: { readonly isWindows?: boolean } = {},
): string {
  return words
    .map((word) => word.replace(unseen, ""))
    .map((word) => (isWindows ? windowsWord(word) : posixWord(word)))
    .join(" ");
}

function posixWord(word: string): string {
  return plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function windowsWord(word: string): string {
  if (plainWord.test(word.replaceAll("\\", "/"))) return word;
  return /["$`%]/.test(word) ? `'${word.replaceAll("'", "''")}'` : `"${word}"`;
}

/**
 * Returns the lines of a command line as a person wrote it, whole, with characters that hide written
 * out: nothing runs that is not seen.
 */
export function visibleLines(line: string): readonly string[] {
  return line.split(/\r?\n/).map((text) => text.replaceAll("\t", "    ").replace(unseen, written));
}

function written(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
