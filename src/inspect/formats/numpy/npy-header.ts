import { Unreadable } from "../../contract/format.ts";
import { u16, u32 } from "../../encodings/bytes.ts";
import { dtypeFromText } from "../../encodings/pickle/numpy-values.ts";

/** The header of an array in NumPy's own format. */
export interface NpyHeader {
  /** Format version, e.g. `1.0`. */
  readonly version: string;
  /** `float32`, `object`, `structured`… */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes of the header: the array's numbers follow. */
  readonly size: number;
  /** Bytes of one element; undefined if the header doesn't determine them. */
  readonly itemsize: number | undefined;
  /** Type and order of the elements as the header has them: `<f4`, with ` F` in Fortran's order. */
  readonly layout: string;
  /** True if a pickle follows in place of numbers, or may follow: that has to be tried. */
  readonly pickled: boolean;
}

export const npyMagic = Buffer.from("\x93NUMPY", "latin1");
const longestHeader = 1024 * 1024;

/**
 * Reads the header of an `.npy` file from its first bytes. The header is a Python literal; nothing but
 * the three keys in the form NumPy writes them is understood.
 * Source: NumPy, numpy/lib/format.py, “Format Version 1.0” and later.
 */
export function readNpyHeader(bytes: Uint8Array): NpyHeader {
  if (!npyMagic.equals(bytes.subarray(0, 6)))
    throw new Unreadable("The array does not begin like one");
  const { length, start } = headerLength(bytes);
  if (bytes.length < start + length) throw new Unreadable("The header of the array is cut short");
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  const type = /['"]descr['"]\s*:\s*(?:'([^']*)'|\[)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (type === null || shape === undefined) {
    throw new Unreadable("The header of the array does not say what it holds");
  }
  const plain = type[1] === undefined ? undefined : dtypeFromText(type[1]);
  return {
    version: `${bytes[6] ?? 0}.${bytes[7] ?? 0}`,
    dtype: plain?.name ?? type[1] ?? "structured",
    shape: axes(shape),
    size: start + length,
    itemsize: plain?.itemsize,
    layout: layoutOf(type[1], text),
    // Of two keys of one name Python takes the last: only NumPy's own form is taken at its word.
    pickled: plain?.hasObject !== false || !ownForm.test(text),
  };
}

function layoutOf(descr: string | undefined, header: string): string {
  const isFortran = /['"]fortran_order['"]\s*:\s*True/.test(header);
  return `${descr ?? "structured"}${isFortran ? " F" : ""}`;
}

const ownForm =
  /^\{'descr': '[^']*', 'fortran_order': (?:True|False), 'shape': \([\d, ]*\), \}\s*$/;

/** Bytes to read for the header to be whole. */
export function npyHeaderSize(head: Uint8Array): number {
  const { length, start } = headerLength(head);
  return start + length;
}

function headerLength(bytes: Uint8Array): { length: number; start: number } {
  if (bytes.length < 12) throw new Unreadable("The header of the array is cut short");
  const major = bytes[6] ?? 0;
  if (major < 1 || major > 3)
    throw new Unreadable(`Version ${major} of the array format is not known`);
  const length = major === 1 ? u16(bytes, 8) : u32(bytes, 8);
  if (length > longestHeader) throw new Unreadable("The header of the array is too large");
  return { length, start: major === 1 ? 10 : 12 };
}

function axes(shape: string): number[] {
  const sizes = shape
    .split(",")
    .map((size) => size.trim().replace(/L$/, ""))
    .filter((size) => size !== "")
    .map(Number);
  if (sizes.length > 64 || !sizes.every((size) => Number.isSafeInteger(size))) {
    throw new Unreadable("The array has no possible shape");
  }
  return sizes;
}
