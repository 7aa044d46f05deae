/** A file of an archive. */
export interface TarFile {
  readonly path: string;
  readonly size: number;
  /** Opens its bytes, as many as its size says. */
  readonly open: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** An archive as it is read. */
interface TarStream {
  /** Bytes in all. */
  readonly size: number;
  readonly chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

const block = 512;
/** Longest path (bytes) that a header holds without a record of its own. */
const maxPlainPath = 100;
/** Largest size (bytes) that 11 octal digits hold. */
const maxPlainSize = 8 ** 11 - 1;

/**
 * Returns files as a tar archive (POSIX.1-2001, pax), made as it is read. The same files give the same
 * bytes.
 *
 * @param time of modification of all files, in seconds since the epoch
 */
export function tarOf(files: readonly TarFile[], time: number): TarStream {
  const headers = files.map((file) => headersOf(file, time));
  const size = files.reduce(
    (sum, file, index) => sum + (headers[index]?.length ?? 0) + padded(file.size),
    2 * block,
  );
  const chunks = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (const [index, file] of files.entries()) {
      yield headers[index] ?? new Uint8Array();
      yield* file.open();
      yield new Uint8Array(padded(file.size) - file.size);
    }
    yield new Uint8Array(2 * block);
  };
  return { size, chunks: chunks() };
}

function padded(size: number): number {
  return Math.ceil(size / block) * block;
}

/** Returns the header of a file, after a record of what does not fit into it. */
function headersOf({ path, size }: TarFile, time: number): Uint8Array<ArrayBuffer> {
  const records = [
    ...(Buffer.byteLength(path) > maxPlainPath ? [record("path", path)] : []),
    ...(size > maxPlainSize ? [record("size", String(size))] : []),
  ].join("");
  const plain = { path, size: Math.min(size, maxPlainSize), time, type: "0" } as const;
  if (records === "") return header(plain);
  const length = Buffer.byteLength(records);
  const extended = Buffer.alloc(padded(length));
  extended.write(records);
  const before = header({ path: "PaxHeader", size: length, time, type: "x" });
  return Buffer.concat([before, extended, header(plain)]);
}

/** Returns `<length> key=value\n`, whose length counts its own digits. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = Buffer.byteLength(rest);
  let digits = String(length).length;
  while (String(length + digits).length > digits) digits += 1;
  return `${length + digits}${rest}`;
}

interface Header {
  readonly path: string;
  readonly size: number;
  readonly time: number;
  readonly type: "0" | "x";
}

/** Returns a block of the form ustar. */
function header({ path, size, time, type }: Header): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, length: number): string =>
    value.toString(8).padStart(length - 1, "0");
  // Cut to what fits; the record has all of it.
  bytes.set(Buffer.from(path).subarray(0, maxPlainPath), 0);
  bytes.write(octal(0o644, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size, 12), 124);
  bytes.write(octal(time, 12), 136);
  bytes.write(" ".repeat(8), 148);
  bytes.write(type, 156);
  bytes.write("ustar\u000000", 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${octal(sum, 7)}\u0000 `, 148);
  return bytes;
}
