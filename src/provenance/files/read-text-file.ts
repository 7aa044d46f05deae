import { basename } from "node:path";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { fileProblem, systemFault } from "./file-problem.ts";
import { openRegularFile } from "./open-regular-file.ts";

const advice = "check-and-choose";

/**
 * Reads the text of a file of at most `maxBytes`: UTF-8, or UTF-16 with a byte order mark (which
 * PowerShell's `>` writes). The mark is removed.
 *
 * @throws RegistryError `file-problem` when the file is missing, not a file, or too large
 */
export async function readTextFile(path: string, maxBytes: number): Promise<string> {
  const file = basename(path);
  try {
    const handle = await openRegularFile(path, { file, advice });
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
    throw fileProblem({ file, fault: systemFault(error), advice, cause: error });
  }
}

function tooLarge(file: string, maxBytes: number): RegistryError {
  return fileProblem({
    file,
    fault: { kind: "too-large", most: maxBytes },
    advice: "choose-smaller",
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
      fault: { kind: "encoding", encoding: encoding.toUpperCase() },
      advice: "save-as-utf8",
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
