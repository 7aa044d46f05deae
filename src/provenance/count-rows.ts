/** Rows and columns of a delimited text file, counted while its bytes go by. */
export class RowCounter {
  readonly #separator: number;
  #isQuoted = false;
  #isBlank = true;
  #records = 0;
  #columns = 1;
  #headerColumns: number | undefined;

  /** `separator` is one ASCII character. */
  constructor(separator: string) {
    this.#separator = separator.charCodeAt(0);
  }

  /** Takes the next bytes of the file. Quotes and line ends as in RFC 4180. */
  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === 0x22) {
        this.#isQuoted = !this.#isQuoted;
        this.#isBlank = false;
      } else if (byte === 0x0a && !this.#isQuoted) {
        this.#endRecord();
      } else if (byte !== 0x0d) {
        this.#isBlank = false;
        if (byte === this.#separator && !this.#isQuoted) this.#columns += 1;
      }
    }
  }

  /** Data rows, the header not counted and blank lines neither; undefined for an empty file. */
  end(): { readonly rows: number; readonly columns: number } | undefined {
    this.#endRecord();
    if (this.#headerColumns === undefined) return undefined;
    return { rows: this.#records - 1, columns: this.#headerColumns };
  }

  #endRecord(): void {
    if (!this.#isBlank) {
      this.#records += 1;
      this.#headerColumns ??= this.#columns;
    }
    this.#isBlank = true;
    this.#columns = 1;
  }
}
