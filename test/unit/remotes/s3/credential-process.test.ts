import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { s3Settings } from "../../../../src/remotes/s3/credentials.ts";
import { S3Client } from "../../../../src/remotes/s3/s3-client.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const newFolder = useTemporaryFolders();

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Settings of a person whose profile names a program that prints `text`. */
async function settingsWith(text: string): Promise<Awaited<ReturnType<typeof s3Settings>>> {
  const folder = await newFolder();
  const script = join(folder, "print keys.mjs");
  await writeFile(script, `process.stdout.write(${JSON.stringify(text)} + process.argv[2]);`);
  const config = join(folder, "config");
  const command = `"${process.execPath}" "${script}" " "`;
  await writeFile(config, `[profile team]\nregion = eu-west-1\ncredential_process = ${command}\n`);
  return s3Settings({
    AWS_PROFILE: "team",
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
  });
}

test("the keys come from the program that the profile names", async () => {
  const keys = {
    Version: 1,
    AccessKeyId: "AKIA",
    SecretAccessKey: "secret",
    SessionToken: "token",
  };
  const answer = JSON.stringify({ ...keys, Expiration: "2030-01-01T00:00:00Z" });
  expect(await settingsWith(answer)).toEqual({
    credentials: {
      accessKeyId: "AKIA",
      secretAccessKey: "secret",
      sessionToken: "token",
      expiresAt: Date.UTC(2030, 0, 1),
    },
    region: "eu-west-1",
  });
});

test("what it prints is told to nobody when it is something else", async () => {
  const wrong = settingsWith(JSON.stringify({ Version: 2, SecretAccessKey: "secret" }));
  await expect(wrong).rejects.toThrow(/^credential_process printed no credentials: /);
  await expect(wrong).rejects.not.toThrow(/secret/);
});

test("a program that fails is refused as such at once, and asked again the next time", async () => {
  const folder = await newFolder();
  const script = join(folder, "fail.mjs");
  const count = join(folder, "count");
  await writeFile(
    script,
    'import { appendFileSync } from "node:fs"; appendFileSync(process.argv[2], "x"); process.exit(1);',
  );
  const config = join(folder, "config");
  const command = `"${process.execPath}" "${script}" "${count}"`;
  await writeFile(config, `[profile team]\ncredential_process = ${command}\n`);
  const settings = {
    AWS_PROFILE: "team",
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  const place = { bucket: "models", prefix: "", endpoint: "http://127.0.0.1:9" };
  const client = new S3Client("s3://models", place);
  for (const times of [1, 2]) {
    await expect(client.send({ method: "GET", key: "head" })).rejects.toMatchObject({
      refusal: {
        code: "remote-denied",
        problem: expect.stringContaining("credential_process failed") as string,
      },
    });
    expect(await readFile(count, "utf8")).toHaveLength(times);
  }
});
