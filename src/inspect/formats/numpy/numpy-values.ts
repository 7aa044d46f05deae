import type { Source } from "../../contract/source.ts";
import type { StoredValues, ValueReader } from "../../contract/stored-values.ts";
import { elementCount } from "../../contract/tensors.ts";
import { ByteCursor, rangeSupply, type ByteSupply } from "../../encodings/byte-cursor.ts";
import { rangeReader, supplyReader } from "../../encodings/value-reader.ts";
import { readZipDirectory } from "../../encodings/zip/directory.ts";
import { openEntry } from "../../encodings/zip/entry.ts";
import { npyHeaderSize, readNpyHeader, type NpyHeader } from "./npy-header.ts";

/** Returns the one array of an `.npy` file. */
export async function npyValues(source: Source): Promise<readonly StoredValues[]> {
  const header = await headerOf(rangeSupply(source));
  const open = (): Promise<ValueReader> =>
    Promise.resolve(rangeReader(source, header.size, source.size));
  return [valuesOf("array", header, open)];
}

/** Returns the arrays of an `.npz` file. */
export async function npzValues(
  source: Source,
  signal: AbortSignal,
): Promise<readonly StoredValues[]> {
  const { entries } = await readZipDirectory(source, signal);
  const values: StoredValues[] = [];
  for (const entry of entries) {
    const { supply } = await openEntry(source, entry);
    const header = await headerOf(supply).finally(() => supply.close?.());
    const open = async (): Promise<ValueReader> =>
      supplyReader((await openEntry(source, entry)).supply, header.size);
    values.push(valuesOf(entry.name.replace(/\.npy$/, ""), header, open));
  }
  return values;
}

async function headerOf(supply: ByteSupply): Promise<NpyHeader> {
  const cursor = new ByteCursor(supply);
  const size = npyHeaderSize(await cursor.peek(12));
  return readNpyHeader(await cursor.peek(size));
}

function valuesOf(
  name: string,
  { dtype, shape, itemsize = 0, layout, pickled }: NpyHeader,
  open: () => Promise<ValueReader>,
): StoredValues {
  // Objects would have to be unpickled; numbers in another order or byte order are compared as bytes.
  const isPlain = /^[<|=][^ ]*$/.test(layout);
  const size = elementCount(shape) * itemsize;
  return {
    name,
    dtype: isPlain ? dtype : layout,
    shape,
    size,
    open: pickled ? undefined : open,
  };
}
