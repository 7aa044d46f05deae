import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import {
  codeSnippet,
  type SnippetKind,
  type SnippetSubject,
} from "../../../../../src/editor/commands/versions/code-snippets.ts";

const subject: SnippetSubject = {
  reference: "fraud@Production",
  model: "fraud",
  stage: "Production",
  number: 3,
  format: "onnx",
};

const kinds: readonly SnippetKind[] = [
  "python",
  "mlflow",
  "subprocess",
  "shell",
  "dockerfile",
  "github",
  "gitlab",
];

test.each(kinds)("the code for %s names the version as it was asked for", (kind) => {
  const expected = kind === "mlflow" ? "models:/fraud/Production" : "fraud@Production";
  expect(codeSnippet(kind, subject)).toContain(expected);
});

test("code in Python loads what has a loader, and answers the path of anything else", () => {
  expect(codeSnippet("python", subject)).toContain('registry.load("fraud@Production")');
  expect(codeSnippet("subprocess", subject)).toContain("onnxruntime.InferenceSession(path)");
  expect(codeSnippet("mlflow", { ...subject, format: "mlflow" })).toContain(
    'mlflow.pyfunc.load_model("models:/fraud/Production")',
  );
  // A pickle is executed when it is loaded: nobody is led to that by a snippet.
  const pickle = { ...subject, format: "pickle" };
  expect(codeSnippet("python", pickle)).toContain('registry.resolve("fraud@Production")');
  expect(codeSnippet("subprocess", pickle)).not.toContain("load");
});

test("MLflow's client gets a number where it has no such stage", () => {
  expect(codeSnippet("mlflow", { ...subject, stage: "Live" })).toContain("models:/fraud/3");
});

test("names can't end the text that they stand in", () => {
  // Names of models hold letters, digits and . _ / - and space: neither quotes nor dollars.
  const odd = { ...subject, reference: "team/Fraud é 2@7", model: "team/Fraud é 2" };
  const code = codeSnippet("shell", odd);
  const shown = execFileSync("sh", [
    "-c",
    `model_registry() { echo "$2"; }\n${code.replace("model-registry", "model_registry")}printf %s "$path"`,
  ]);
  expect(shown.toString()).toBe("team/Fraud é 2@7");
});
