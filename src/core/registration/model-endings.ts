/** Endings of formats that only models have: their files open in the inspector. */
export const ownModelEndings = (
  "onnx safetensors gguf ggml pkl pickle joblib sav dill pt pth ptl ckpt torchscript pt2 h5 hdf5 keras " +
  "tflite pte mlmodel mlpackage ubj cbm xgb lgb skops mar nemo npz npy ftz"
).split(" ");

/** Endings that files of other kinds have as well: the inspector is offered, not imposed. */
export const sharedModelEndings = "bin pb pmml model msgpack vec rds rdata rda mat".split(" ");

/** All endings of model files, in lower case and without the dot. */
export const modelEndings: readonly string[] = [...ownModelEndings, ...sharedModelEndings];

const compressions = "gz bz2 xz zst lzma z".split(" ");

/**
 * Source of a pattern for the names of model files, compressed ones too, for a manifest and for
 * code. It needs the flag `i`.
 */
export const modelEndingPattern = `\\.(${modelEndings.join("|")})(\\.(${compressions.join("|")}))?$`;

/**
 * Source of a pattern for the names that models have among the many files that end with `.json`,
 * `.txt`, `.xml` or `.index`: `model.json`, `xgb_model_v2.json`, `lightgbm.txt`,
 * `openvino_model.xml`, `model.safetensors.index.json`, `model.ckpt-100.index`. It needs the flag
 * `i`.
 */
export const namedModelPattern =
  "(((^|[._-])(model|xgb|xgboost|lgb|lgbm|lightgbm|booster|catboost|openvino)([._-]?v?[0-9][a-z0-9._-]*)?|\\.index)\\.(json|txt|xml)|(^|[._-])(ckpt|checkpoint|variables)([._-]?[0-9]+)?\\.index)$";

const patterns = [modelEndingPattern, namedModelPattern].map((source) => new RegExp(source, "i"));

/**
 * Returns whether a file has the name of a model; folders and other files may be models as well.
 */
export function isNamedAsModelFile(name: string): boolean {
  return patterns.some((pattern) => pattern.test(name));
}
