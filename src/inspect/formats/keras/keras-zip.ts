import * as z from "zod";
import { memorySource, partOf } from "../../contract/archive-member.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import type { Source } from "../../contract/source.ts";
import { worstVerdict } from "../../contract/verdict.ts";
import { Bytes, u32, utf8 } from "../../encodings/bytes.ts";
import { readHdf5, type Hdf5Contents } from "../../encodings/hdf5/read-hdf5.ts";
import { parseJson } from "../../encodings/parse-json.ts";
import {
  readZipDirectory,
  type ZipDirectory,
  type ZipEntry,
} from "../../encodings/zip/directory.ts";
import { openEntry, readEntry } from "../../encodings/zip/entry.ts";
import { readZip } from "../archive/archive-formats.ts";
import { readKerasConfig } from "./config.ts";
import { describeKeras } from "./describe.ts";

const zipSignature = 0x04034b50;
const configName = "config.json";
const metadataName = "metadata.json";
const weightsName = "model.weights.h5";
const maxConfig = 64 * 1024 * 1024;
/** Weights that are compressed are inflated into memory. Keras stores them as they are. */
const maxInflated = 64 * 1024 * 1024;

const Metadata = z.looseObject({
  keras_version: z.string().optional(),
  date_saved: z.string().optional(),
});

/** Keras 3: a zip of the configuration, the metadata and the weights. https://keras.io/api/models/model_saving_apis/ */
export const kerasZip: FileFormat = {
  id: "keras",
  extensions: [".keras"],

  async recognise({ head, source, signal }) {
    if (head.length < 4 || u32(head) !== zipSignature) return false;
    try {
      const directory = await readZipDirectory(source, signal);
      if (directory.find(configName) === undefined) return false;
      // Keras reads the configuration and the weights only: a file without the metadata works as well.
      return (
        directory.find(metadataName) !== undefined ||
        directory.find(weightsName) !== undefined ||
        /\.keras$/i.test(source.name)
      );
    } catch (error) {
      if (error instanceof Unreadable) return false;
      throw error;
    }
  },

  async read(file: FileToRead): Promise<Reading> {
    const { source, signal } = file;
    const directory = await readZipDirectory(source, signal);
    const config = await readText(source, directory, configName);
    const metadata =
      directory.find(metadataName) === undefined
        ? {}
        : parseJson(await readText(source, directory, metadataName), Metadata, metadataName);
    const entry = directory.find(weightsName);
    const weights = entry ? await readWeights(source, entry, signal) : undefined;
    const reading = describeKeras({
      config: readKerasConfig(parseJson(config, z.unknown(), configName)),
      version: metadata.keras_version,
      metadata: metadata.date_saved === undefined ? {} : { "date saved": metadata.date_saved },
      tensors: weights?.datasets ?? [],
      findings: [...directory.findings, ...(weights?.findings ?? [])],
      isComplete: weights?.isComplete ?? true,
    });
    return withPickles(reading, await readZip(file, /^(config|metadata)\.json$/));
  },
};

/** A zip can be a model of Keras to one program and a pickle to another: it is as safe as the worse. */
function withPickles(keras: Reading, zip: Reading): Reading {
  const { description, findings = [], ...rest } = keras;
  const more = (zip.findings ?? []).filter(
    ({ code, where }) => !findings.some((known) => known.code === code && known.where === where),
  );
  const imports = [...(description.imports ?? []), ...(zip.description.imports ?? [])];
  return {
    ...rest,
    description: {
      ...description,
      ...(imports.length > 0 && { imports }),
      verdict: worstVerdict([description.verdict, zip.description.verdict]),
    },
    findings: [...findings, ...more],
  };
}

async function readText(source: Source, directory: ZipDirectory, name: string): Promise<string> {
  const entry = directory.find(name);
  if (!entry) throw new Unreadable(`The zip has no ${name}`);
  const { bytes } = await readEntry(source, entry, maxConfig);
  return utf8(bytes);
}

async function readWeights(
  source: Source,
  entry: ZipEntry,
  signal: AbortSignal,
): Promise<Hdf5Contents> {
  if (entry.method === 0) {
    const { start } = await openEntry(source, entry);
    return readHdf5(new Bytes(partOf(source, weightsName, start, entry.size), signal));
  }
  const { bytes } = await readEntry(source, entry, maxInflated);
  return readHdf5(new Bytes(memorySource(weightsName, bytes), signal));
}
