/**
 * Random access to the bytes of a file. Readers ask for the ranges they need, so that a file of many
 * gigabytes costs its header.
 */
export interface Source {
  /** The file's name, without folders. */
  readonly name: string;
  /** Bytes in all. */
  readonly size: number;
  /**
   * The bytes from `offset`, fewer than `length` only at the end of the file. A reader asks for at
   * most `maxRead` bytes at once.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file or folder as a reader may see its surroundings: nothing outside it, no links. */
export interface Surroundings {
  /** Relative paths of the files in a folder, `/` separators, at most `limit`, sorted; no links. */
  list(limit: number): Promise<readonly string[]>;
  /**
   * A file beside the inspected one (or within the inspected folder) by relative path.
   * `absent`: there is none. `outside`: the path is absolute, has `..`, or goes through a symbolic
   * link, or the file is a hard link of another.
   */
  open(path: string): Promise<Source | "absent" | "outside">;
}

/** Bytes of one read at most. */
export const maxRead = 64 * 1024 * 1024;
