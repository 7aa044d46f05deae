import * as z from "zod";
import { Bytes } from "../bytes.ts";
import type { FileFormat, FileToRead, Reading } from "../format.ts";
import { isHdf5, readHdf5 } from "../hdf5/read-hdf5.ts";
import { parseJson } from "../parse-json.ts";
import { readKerasConfig } from "./config.ts";
import { describeKeras } from "./describe.ts";

/**
 * HDF5, as Keras wrote models until version 3 and writes weights today: the configuration is an
 * attribute of the root (keras/src/legacy/saving/legacy_h5_format.py). Any other HDF5 file is described
 * by its datasets.
 */
export const kerasH5: FileFormat = {
  id: "h5",
  name: "HDF5",
  extensions: [".h5", ".hdf5"],

  recognise: ({ head }) => isHdf5(head),

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const { attributes, datasets, findings, isComplete } = await readHdf5(
      new Bytes(source, signal),
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
