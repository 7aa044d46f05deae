import type { Dataset } from "../../core/model/data/dataset.ts";

const words: Readonly<Record<string, Dataset["role"]>> = {
  train: "training",
  training: "training",
  val: "validation",
  valid: "validation",
  validation: "validation",
  dev: "validation",
  test: "test",
  testing: "test",
  holdout: "test",
};

/** Returns the role of data if the name of its file or folder tells it: `data/wine/test.csv`. */
export function roleByName(path: string): Dataset["role"] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const roles = new Set(
    name
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^a-z]+/)
      .flatMap((word) => (Object.hasOwn(words, word) ? [words[word]] : [])),
  );
  // `train-test.csv` is both, and so neither.
  return roles.size === 1 ? [...roles][0] : undefined;
}
