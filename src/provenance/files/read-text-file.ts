import { basename } from "node:path";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { fileProblem, systemProblem } from "./file-problem.ts";
import { openRegularFile } from "./open-regular-file.ts";

const wayOut = "Check the file and choose it again, or choose another.";

/**
 * Reads the text of a file of at most `maxBytes`: UTF-8, or UTF-16 with a byte order mark (which
 * PowerShell's `>` writes). The mark is removed.
 *
 * @throws RegistryError `file-problem` when the file is missing, not a file, or too large
 */
export async function readTextFile(path: string, maxBytes: number): Promise<string> {
  const file = basename(path);
  try {
    const handle = await openRegularFile(path, { file, wayOut });
    try {
      const stat = await handle.stat();
      if (stat.size > maxBytes) throw tooLarge(file, maxBytes);
      const bytes = await handle.readFile();
      if (bytes.length > maxBytes) throw tooLarge(file, maxBytes);
      return decodeText(bytes, file);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw fileProblem({
      file,
      problem: systemProblem(error),
      wayOut,
      cause: error,
    });
  }
}

const mebibyte = 1024 * 1024;

function tooLarge(file: string, maxBytes: number): RegistryError {
  return fileProblem({
    file,
    problem: `is larger than ${maxBytes < mebibyte ? `${maxBytes / 1024} KiB` : `${maxBytes / mebibyte} MiB`}`,
    wayOut: "Choose a smaller file with only the values to record.",
  });
}

/**
 * Decodes UTF-8, or UTF-16 with a byte order mark; refuses other encodings, whose letters would
 * become replacement characters.
 *
 * @throws RegistryError `file-problem`
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  const utf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe && "utf-16le") ||
    (bytes[0] === 0xfe && bytes[1] === 0xff && "utf-16be");
  const encoding = utf16 || "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw fileProblem({
      file,
      ...(!utf16 && { line: lineThatIsNotUtf8(bytes) }),
      problem: `is not ${encoding.toUpperCase()} text`,
      wayOut: "Save it with the encoding UTF-8 and try again.",
      cause: error,
    });
  }
}

function lineThatIsNotUtf8(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [line, start] = [1, 0];
  for (;;) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? undefined : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    [line, start] = [line + 1, end + 1];
  }
}
