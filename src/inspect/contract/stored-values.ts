/** Bytes that are read one after another. */
export interface ValueReader {
  /** The next `length` bytes; throws `Unreadable` if there are fewer. */
  take(length: number): Promise<Uint8Array>;
  /** Releases its resources if its bytes are not read to their end. */
  close(): void;
}

/** A tensor of a file whose values can be read where they lie, without running anything. */
export interface StoredValues {
  readonly name: string;
  /** Type of an element, `float32`; with what else decides how its bytes are to be understood. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes of all values. */
  readonly size: number;
  /** Opens the values; undefined if they are not in the file or in a form of their own. */
  readonly open: (() => Promise<ValueReader>) | undefined;
}
