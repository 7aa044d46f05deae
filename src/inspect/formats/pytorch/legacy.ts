import type { FileToRead, Reading } from "../../contract/format.ts";
import { ByteCursor, rangeSupply } from "../../encodings/byte-cursor.ts";
import { readPickles } from "../../encodings/pickle/read-pickles.ts";
import type { PickleScan } from "../../encodings/pickle/scan.ts";
import { describeTensors } from "./describe-tensors.ts";

/** PROTO 2 and LONG1 of 0x1950a86a20f9469cfc6c; PyTorch, torch/serialization.py (`MAGIC_NUMBER`). */
const magic = Buffer.from("80028a0a6cfc9c46f9206aa850192e", "hex");

export function isLegacy(head: Uint8Array): boolean {
  return magic.equals(head.subarray(0, magic.length));
}

/**
 * Five pickles (magic number, protocol version, system, the object, keys of its storages), then the
 * numbers; torch/serialization.py (`_legacy_save`).
 */
export async function readLegacy({ source }: FileToRead, scan: PickleScan): Promise<Reading> {
  const options = { persistentIds: true, depth: 0 };
  const sequence = await readPickles(new ByteCursor(rangeSupply(source)), scan, options, 5);
  const { values, problem, protocol } = sequence;
  const version = values[1];
  return describeTensors(
    scan,
    { values: values.slice(3, 4), protocol, ...(problem !== undefined && { problem }) },
    { ...(typeof version === "number" && { formatVersion: `legacy ${version}` }) },
  );
}
