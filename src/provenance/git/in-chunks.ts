/** Maximum number of characters of arguments in one command line; Windows takes 32,767 in all. */
const maxCharacters = 16_000;

/** Yields the arguments in order, in groups that fit a command line. */
export function* inChunks(args: readonly string[]): Generator<readonly string[]> {
  let chunk: string[] = [];
  let length = 0;
  for (const arg of args) {
    if (chunk.length > 0 && length + arg.length > maxCharacters) {
      yield chunk;
      chunk = [];
      length = 0;
    }
    chunk.push(arg);
    length += arg.length + 1;
  }
  if (chunk.length > 0) yield chunk;
}
