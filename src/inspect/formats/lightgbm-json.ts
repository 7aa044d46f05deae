import * as z from "zod";
import type { FileFormat, Reading } from "../contract/format.ts";
import { beginsWith, Bytes, utf8 } from "../encodings/bytes.ts";
import { readJsonParts } from "../encodings/json-stream.ts";
import { parseValue } from "../encodings/parse-json.ts";
import type { Selection } from "../encodings/selection.ts";
import { taskOfObjective } from "./lightgbm.ts";

/** Keys of which a few identify the format, in whatever order they are written. */
const keys =
  /"(num_tree_per_iteration|max_feature_idx|label_index|feature_infos|tree_info|average_output)"\s*:/g;
const enoughKeys = 3;

/** Parts to read: not the trees, which are most of a file and not needed for a description. */
const parts: Selection = {
  name: "all",
  version: "all",
  objective: "all",
  num_class: "all",
  feature_names: "all",
};

const Model = z.object({
  name: z.string(),
  version: z.string(),
  objective: z.string().default(""),
  num_class: z.int().min(1),
  feature_names: z.array(z.string()),
});

/**
 * The model as `Booster.dump_model` gives it, written as JSON.
 * https://github.com/microsoft/LightGBM/blob/master/src/boosting/gbdt_model_text.cpp, `DumpModel`
 */
export const lightgbmJson: FileFormat = {
  id: "lightgbm-json",
  extensions: [".json"],
  isText: true,

  recognise({ head }) {
    if (!beginsWith(head, "{")) return false;
    const found = new Set(
      utf8(head)
        .match(keys)
        ?.map((key) => key.replace(/\s/g, "")),
    );
    return found.size >= enoughKeys;
  },

  async read({ source, signal }): Promise<Reading> {
    const document = await readJsonParts(new Bytes(source, signal), parts);
    const model = parseValue(document, Model, "The model");
    return {
      description: {
        framework: "lightgbm",
        formatVersion: model.version,
        architecture: model.name,
        ...taskOfObjective(model.objective),
        signature: {
          inputs: model.feature_names.map((name) => ({ name, dtype: "float64" })),
          outputs: [],
        },
        metadata: {
          ...(model.objective !== "" && { objective: model.objective }),
          ...(model.num_class > 1 && { classes: String(model.num_class) }),
        },
        verdict: "weights-only",
      },
    };
  },
};
