import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { pythonRequirements } from "../../../../workbench/python-requirements.ts";
import { setUpPython } from "../../../../workbench/setup.ts";
import { ended, useCli } from "../../cli.ts";
import { caches, parsed, reproduce, stateOf, succeed } from "../../trained-workspace.ts";
import { workspace } from "../../workspace.ts";

useCli();

let python: string;
beforeAll(async () => {
  python = await setUpPython(pythonRequirements);
});

const training = `
import json, pathlib
import joblib
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import log_loss
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

params = json.loads(pathlib.Path("params.json").read_text())
x, y = make_classification(n_samples=200, n_features=6, random_state=0)
forest = RandomForestClassifier(n_estimators=5, max_depth=3, random_state=params["seed"])
model = make_pipeline(StandardScaler(), forest).fit(x[:150], y[:150])
pathlib.Path("models").mkdir(exist_ok=True)
joblib.dump(model, "models/model.joblib")
loss = log_loss(y[150:], model.predict_proba(x[150:]))
pathlib.Path("models/metrics.json").write_text(json.dumps({"test": {"log_loss": loss}}))
`;

/** A workspace whose forest was trained with a seed, or without one, and registered. */
async function trained(
  env: Readonly<Record<string, string>>,
  seed: number | null,
): Promise<string> {
  const folder = workspace({
    "train.py": training,
    "params.json": JSON.stringify({ seed }),
    ".gitignore": "models/\n.model-registry/\n",
  });
  const command = `"${python}" train.py`;
  const { code, stderr } = await ended(spawn(python, ["train.py"], { cwd: folder }));
  if (code !== 0) throw new Error(stderr);
  await succeed(
    folder,
    env,
    ...["register", "models/model.joblib", "--name", "forest", "--metrics", "models/metrics.json"],
    ...["--params", "params.json", "--command", command],
  );
  return folder;
}

function variables(): Readonly<Record<string, string>> {
  return { ...caches(), VIRTUAL_ENV: dirname(dirname(python)) };
}

test("a training of scikit-learn with a seed gives the same bytes again", async () => {
  const env = variables();
  const folder = await trained(env, 7);
  const before = stateOf(folder);
  const run = await reproduce(folder, env, "forest@1", "--run", "--yes");
  expect(run).toMatchObject({ code: 0 });
  expect(parsed(run)).toMatchObject({
    result: "identical",
    files: [{ path: "model.joblib", result: "identical" }],
    environment: { python: { version: expect.stringMatching(/^3\./) as string } },
  });
  expect(parsed(run)).not.toHaveProperty("environment.differing");
  const { checkout } = parsed(run)["prepared"] as { checkout: string };
  expect(readFileSync(join(checkout, "..", "requirements.txt"), "utf8")).toMatch(
    /^scikit-learn==1\.9\.1$/m,
  );
  expect(stateOf(folder)).toEqual(before);
});

test("one without a seed gives others, and says so with the metrics side by side", async () => {
  const env = variables();
  const folder = await trained(env, null);
  const run = await reproduce(folder, env, "forest@1", "--run", "--yes");
  expect(run).toMatchObject({ code: 5 });
  expect(parsed(run)).toMatchObject({
    result: "different",
    summary: "Not reproduced: differs in model.joblib",
  });
  const shown = JSON.parse(await succeed(folder, env, "show", "forest@1", "--json")) as {
    recipe: { metrics: Record<string, number> };
  };
  const { metrics } = parsed(run) as { metrics: Record<string, number> };
  expect(Object.keys(metrics)).toEqual(["test.log_loss"]);
  expect(metrics).not.toEqual(shown.recipe.metrics);
});
