import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { credentialsOfProcess } from "./credential-process.ts";
import type { S3Keys } from "./keys.ts";

/** Settings of the person for S3, as the AWS command line finds them. */
export interface S3Settings {
  readonly credentials?: S3Keys;
  readonly region?: string;
  /** Address of another service than Amazon's. */
  readonly endpoint?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Section = Readonly<Record<string, string>>;

/**
 * Returns the settings of the person: variables of the environment first, then the profile (of
 * `AWS_PROFILE`) in `~/.aws/credentials` and `~/.aws/config`, and last the program that the profile
 * names as `credential_process`. No file of the workspace is read.
 */
export async function s3Settings(environment: Environment = process.env): Promise<S3Settings> {
  const profile = environment["AWS_PROFILE"] ?? "default";
  const folder = join(homedir(), ".aws");
  const [secret, config] = await Promise.all([
    profileOf(environment["AWS_SHARED_CREDENTIALS_FILE"] ?? join(folder, "credentials"), profile),
    profileOf(environment["AWS_CONFIG_FILE"] ?? join(folder, "config"), profile),
  ]);
  const credentials = await findCredentials(environment, secret, config);
  const region =
    environment["AWS_REGION"] ??
    environment["AWS_DEFAULT_REGION"] ??
    config["region"] ??
    secret["region"];
  const endpoint =
    environment["AWS_ENDPOINT_URL_S3"] ?? environment["AWS_ENDPOINT_URL"] ?? config["endpoint_url"];
  return {
    ...(credentials && { credentials }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

async function findCredentials(
  environment: Environment,
  secret: Section,
  config: Section,
): Promise<S3Keys | undefined> {
  const named = credentialsOf({
    aws_access_key_id: environment["AWS_ACCESS_KEY_ID"],
    aws_secret_access_key: environment["AWS_SECRET_ACCESS_KEY"],
    aws_session_token: environment["AWS_SESSION_TOKEN"],
  });
  const found = named ?? credentialsOf(secret) ?? credentialsOf(config);
  if (found) return found;
  return credentialsOfProcess(secret["credential_process"] ?? config["credential_process"]);
}

function credentialsOf(section: Environment): S3Keys | undefined {
  const { aws_access_key_id: id = "", aws_secret_access_key: secret = "" } = section;
  const { aws_session_token: token = "" } = section;
  if (id === "" || secret === "") return undefined;
  return {
    accessKeyId: id,
    secretAccessKey: secret,
    ...(token !== "" && { sessionToken: token }),
  };
}

/** Returns a profile of a file of the AWS command line: sections with `name = value` lines. */
async function profileOf(path: string, profile: string): Promise<Section> {
  const text = await readFile(path, "utf8").catch(() => "");
  const found: Record<string, string> = {};
  let isWanted = false;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*(?:profile\s+)?([^\]]+?)\s*\]/.exec(line)?.[1];
    if (section !== undefined) isWanted = section === profile;
    const [, name, value] = /^([a-z0-9_]+)\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
    if (isWanted && name !== undefined && value !== undefined) found[name.toLowerCase()] = value;
  }
  return found;
}
