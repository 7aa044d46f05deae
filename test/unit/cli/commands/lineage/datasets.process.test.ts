import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { temporaryFolder, workspace, write } from "../../workspace.ts";

useCli();

const register = ["register", "models/fraud.onnx", "--name", "fraud"] as const;
const digest = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest("hex");

async function datasets(folder: string, ...args: readonly string[]): Promise<unknown> {
  await succeed(folder, ...register, ...args);
  const { recipe } = await document(folder, "show", "fraud@latest");
  return (recipe as { datasets: unknown }).datasets;
}

test("data has a name, a version, a URI and a digest, wherever it is", async () => {
  const folder = workspace();
  const outside = temporaryFolder();
  write(outside, { "labels.csv": "id,label\n1,0\n2,1\n" });
  const sha256 = "ab".repeat(32);
  const recorded = await datasets(
    folder,
    ...["--dataset", `prices@2026-11=s3://bucket/prices.parquet#sha256:${sha256}`],
    ...["--dataset", `labels@7=${join(outside, "labels.csv")}`],
    ...["--dataset", "train@v2.1.0=data/train.csv"],
  );
  expect(recorded).toMatchObject([
    {
      name: "prices",
      version: "2026-11",
      uri: "s3://bucket/prices.parquet",
      sha256,
    },
    {
      name: "labels",
      version: "7",
      uri: pathToFileURL(join(outside, "labels.csv")).href,
      sha256: digest("sha256", "id,label\n1,0\n2,1\n"),
      rows: 2,
      columns: 2,
    },
    { name: "train", version: "v2.1.0", path: "data/train.csv", role: "training", rows: 1 },
  ]);
  const page = await succeed(folder, "show", "fraud@1");
  expect(page).toMatch(/s3:\/\/bucket\/prices\.parquet +prices@2026-11 /);
  expect(page).toMatch(/data\/train\.csv +train@v2\.1\.0 +training/);
});

test("the metadata file names data in the same way, and adds to what is named", async () => {
  const folder = workspace({
    "meta.yaml":
      "datasets:\n  - labels@7=s3://bucket/labels.csv\n  - { name: prices, target: price, ingested: 2026-11-01, role: test }\n",
  });
  expect(
    await datasets(folder, "--metadata", "meta.yaml", "--dataset", "prices@3=s3://bucket/p.csv"),
  ).toMatchObject([
    {
      name: "prices",
      version: "3",
      uri: "s3://bucket/p.csv",
      target: "price",
      role: "test",
      ingested: "2026-11-01T00:00:00.000Z",
    },
    { name: "labels", version: "7", uri: "s3://bucket/labels.csv" },
  ]);
  expect(await succeed(folder, "show", "fraud@1")).toContain("ingested 2026-11-01");
});

test("other data than its digest says is refused, and nothing behind the name is a mistake", async () => {
  const folder = workspace();
  expect(
    await failure(folder, ...register, "--dataset", `data/train.csv#sha256:${"0".repeat(64)}`),
  ).toMatchObject({
    code: "file-problem",
    message: expect.stringContaining("train.csv is not the data that was named") as string,
  });
  expect(await failure(folder, ...register, "--dataset", "labels=")).toMatchObject({
    code: "usage",
  });
});

/** As `dvc repro` writes it: `dvc.lock` of DVC 3. */
const lock = (md5: string, size: number): string =>
  `schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    deps:\n    - path: data/train.csv\n      hash: md5\n      md5: ${md5}\n      size: ${size}\n    - path: train.py\n      hash: md5\n      md5: 2b3b0b8b2c6f6f0b8b3b0b8b2c6f6f0b\n      size: 12\n    params:\n      params.yaml:\n        epochs: 3\n`;

test("DVC's digest is recorded: checked where the data is here, taken where it isn't", async () => {
  const content = "a,b\n1,2\n";
  const md5 = digest("md5", content);
  const folder = workspace({ "dvc.lock": lock(md5, content.length) });
  const named = ["--dataset", "data/train.csv"] as const;
  expect(await datasets(folder, ...named)).toMatchObject([
    { path: "data/train.csv", digests: { md5, sha256: digest("sha256", content) }, rows: 1 },
  ]);
  // It was changed since DVC saw it.
  write(folder, { "data/train.csv": "a,b\n1,3\n", "models/fraud.onnx": "weights 2" });
  const text = await succeed(folder, ...register, ...named);
  expect(text).toContain(`contradiction: data/train.csv (dvc.lock says md5 ${md5}; it is `);
  rmSync(join(folder, "data/train.csv"));
  write(folder, { "models/fraud.onnx": "weights 3" });
  const { missing } = await document(folder, ...register, ...named);
  expect(missing).toContainEqual({
    about: "data/train.csv",
    reason:
      "it is not here; what dvc.lock says of it is recorded; to fetch it: dvc pull data/train.csv",
  });
  expect((await document(folder, "show", "fraud@3"))["recipe"]).toMatchObject({
    datasets: [{ path: "data/train.csv", digests: { md5 }, size: content.length }],
  });
});
