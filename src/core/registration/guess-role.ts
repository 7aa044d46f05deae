import type { ArtifactRole } from "../model/artifact.ts";
import { modelEndingPattern } from "./model-endings.ts";

const modelFile = new RegExp(modelEndingPattern);

/** In the names of files that prepare data for a model. */
export const preprocessorWords =
  /scaler|encoder|tokenizer|vocab|vectorizer|preprocess|transformer|imputer|merges/;

/**
 * Guesses the purpose of a file from its name: `scaler.pkl` prepares data, `config.json`
 * configures, `README.md` reports. The primary file is the model unless its name says that it is
 * about one.
 */
export function guessRole(path: string, isPrimary: boolean): ArtifactRole {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (preprocessorWords.test(name)) {
    return isPrimary && !path.includes("/") ? "model" : "preprocessor";
  }
  if (modelFile.test(name)) return "model";
  if (/(example|sample)/.test(name)) return "example";
  if (/(metric|eval|score|result)/.test(name)) return "evaluation";
  if (/\.(md|html|pdf|png|svg)$/.test(name)) return "report";
  if (isPrimary && !path.includes("/")) return "model";
  return "config";
}
