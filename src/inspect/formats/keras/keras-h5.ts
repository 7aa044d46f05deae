import * as z from "zod";
import { partOf } from "../../contract/archive-member.ts";
import type { FileFormat, FileToRead, Reading } from "../../contract/format.ts";
import { Bytes } from "../../encodings/bytes.ts";
import { readHdf5, startOfHdf5 } from "../../encodings/hdf5/read-hdf5.ts";
import { parseJson } from "../../encodings/parse-json.ts";
import { readKerasConfig } from "./config.ts";
import { describeKeras } from "./describe.ts";

/** Bytes that are searched for the end of a user block. */
const headSize = 64 * 1024;

/**
 * HDF5, as Keras wrote models until version 3 and writes weights today: the configuration is an
 * attribute of the root (keras/src/legacy/saving/legacy_h5_format.py). Any other HDF5 file is described
 * by its datasets.
 */
export const kerasH5: FileFormat = {
  id: "h5",
  extensions: [".h5", ".hdf5"],

  recognise: ({ head }) => startOfHdf5(head) !== undefined,

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const start = startOfHdf5(await source.read(0, headSize)) ?? 0;
    const content = start === 0 ? source : partOf(source, source.name, start, source.size - start);
    const { attributes, datasets, findings, isComplete } = await readHdf5(
      new Bytes(content, signal),
      start,
    );
    const model = attributes.get("model_config");
    const backend = attributes.get("backend");
    return describeKeras({
      config:
        model === undefined
          ? undefined
          : readKerasConfig(parseJson(model, z.unknown(), "The configuration of the model")),
      version: attributes.get("keras_version"),
      metadata: backend === undefined ? {} : { backend },
      tensors: datasets,
      findings,
      isComplete,
    });
  },
};
