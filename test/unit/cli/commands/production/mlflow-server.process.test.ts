import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { useTemporaryFolders } from "../../../support/registry.ts";
import { cli, document, failure, start, succeed, useCli, type RunOptions } from "../../cli.ts";

useCli();
const makeFolder = useTemporaryFolders();

/** Serves the registry of a folder in MLflow's protocol. */
async function serve(folder: string): Promise<{ url: string; env: Record<string, string> }> {
  const child = start(folder, ["serve", "--port", "0", "--json"]);
  onTestFinished(async () => {
    child.kill();
    await once(child, "exit");
  });
  const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  return { url, env: { MLFLOW_TRACKING_TOKEN: token } };
}

/** A registry with a model that is a folder, made by a run with values by step. */
async function trainedFolder(): Promise<string> {
  const folder = await makeFolder();
  await succeed(folder, "init");
  await mkdir(join(folder, "model", "code"), { recursive: true });
  await writeFile(join(folder, "model", "MLmodel"), "flavors: {}\nmodel_uuid: a\n");
  await writeFile(join(folder, "model", "code", "weights.json"), `{"folder": "${folder}"}`);
  const id = (await succeed(folder, "run", "start", "--experiment", "churn")).trim();
  await succeed(folder, "run", "log", id, "--param", "depth=6", "--tag", "team=risk");
  for (const [step, loss] of [0.9, 0.4].entries()) {
    await succeed(folder, "run", "log", id, "--metric", `loss=${loss}`, "--step", `${step}`);
  }
  await succeed(folder, "run", "log", id, "--artifact", "model/MLmodel");
  await succeed(folder, "run", "finish", id);
  await succeed(folder, "register", "model", "--name", "churn", "--run", id);
  await succeed(folder, "alias", "churn@1", "champion");
  await succeed(folder, "tag", "churn@1", "checked", "yes");
  await succeed(folder, "promote", "churn@1", "--to", "Staging");
  return folder;
}

async function imported(
  folder: string,
  url: string,
  options: RunOptions,
): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await cliWith(folder, options, "import", url, "--json");
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function cliWith(
  folder: string,
  options: RunOptions,
  ...args: readonly string[]
): Promise<Awaited<ReturnType<typeof cli>>> {
  const child = start(folder, args, options);
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

test("models and runs of a server are imported once, with what the server says of them", async () => {
  const { url, env } = await serve(await trainedFolder());
  const folder = await makeFolder();
  await succeed(folder, "init");
  const preview = await cliWith(folder, { env }, "import", url, "--dry-run", "--json");
  expect(JSON.parse(preview.stdout)).toMatchObject({
    source: url,
    models: [
      { from: "churn", isNew: true, versions: [{ number: 1, stage: "Staging", problem: null }] },
    ],
    runs: [{ experiment: "churn", isKnown: false }],
  });
  expect(await document(folder, "list")).toMatchObject({ versions: [] });
  expect(await imported(folder, url, { env })).toMatchObject({ runs: 1, failedRuns: [] });
  const version = await document(folder, "show", "churn@champion");
  expect(version).toMatchObject({
    number: 1,
    stage: "Staging",
    tags: { checked: "yes" },
    recipe: {
      parameters: { depth: 6 },
      metrics: { loss: 0.4 },
      history: { metrics: { loss: 2 } },
      run: { experiment: "churn" },
    },
  });
  expect(version["artifacts"]).toMatchObject([
    { path: expect.stringMatching(/MLmodel$/) as string },
    { path: expect.stringMatching(/code\/weights\.json$/) as string },
  ]);
  expect(await document(folder, "runs")).toMatchObject({
    runs: [
      {
        status: "finished",
        tags: { team: "risk" },
        metrics: { loss: { last: 0.4, highest: 0.9, count: 2 } },
        artifacts: [{ path: "MLmodel" }],
      },
    ],
  });
  const again = await imported(folder, url, { env });
  expect(again).toMatchObject({ runs: 0, versions: [{ imported: false }] });
  expect(await document(folder, "verify")).toMatchObject({ findings: [] });
});

test("a version is published to a server once, and its marks follow", async () => {
  const there = await makeFolder();
  await succeed(there, "init");
  const { url, env } = await serve(there);
  const folder = await trainedFolder();
  const publish = ["publish", "churn@1", "--mlflow", url, "--json"];
  const plan = await cliWith(folder, { env }, ...publish, "--dry-run");
  expect(JSON.parse(plan.stdout)).toMatchObject({
    name: "churn",
    isNewModel: true,
    uploads: [{ path: "MLmodel" }, { path: "code/weights.json" }],
    stage: "Staging",
    aliases: ["champion"],
    published: null,
  });
  expect(await document(there, "models")).toMatchObject({ models: [] });
  const done = await cliWith(folder, { env }, ...publish);
  expect(done).toMatchObject({ code: 0 });
  expect(await document(there, "show", "churn@champion")).toMatchObject({
    number: 1,
    stage: "Staging",
    tags: { checked: "yes" },
    recipe: { parameters: { depth: "6" }, metrics: { loss: 0.4 } },
  });
  await succeed(folder, "alias", "churn@1", "best");
  const again = JSON.parse((await cliWith(folder, { env }, ...publish)).stdout) as object;
  expect(again).toMatchObject({ uploads: [], aliases: ["best"], published: { number: 1 } });
  expect(await document(there, "show", "churn@best")).toMatchObject({ number: 1 });
  expect(await document(there, "models")).toMatchObject({ models: [{ name: "churn" }] });
  expect(await document(there, "runs")).toMatchObject({
    runs: [{ status: "finished", metrics: { loss: { last: 0.4, count: 2 } } }],
  });
});

test("one that broke off goes on: nothing is made or sent twice", async () => {
  const there = await makeFolder();
  await succeed(there, "init");
  const { url, env } = await serve(there);
  const folder = await trainedFolder();
  let fails: RegExp | undefined;
  const uploads: string[] = [];
  const broken = createServer((asked, response) => {
    const { method, url: path = "", headers } = asked;
    if (fails?.test(path)) {
      asked.socket.destroy();
      return;
    }
    if (method === "PUT") uploads.push(path.replace(/.*\//, ""));
    const passed = httpRequest(`${url}${path}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passed.setHeader("host", new URL(url).host);
    asked.pipe(passed);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => {
    broken.closeAllConnections();
    broken.close();
  });
  await once(broken, "listening");
  const { port } = broken.address() as AddressInfo;
  const publish = ["publish", "churn@1", "--mlflow", `http://127.0.0.1:${port}`];
  // In the second file; between the files and the version; between the version and its marks.
  for (const pattern of [/weights\.json$/, /model-versions\/create$/, /transition-stage$/]) {
    fails = pattern;
    expect(await cliWith(folder, { env }, ...publish)).not.toMatchObject({ code: 0 });
  }
  fails = undefined;
  expect(await cliWith(folder, { env }, ...publish)).toMatchObject({ code: 0 });
  expect(uploads).toEqual(["MLmodel", "weights.json"]);
  expect(await document(there, "runs")).toMatchObject({
    runs: [{ status: "finished", metrics: { loss: { last: 0.4, count: 2 } } }],
  });
  const { versions } = await document(there, "list");
  expect(versions).toMatchObject([{ number: 1, stage: "Staging", aliases: ["champion"] }]);
});

test("a server that refuses, lies or is not there leaves nothing behind", async () => {
  const { url } = await serve(await trainedFolder());
  const folder = await makeFolder();
  await succeed(folder, "init");
  // Without its token.
  expect(await failure(folder, "import", url)).toMatchObject({ code: "server-problem" });
  const answers = new Map<string, unknown>([
    ["/api/2.0/mlflow/experiments/search", { experiments: [] }],
    [
      "/api/2.0/mlflow/model-versions/search",
      {
        model_versions: ["1", "2"].map((version) => ({
          name: "churn",
          version,
          source: `mlflow-artifacts:/${version}`,
        })),
      },
    ],
    ["/api/2.0/mlflow/registered-models/search", { registered_models: [{ name: "churn" }] }],
    ["/api/2.0/mlflow-artifacts/artifacts?path=1", { files: [{ path: "..", file_size: 3 }] }],
    [
      "/api/2.0/mlflow-artifacts/artifacts?path=2",
      { files: [{ path: "model.bin", file_size: 9 }] },
    ],
  ]);
  const liar = createServer(({ url: asked = "" }, response) => {
    const answer = answers.get(asked) ?? answers.get(asked.replace(/\?.*$/, ""));
    if (asked.endsWith("/2/model.bin")) response.end("123");
    else response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void liar.close());
  await once(liar, "listening");
  const { port } = liar.address() as AddressInfo;
  // A path that leads elsewhere ends the preview.
  expect(await failure(folder, "import", `http://127.0.0.1:${port}`)).toMatchObject({
    code: "server-problem",
  });
  answers.set("/api/2.0/mlflow-artifacts/artifacts?path=1", { files: [] });
  // Fewer bytes than were said.
  const { code, stdout } = await cli(folder, "import", `http://127.0.0.1:${port}`, "--json");
  expect(code).toBe(1);
  expect(stdout).toContain("broke off after 3 of 9 bytes");
  expect(await document(folder, "list")).toMatchObject({ versions: [] });
  const gone = await failure(folder, "import", `http://user:secret@127.0.0.1:${port}1`);
  expect(gone).toMatchObject({ code: "server-problem" });
  expect(JSON.stringify(gone)).not.toContain("secret");
});
