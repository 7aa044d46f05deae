import { Unreadable, type FileFormat, type FileToRead, type Reading } from "../contract/format.ts";
import { Bytes, u32, u64, utf8, viewOf } from "../encodings/bytes.ts";
import { taskOfObjective } from "./xgboost.ts";

const magic = "binf";
/** Bytes of the structures, which are written as they lie in memory. */
const sizes = { parameters: 136, forest: 160, tree: 148, node: 20, statistics: 16, linear: 136 };
/** Offset of the reserved numbers, which are zero: version 1.7 uses the two before them. */
const reservedAt = 36;
const maxText = 1024;
const maxTrees = 1_000_000;
const maxNodes = 100_000_000;
const maxEntries = 10_000;

const boosters = ["gbtree", "gblinear", "dart"] as const;

/**
 * XGBoost's first format, which releases before 2.1 could write (`.model`, `.bin`, `.deprecated`): the
 * structures of the program one after another.
 * https://github.com/dmlc/xgboost/blob/release_1.7.0/src/learner.cc, `LearnerIO::LoadModel`;
 * src/gbm/gbtree_model.h, `GBTreeModel::Load`; include/xgboost/tree_model.h, `RegTree::Load`
 */
export const xgboostBinary: FileFormat = {
  id: "xgboost-binary",
  extensions: [".xgb", ".deprecated"],

  recognise({ head }) {
    const start = startOf(head);
    if (head.length < start + sizes.parameters + 32) return false;
    const parameters = head.subarray(start, start + sizes.parameters);
    const [hasAttributes, hasMetrics] = [u32(parameters, 12), u32(parameters, 16)];
    const isReserved = parameters.subarray(reservedAt).every((byte) => byte === 0);
    if (!isReserved || hasAttributes > 1 || hasMetrics > 1) return false;
    // The objective and the booster, each after its length.
    const rest = head.subarray(start + sizes.parameters);
    const length = rest[0] ?? 0;
    const booster = Buffer.from(rest.subarray(16 + length, 24 + length)).toString("latin1");
    return (
      rest.subarray(1, 8).every((byte) => byte === 0) &&
      /^[\w:]+$/.test(Buffer.from(rest.subarray(8, 8 + length)).toString("latin1")) &&
      boosters.some((name) => booster.startsWith(name))
    );
  },

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const reader = new Reader(new Bytes(source, signal));
    reader.skip(startOf(await reader.peek(4)));
    const parameters = await reader.take(sizes.parameters);
    const objective = await reader.text();
    const booster = await reader.text();
    const trees = await readBooster(reader, booster);
    const attributes = u32(parameters, 12) === 0 ? {} : await readAttributes(reader);
    if (u32(parameters, 16) !== 0) await readMetrics(reader);
    if (!reader.isAtEnd) throw new Unreadable("Bytes follow the model", reader.where);
    return describe(parameters, { objective, booster, trees, attributes });
  },
};

function startOf(head: Uint8Array): number {
  return Buffer.from(head.subarray(0, 4)).toString("latin1") === magic ? 4 : 0;
}

/** Reads values one after another. */
class Reader {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get where(): string {
    return `byte ${this.#at}`;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.size;
  }

  peek(length: number): Promise<Uint8Array> {
    return this.#bytes.upTo(this.#at, length);
  }

  async take(length: number): Promise<Uint8Array> {
    const bytes = await this.#bytes.at(this.#at, length);
    this.#at += length;
    return bytes;
  }

  skip(length: number): void {
    if (this.#at + length > this.#bytes.size)
      throw new Unreadable("The file is cut short", this.where);
    this.#at += length;
  }

  /** Reads the number of elements that follow. */
  async length(limit: number): Promise<number> {
    const length = u64(await this.take(8));
    if (length > limit) throw new Unreadable("A length is not possible", this.where);
    return length;
  }

  async text(limit = maxText): Promise<string> {
    return utf8(await this.take(await this.length(limit)));
  }
}

/** Passes over the booster, and returns how many trees it has. */
async function readBooster(reader: Reader, booster: string): Promise<number | undefined> {
  if (!boosters.some((name) => name === booster))
    throw new Unreadable("The booster is none that is known", reader.where);
  if (booster === "gblinear") {
    reader.skip(sizes.linear);
    reader.skip(4 * (await reader.length(maxNodes)));
    return undefined;
  }
  const forest = await reader.take(sizes.forest);
  const trees = u32(forest, 0);
  if (trees > maxTrees) throw new Unreadable("There are too many trees", reader.where);
  for (let tree = 0; tree < trees; tree++) {
    const nodes = u32(await reader.take(sizes.tree), 4);
    if (nodes < 1 || nodes > maxNodes) throw new Unreadable("A tree has no size", reader.where);
    reader.skip(nodes * (sizes.node + sizes.statistics));
  }
  reader.skip(4 * trees);
  if (booster === "dart" && trees > 0) reader.skip(4 * (await reader.length(maxTrees)));
  return trees;
}

async function readAttributes(reader: Reader): Promise<Record<string, string>> {
  const attributes: [string, string][] = [];
  const count = await reader.length(maxEntries);
  for (let entry = 0; entry < count; entry++)
    attributes.push([await reader.text(), await reader.text(maxNodes)]);
  return Object.fromEntries(attributes);
}

async function readMetrics(reader: Reader): Promise<void> {
  const count = await reader.length(maxEntries);
  for (let entry = 0; entry < count; entry++) await reader.text();
}

interface Contents {
  readonly objective: string;
  readonly booster: string;
  readonly trees: number | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

function describe(
  parameters: Uint8Array,
  { objective, booster, trees, attributes }: Contents,
): Reading {
  const features = u32(parameters, 4);
  const classes = viewOf(parameters).getInt32(8, true);
  const [major, minor] = [u32(parameters, 20), u32(parameters, 24)];
  return {
    description: {
      framework: "xgboost",
      // Written since version 1.0.
      ...(major > 0 && { frameworkVersion: `${major}.${minor}` }),
      ...taskOfObjective(objective),
      architecture: booster,
      signature: {
        inputs: features > 0 ? [{ name: "data", dtype: "float32", shape: [null, features] }] : [],
        outputs: [],
      },
      metadata: {
        ...attributes,
        objective,
        ...(trees !== undefined && { trees: String(trees) }),
        ...(classes > 0 && { classes: String(classes) }),
      },
      verdict: "weights-only",
    },
  };
}
