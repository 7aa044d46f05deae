/** Subject of snippets of code. */
export interface SnippetSubject {
  /** `fraud@Production` or `fraud@3` */
  readonly reference: string;
  readonly model: string;
  /** Stage that the version is followed by; absent if it is named by its number. */
  readonly stage?: string;
  readonly number: number;
  /** Id of the file's format, as the inspection says it: `onnx`. */
  readonly format: string;
}

/** Names the code that a snippet is of. */
export type SnippetKind =
  "python" | "mlflow" | "subprocess" | "shell" | "dockerfile" | "github" | "gitlab";

/** Way in which a framework loads a file: the import, and the expression for the file at `path`. */
interface Loader {
  readonly imports: string;
  readonly expression: string;
}

const loaders: Readonly<Record<string, Loader>> = {
  joblib: { imports: "joblib", expression: "joblib.load(path)" },
  skops: { imports: "skops.io", expression: "skops.io.load(path)" },
  pytorch: { imports: "torch", expression: "torch.load(path, weights_only=True)" },
  torchscript: { imports: "torch", expression: "torch.jit.load(path)" },
  pt2: { imports: "torch", expression: "torch.export.load(path)" },
  safetensors: {
    imports: "safetensors.torch",
    expression: "safetensors.torch.load_file(path)",
  },
  onnx: { imports: "onnxruntime", expression: "onnxruntime.InferenceSession(path)" },
  keras: { imports: "keras", expression: "keras.models.load_model(path)" },
  h5: { imports: "keras", expression: "keras.models.load_model(path)" },
  "tensorflow-savedmodel": {
    imports: "tensorflow",
    expression: "tensorflow.saved_model.load(path)",
  },
  "xgboost-ubj": { imports: "xgboost", expression: "xgboost.Booster(model_file=path)" },
  "xgboost-json": { imports: "xgboost", expression: "xgboost.Booster(model_file=path)" },
  lightgbm: { imports: "lightgbm", expression: "lightgbm.Booster(model_file=path)" },
  catboost: { imports: "catboost", expression: "catboost.CatBoost().load_model(path)" },
  huggingface: {
    imports: "transformers",
    expression: "transformers.AutoModel.from_pretrained(path)",
  },
  mlflow: { imports: "mlflow.pyfunc", expression: "mlflow.pyfunc.load_model(path)" },
  spacy: { imports: "spacy", expression: "spacy.load(path)" },
};

/** Returns code that gets a version, loaded by its framework where that is known to be safe. */
export function codeSnippet(kind: SnippetKind, subject: SnippetSubject): string {
  const { reference } = subject;
  const quoted = JSON.stringify(reference);
  switch (kind) {
    case "python":
      return lines(
        "import local_model_registry as registry",
        "",
        loaders[subject.format]
          ? `model = registry.load(${quoted})`
          : `path = registry.resolve(${quoted})`,
      );
    case "mlflow":
      return mlflowSnippet(subject);
    case "subprocess": {
      const loader = loaders[subject.format];
      return lines(
        "import subprocess",
        ...(loader ? ["", `import ${loader.imports}`] : []),
        "",
        "path = subprocess.run(",
        `    ["model-registry", "resolve", ${quoted}],`,
        "    check=True, capture_output=True, text=True,",
        ").stdout.strip()",
        ...(loader ? [`model = ${loader.expression}`] : []),
      );
    }
    case "shell":
      return lines(`path="$(model-registry resolve '${reference}')"`);
    case "dockerfile":
      return lines(
        "# Before the build, where the registry is:",
        `#   model-registry export '${reference}' --out model --force`,
        "FROM python:3.12-slim",
        "COPY model/ /srv/model/",
      );
    case "github":
      return lines(
        "# A job of a runner that reaches the registry (runs-on: self-hosted).",
        "- name: Get the model",
        `  run: npx --yes model-registry export '${reference}' --out model --force`,
      );
    case "gitlab":
      return lines(
        "# A job of a runner that reaches the registry.",
        "model:",
        "  script:",
        `    - npx --yes model-registry export '${reference}' --out model --force`,
        "  artifacts:",
        "    paths:",
        "      - model/",
      );
  }
}

/**
 * Returns a cell that sets the variables of MLflow's client in a notebook's kernel, which has those of no
 * terminal. `%env` would print the token into the notebook's output.
 */
export function notebookCell({
  url,
  token,
}: {
  readonly url: string;
  readonly token: string;
}): string {
  return lines(
    "# As long as this server runs: the next one has another token.",
    "import os",
    "",
    `os.environ["MLFLOW_TRACKING_URI"] = ${JSON.stringify(url)}`,
    `os.environ["MLFLOW_TRACKING_TOKEN"] = ${JSON.stringify(token)}`,
  );
}

/** Stages that MLflow's client can name (mlflow/entities/model_registry/model_version_stages.py). */
const mlflowStages: ReadonlySet<string> = new Set(["Staging", "Production", "Archived"]);

function mlflowSnippet({ model, stage, number, format }: SnippetSubject): string {
  const which = stage !== undefined && mlflowStages.has(stage) ? stage : String(number);
  const uri = JSON.stringify(`models:/${model}/${which}`);
  const loader = loaders[format];
  const intro = [
    "# With MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN, as “Start MLflow Server” sets them.",
    "import mlflow",
  ];
  if (format === "mlflow") return lines(...intro, "", `model = mlflow.pyfunc.load_model(${uri})`);
  return lines(
    ...intro,
    ...(loader ? [`import ${loader.imports}`] : []),
    "",
    `folder = mlflow.artifacts.download_artifacts(${uri})`,
    ...(loader ? [`# The file of the model in it, for ${loader.expression}.`] : []),
  );
}

function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
