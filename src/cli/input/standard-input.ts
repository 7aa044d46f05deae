import { CliError } from "../failure.ts";

/** Bytes. Metrics and parameters are small. */
const maxBytes = 8 * 1024 * 1024;

/**
 * Reads all of standard input.
 *
 * @param option the option that asks for it, for messages
 * @throws CliError `usage` if nothing is piped or it is too much
 */
export async function readStandardInput(option: string): Promise<Uint8Array> {
  if (process.stdin.isTTY) {
    throw new CliError({ reason: "nothing-piped", option });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > maxBytes) {
      throw new CliError({ reason: "too-much-piped", option });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
