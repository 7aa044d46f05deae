import { Unreadable, type FileFormat, type FileToRead, type Reading } from "../contract/format.ts";
import { Bytes, utf8 } from "../encodings/bytes.ts";

/** Bytes of the header at most: it has three lists as long as there are features or trees. */
const maxHeader = 64 * 1024 * 1024;

const treesEnd = "end of trees";

/**
 * LightGBM's text: `key=value` lines, an empty line, the trees.
 * https://github.com/microsoft/LightGBM/blob/master/src/boosting/gbdt_model_text.cpp
 */
export const lightgbm: FileFormat = {
  id: "lightgbm",
  extensions: [".txt"],
  isText: true,

  recognise: ({ head }) => /^\w+\r?\nversion=v\d+\r?\n/.test(utf8(head.subarray(0, 64))),

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const bytes = new Bytes(source, signal);
    const { text, end } = await readHeader(bytes);
    const lines = text.split(/\r?\n/);
    const fields = new Map<string, string>();
    for (const line of lines) {
      const [, key, value] = /^(\w+)=(.*)$/s.exec(line) ?? [];
      if (key !== undefined && value !== undefined) fields.set(key, value);
    }
    const trees = listOf(fields.get("tree_sizes")).map(Number);
    const expected = trees.reduce((sum, size) => sum + size, end);
    if (!Number.isSafeInteger(expected))
      throw new Unreadable("The sizes of the trees are no sizes");
    // What follows the trees is for people: importances and the parameters of the training.
    if (fields.get("version") === "v2") await requireEndOfVersion2(bytes, expected);
    else if (utf8(await bytes.at(expected, treesEnd.length)) !== treesEnd)
      throw new Unreadable("The trees do not end", `byte ${expected}`);
    return { description: describe(lines[0] ?? "", fields, trees.length) };
  },
};

/**
 * Checks the end of the trees in files before version 3, which have no end mark: the importances or
 * parameters follow, or nothing.
 */
async function requireEndOfVersion2(bytes: Bytes, expected: number): Promise<void> {
  if (expected > bytes.size) throw new Unreadable("The trees do not end", `byte ${expected}`);
  const rest = utf8(await bytes.upTo(expected, 64));
  if (!/^\s*(feature importances:|pandas_categorical:|parameters:|$)/.test(rest))
    throw new Unreadable("The trees do not end", `byte ${expected}`);
}

/** The text up to the first empty line. */
async function readHeader(bytes: Bytes): Promise<{ text: string; end: number }> {
  const parts: Uint8Array[] = [];
  let end = 0;
  while (end < Math.min(bytes.size, maxHeader)) {
    const part = await bytes.ahead(end);
    parts.push(part);
    end += part.length;
    // Only the new part and the line break before it can hold the empty line.
    const tail = utf8(Buffer.concat(parts.slice(-2)));
    if (!/\n\r?\n/.test(tail)) continue;
    const text = Buffer.concat(parts).toString("latin1");
    const found = /\n\r?\n/.exec(text);
    if (found) {
      const headerEnd = found.index + found[0].length;
      return { text: utf8(Buffer.concat(parts).subarray(0, found.index)), end: headerEnd };
    }
  }
  throw new Unreadable("The header has no end", `byte ${end}`);
}

function describe(
  booster: string,
  fields: ReadonlyMap<string, string>,
  trees: number,
): Reading["description"] {
  const objective = fields.get("objective") ?? "";
  const classes = fields.get("num_class") ?? "";
  return {
    framework: "lightgbm",
    formatVersion: fields.get("version") ?? "",
    architecture: booster,
    ...taskOfObjective(objective),
    signature: {
      inputs: listOf(fields.get("feature_names")).map((name) => ({ name, dtype: "float64" })),
      outputs: [],
    },
    metadata: {
      ...(objective !== "" && { objective }),
      trees: String(trees),
      ...(classes !== "" && { classes }),
    },
    verdict: "weights-only",
  };
}

function listOf(text = ""): string[] {
  return text.split(" ").filter((part) => part !== "");
}

/** https://lightgbm.readthedocs.io/en/stable/Parameters.html#objective */
export function taskOfObjective(objective: string): { task?: string } {
  const [name = ""] = objective.split(" ");
  if (/^(binary|multiclass|multiclassova|cross_entropy|cross_entropy_lambda)$/.test(name)) {
    return { task: "classification" };
  }
  if (/^(lambdarank|rank_xendcg)$/.test(name)) return { task: "ranking" };
  if (/^(regression|regression_l1|huber|fair|poisson|quantile|mape|gamma|tweedie)$/.test(name)) {
    return { task: "regression" };
  }
  return {};
}
