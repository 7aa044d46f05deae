import { Unreadable } from "../../contract/format.ts";
import { zeroTerminated } from "../../encodings/bytes.ts";
import {
  intField,
  rootTable,
  tableField,
  tablesField,
  textField,
  vectorField,
  type Table,
} from "../../encodings/flatbuffers.ts";

/** Fields of `Model` (schema.fbs). */
const model = { buffers: 4, metadata: 6 } as const;
const maxEntries = 1000;
const maxValue = 64;

export interface Metadata {
  /** The version of TensorFlow that converted the model. */
  readonly version: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The entries of `Model.metadata` that are read here; each names a buffer. */
export async function readMetadata(root: Table): Promise<Metadata> {
  let version: string | undefined;
  const metadata: Record<string, string> = {};
  const buffers: Table[] = [];
  for await (const buffer of tablesField(root, model.buffers)) buffers.push(buffer);
  let entries = 0;
  for await (const entry of tablesField(root, model.metadata)) {
    entries += 1;
    if (entries > maxEntries) throw new Unreadable("There is too much metadata");
    const name = await textField(entry, 0);
    const buffer = buffers[await intField(entry, 1)];
    if (!buffer) continue;
    const { start, length } = await vectorField(buffer, 0, 1);
    if (name === "CONVERSION_METADATA" && length > 0) version = await readVersion(root, start);
    if (name === "min_runtime_version") {
      metadata[name] = zeroTerminated(await root.bytes.at(start, Math.min(length, maxValue)));
    }
  }
  return { version, metadata };
}

/** `ConversionMetadata` (conversion_metadata.fbs): its environment has the version first. */
async function readVersion(root: Table, start: number): Promise<string | undefined> {
  const environment = await tableField(await rootTable(root.bytes, start), 0);
  return environment && (await textField(environment, 0));
}
