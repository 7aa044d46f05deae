/** Formats that are one to a person who changes from one to the other between versions. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  pickle: ["pkl", "pickle", "joblib", "sav", "dill"],
  pytorch: ["pt", "pth", "ckpt"],
  keras: ["h5", "hdf5", "keras"],
};

/** Endings of files that hold models; data has some of them too (`npz`), and those are not here. */
const modelExtensions = new Set([
  ...Object.values(kinds).flat(),
  ...(
    "bin onnx safetensors gguf ggml pb tflite mlmodel mlpackage ubj cbm pmml model skops mar " +
    "torchscript xgb lgb pte ftz vec msgpack rds"
  ).split(" "),
]);

const compressions = /\.(gz|bz2|xz|zst|lzma|z)$/i;
const backups = /[._](bak|backup|bkp|old|orig|save|prev|copy|\d[\d.-]*|v\d[\d.]*)$/i;

/** A file's name in its parts. */
export interface ModelFileName {
  /** Without extension; what was written after it (`model.pkl.bak`) stands at the end. */
  readonly stem: string;
  /**
   * Group of formats that are the same to a person, in lower case: `pickle` for `.pkl` and
   * `.JOBLIB`.
   */
  readonly kind: string;
  readonly isModel: boolean;
}

/**
 * Splits a file's name into its parts, also where a backup or a compression was added after the
 * extension.
 */
export function readModelFileName(name: string): ModelFileName {
  const uncompressed = name.replace(/~$/, ".bak").replace(compressions, "");
  const added: string[] = [];
  for (let rest = uncompressed; ;) {
    const [, stem = "", extension = ""] = /^(.+)\.([A-Za-z][A-Za-z0-9]{0,11})$/s.exec(rest) ?? [];
    if (modelExtensions.has(extension.toLowerCase())) {
      return {
        stem: [stem, ...added].join("_"),
        kind: kindOf(extension.toLowerCase()),
        isModel: true,
      };
    }
    const shorter = rest.replace(backups, "");
    if (shorter === rest || shorter === "") break;
    added.unshift(rest.slice(shorter.length + 1));
    rest = shorter;
  }
  const [, stem = uncompressed, extension = ""] =
    /^(.+)\.([A-Za-z][A-Za-z0-9]{0,11})$/s.exec(uncompressed) ?? [];
  return { stem, kind: extension.toLowerCase(), isModel: false };
}

function kindOf(extension: string): string {
  return Object.keys(kinds).find((kind) => kinds[kind]?.includes(extension) === true) ?? extension;
}
