import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { s3Settings } from "../../../../src/remotes/s3/credentials.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const newFolder = useTemporaryFolders();

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
