import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { freePort } from "../../workbench/processes.ts";
import { faultyProxy, type FaultyProxy } from "./faulty-proxy.ts";
import { listening, startProgram } from "./program.ts";

export interface S3Host {
  readonly proxy: FaultyProxy;
  /** Address of the service, through the proxy. */
  readonly endpoint: string;
  /** Variables of the environment with keys that may do everything. */
  readonly environment: Readonly<Record<string, string>>;
  /** Makes a bucket, and returns its name. */
  readonly newBucket: () => Promise<string>;
}

/** Starts an S3 service on a folder, which is versitygw. */
export async function startS3Host(folder: string): Promise<S3Host> {
  const buckets = join(folder, "buckets");
  await mkdir(buckets, { recursive: true });
  const port = await freePort();
  const keys = { ROOT_ACCESS_KEY: "ada", ROOT_SECRET_KEY: "secretsecret" };
  startProgram(inject("s3Service"), ["--quiet", "--port", `127.0.0.1:${port}`, "posix", buckets], {
    env: { ...process.env, ...keys },
  });
  await listening(port);
  const proxy = await faultyProxy(() => port);
  let made = 0;
  return {
    proxy,
    endpoint: `http://127.0.0.1:${proxy.port}`,
    environment: {
      AWS_ACCESS_KEY_ID: keys.ROOT_ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: keys.ROOT_SECRET_KEY,
    },
    newBucket: async () => {
      made += 1;
      await mkdir(join(buckets, `models-${made}`));
      return `models-${made}`;
    },
  };
}
