import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { policyPresets } from "../../../src/core/policy/policy-presets.ts";
import { openRegistry, useTemporaryFolders } from "../support/registry.ts";
import { serve, type Answer, type Client } from "./client.ts";

const temporaryFolder = useTemporaryFolders();

async function served(policy?: string): Promise<Client & { readonly folder: string }> {
  const folder = await temporaryFolder();
  if (policy !== undefined) {
    await mkdir(join(folder, ".model-registry"));
    await writeFile(join(folder, ".model-registry/policy.yaml"), policy);
  }
  return { folder, ...(await serve(await openRegistry(folder))) };
}

/** Makes a model with versions that are kept elsewhere. */
async function modelOf(client: Client, name: string, versions: number): Promise<void> {
  await client.post("/registered-models/create", { name });
  for (let number = 1; number <= versions; number += 1) {
    const source = `s3://bucket/${name}/${number}`;
    expect((await client.post("/model-versions/create", { name, source })).status).toBe(200);
  }
}

function names({ json }: Answer): unknown {
  const { registered_models: models } = json as { registered_models: readonly { name: string }[] };
  return models.map(({ name }) => name);
}

describe("models", () => {
  test("are made, read, renamed and deleted", async () => {
    const client = await served();
    const tags = [{ key: "team", value: "risk" }];
    const made = await client.post("/registered-models/create", {
      name: "fraud",
      description: "Scores payments",
      tags,
    });
    const registered_model = {
      name: "fraud",
      description: "Scores payments",
      tags,
      aliases: [],
      latest_versions: [],
    };
    expect(made.json).toMatchObject({ registered_model });
    const again = await client.post("/registered-models/create", { name: "fraud" });
    expect([again.status, again.json]).toEqual([
      400,
      {
        error_code: "RESOURCE_ALREADY_EXISTS",
        message: "Registered Model (name=fraud) already exists.",
      },
    ]);
    await client.post("/registered-models/rename", { name: "fraud", new_name: "payments" });
    const renamed = await client.get("/registered-models/get", { name: "payments" });
    expect(renamed.json).toMatchObject({ registered_model: { name: "payments" } });
    const former = await client.get("/registered-models/get", { name: "fraud" });
    expect([former.status, former.json]).toEqual([
      404,
      {
        error_code: "RESOURCE_DOES_NOT_EXIST",
        message: "Registered Model with name=fraud not found",
      },
    ]);
    await client.send("DELETE", "/api/2.0/mlflow/registered-models/delete", {
      body: JSON.stringify({ name: "payments" }),
    });
    expect((await client.get("/registered-models/get", { name: "payments" })).status).toBe(404);
  });

  test("are found page by page", async () => {
    const client = await served();
    for (const name of ["b", "a", "c", "prompt"]) {
      const tags = name === "prompt" ? [{ key: "mlflow.prompt.is_prompt", value: "true" }] : [];
      await client.post("/registered-models/create", { name, tags });
    }
    const first = await client.get("/registered-models/search", { max_results: "2" });
    expect(names(first)).toEqual(["a", "b"]);
    const { next_page_token } = first.json as { next_page_token: string };
    const rest = await client.get("/registered-models/search", { page_token: next_page_token });
    expect(names(rest)).toEqual(["c"]);
    expect(rest.json).not.toHaveProperty("next_page_token");
    const descending = await client.get("/registered-models/search", { order_by: "name DESC" });
    expect(names(descending)).toEqual(["c", "b", "a"]);
    const prompts = await client.get("/registered-models/search", {
      filter: "tags.`mlflow.prompt.is_prompt` = 'true'",
    });
    expect(names(prompts)).toEqual(["prompt"]);
  });

  test("with versions are deleted as a whole, or not at all", async () => {
    const client = await served();
    await modelOf(client, "fraud", 3);
    await client.post("/registered-models/alias", { name: "fraud", alias: "best", version: "2" });
    const remove = (): Promise<Answer> =>
      client.send("DELETE", "/api/2.0/mlflow/registered-models/delete", {
        body: JSON.stringify({ name: "fraud" }),
      });
    const refused = await remove();
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({ error_code: "RESOURCE_CONFLICT" });
    expect((await client.get("/model-versions/get", { name: "fraud", version: "3" })).status).toBe(
      200,
    );
    await client.send("DELETE", "/api/2.0/mlflow/registered-models/alias", {
      body: JSON.stringify({ name: "fraud", alias: "best" }),
    });
    expect((await remove()).status).toBe(200);
    expect((await client.get("/registered-models/get", { name: "fraud" })).status).toBe(404);
  });
});

describe("versions", () => {
  test("keep where they come from and which run made them", async () => {
    const client = await served();
    await client.post("/registered-models/create", { name: "fraud" });
    const made = await client.post("/model-versions/create", {
      name: "fraud",
      source: "s3://bucket/model",
      run_id: "0123",
      description: "first",
      tags: [{ key: "a", value: "b" }],
    });
    const model_version = {
      name: "fraud",
      version: "1",
      source: "s3://bucket/model",
      run_id: "0123",
      description: "first",
      current_stage: "None",
      status: "READY",
      tags: [{ key: "a", value: "b" }],
    };
    expect(made.json).toMatchObject({ model_version });
    const found = await client.get("/model-versions/search", { filter: "run_id = '0123'" });
    expect(found.json).toMatchObject({ model_versions: [model_version] });
  });

  test("of a folder of the workspace have its files", async () => {
    const client = await served();
    await mkdir(join(client.folder, "model"));
    await writeFile(join(client.folder, "model/MLmodel"), "flavors: {}\n");
    await client.post("/registered-models/create", { name: "fraud" });
    const made = await client.post("/model-versions/create", { name: "fraud", source: "model" });
    expect(made.status).toBe(200);
    expect(made.json).toMatchObject({
      model_version: {
        source: expect.stringMatching(/^mlflow-artifacts:\/versions\/\w{26}/) as string,
      },
    });
  });

  test.each([
    ["a path out of the workspace", () => "../outside"],
    ["an absolute path out of the workspace", () => "/etc/hostname"],
    ["a file URL out of the workspace", () => "file:///etc/hostname"],
    ["a file of another machine", () => "file://server/etc/hostname"],
    ["a link out of the workspace", () => "link"],
    ["what a link leads to", () => "link/hostname"],
    ["a hidden file", () => ".env"],
    ["what git keeps", () => ".git/config"],
    ["the workspace itself", () => "."],
    ["the registry", () => ".model-registry"],
    ["the registry's ledger", () => ".model-registry/ledger"],
    ["what is not there", () => "absent"],
    ["a path of Windows", () => "C:\\Windows\\system.ini"],
    ["a path out of a bucket", () => "s3://bucket/%252e%252e/other"],
    ["a NUL", () => "mod\0el"],
  ])("are not made from %s", async (_, source) => {
    const client = await served();
    await symlink("/etc", join(client.folder, "link"));
    await writeFile(join(client.folder, ".env"), "PASSWORD=secret");
    await mkdir(join(client.folder, ".git"));
    await writeFile(join(client.folder, ".git/config"), "[core]");
    await client.post("/registered-models/create", { name: "fraud" });
    const refused = await client.post("/model-versions/create", {
      name: "fraud",
      source: source(),
    });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
    expect((await client.get("/model-versions/search")).json).toEqual({ model_versions: [] });
  });

  test("move through the policy's stages alone", async () => {
    const client = await served();
    await modelOf(client, "fraud", 1);
    const move = (stage: string, more: object = {}): Promise<Answer> =>
      client.post("/model-versions/transition-stage", {
        name: "fraud",
        version: "1",
        stage,
        archive_existing_versions: false,
        ...more,
      });
    const refused = await move("Production");
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({
      message: expect.stringContaining("Can't move fraud 1 from None to Production") as string,
    });
    expect((await move("Nowhere")).status).toBe(400);
    const moved = await move("staging");
    expect(moved.json).toMatchObject({ model_version: { current_stage: "Staging" } });
    expect((await move("Staging")).status).toBe(200);
    const rejected = await move("Rejected");
    expect(rejected.json).toMatchObject({
      model_version: {
        current_stage: "None",
        tags: [{ key: "model_registry.stage", value: "Rejected" }],
      },
    });
    const archiving = await move("Archived", { archive_existing_versions: true });
    expect(archiving.status).toBe(400);
  });

  test("archive the others in a stage where the policy allows it", async () => {
    const policy = `version: 1
stages: [{ name: None }, { name: Staging }, { name: Production }, { name: Archived }]
transitions: { None: [Staging, Production], Staging: [Archived], Production: [] }
`;
    const client = await served(policy);
    await modelOf(client, "fraud", 4);
    const move = (version: number, stage: string): Promise<Answer> =>
      client.post("/model-versions/transition-stage", {
        name: "fraud",
        version: String(version),
        stage,
        archive_existing_versions: true,
      });
    const stageOf = async (version: number): Promise<unknown> => {
      const which = { name: "fraud", version: String(version) };
      const { json } = await client.get("/model-versions/get", which);
      return (json as { model_version: { current_stage: string } }).model_version.current_stage;
    };
    await move(1, "Staging");
    await move(2, "Staging");
    expect(await stageOf(1)).toBe("Archived");
    await move(3, "Production");
    expect((await move(4, "Production")).status).toBe(409);
    expect(await stageOf(3)).toBe("Production");
    expect(await stageOf(4)).toBe("None");
  });

  test("go anywhere under the preset for MLflow", async () => {
    const client = await served(policyPresets.mlflow);
    await modelOf(client, "fraud", 2);
    for (const stage of ["Archived", "Production", "None", "Staging", "Archived", "None"]) {
      for (const version of ["1", "2"]) {
        const moved = await client.post("/model-versions/transition-stage", {
          name: "fraud",
          version,
          stage,
          archive_existing_versions: false,
        });
        expect(moved.json).toMatchObject({ model_version: { current_stage: stage } });
      }
    }
  });

  test("are newest first, of each stage the newest", async () => {
    const client = await served();
    await modelOf(client, "fraud", 3);
    await client.post("/model-versions/transition-stage", {
      name: "fraud",
      version: "2",
      stage: "Staging",
      archive_existing_versions: false,
    });
    const versionsOf = ({ json }: Answer): unknown =>
      (json as { model_versions: readonly { version: string }[] }).model_versions.map(
        ({ version }) => version,
      );
    const all = await client.get("/model-versions/search", { filter: "name = 'fraud'" });
    expect(versionsOf(all)).toEqual(["2", "3", "1"]);
    const latest = await client.get("/registered-models/get-latest-versions", { name: "fraud" });
    expect(versionsOf(latest)).toEqual(["3", "2"]);
    const staging = await client.post("/registered-models/get-latest-versions", {
      name: "fraud",
      stages: ["Staging"],
    });
    expect(versionsOf(staging)).toEqual(["2"]);
    await client.send("DELETE", "/api/2.0/mlflow/model-versions/delete", {
      body: JSON.stringify({ name: "fraud", version: "3" }),
    });
    const after = await client.get("/registered-models/get-latest-versions", { name: "fraud" });
    expect(versionsOf(after)).toEqual(["1", "2"]);
  });
});
