import { describe, expect, it, test } from "vitest";
import {
  isSecretFile,
  isSecretLine,
  isSecretParameter,
} from "../../../../src/core/registration/secrets.ts";

describe("parameters that look like a secret", () => {
  it.each([
    ["aws_secret_access_key", "wJalrXUtnFEMI"],
    ["db.password", "hunter2"],
    ["apiKey", "abc"],
    ["API_KEY", "abc"],
    ["openai.apikey", "abc"],
    ["hf_token", "abc"],
    ["authToken", "abc"],
    ["private_key", "abc"],
    ["credentials.user", "ada"],
    ["token", "a81f0c2233445566778899"],
    ["note", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"],
    ["note", "AKIAABCDEFGHIJKLMNOP"],
    ["note", "sk-abcdefghijklmnopqrst"],
    ["note", "hf_abcdefghijklmnopqrstuv"],
    ["note", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc"],
    ["note", "-----BEGIN RSA PRIVATE KEY-----"],
    ["db_url", "postgres://u:pw@host/db"],
    ["password", 123456],
  ])("%s = %s", (name, value) => {
    expect(isSecretParameter(name, value)).toBe(true);
  });

  it.each([
    ["token_dropout", 0.1],
    ["max_tokens", 4096],
    ["max_tokens", "4096"],
    ["n_tokens", "12"],
    ["tokenizer", "bert-base-uncased"],
    ["secretary_dim", "64"],
    ["keypoints", "17"],
    ["pad_token", "[PAD]"],
    ["eos_token", "</s>"],
    ["token", "[CLS]"],
    ["mask_token_id", "103"],
    ["key", "user_id"],
    ["primary_key", "customer"],
    ["attention.key_dim", "64"],
    ["use_auth_token", true],
    ["password", "${DB_PASSWORD}"],
    ["api_key", null],
    ["data", "s3://bucket/data.parquet"],
    ["repository", "ssh://git@example.org/a.git"],
    ["model", "https://huggingface.co/bert"],
  ])("not %s = %s", (name, value) => {
    expect(isSecretParameter(name, value)).toBe(false);
  });
});

test("files for secrets are known by name; sources, templates and public keys are not", () => {
  for (const path of [
    ...[".env", "app/.env.local", "prod.env", "tls/server.key", "cert.pem", "id_rsa", "id_ed25519"],
    ...[".netrc", ".npmrc", ".pypirc", "store.p12", "a.pfx", "kubeconfig", "kaggle.json"],
    ...["aws-credentials.json", "client_secret.json", "service-account.json", "secrets.yaml"],
  ]) {
    expect(isSecretFile(path), path).toBe(true);
  }
  for (const path of [
    ...[".env.example", "secrets.py", "test_credentials.py", "id_rsa.pub", "train.py"],
    ...["keys.csv", "environment.yml", "data/keypoints.json", "tokenizer.json", "docs/secrets.md"],
  ]) {
    expect(isSecretFile(path), path).toBe(false);
  }
});

test("a line gives a secret if its value is one; an expression in source code is none", () => {
  for (const [path, line] of [
    ["config.yaml", "password: hunter2"],
    ["config.yaml", "  - api_key: 'abc'"],
    ["app.ini", "password = hunter2"],
    ["a.json", '  "client_secret": "abc",'],
    ["run.sh", 'export API_KEY="abc"'],
    ["train.py", 'api_key = "abc123"'],
    ["train.py", 'login("hf_abcdefghijklmnopqrstuv")'],
  ] as const) {
    expect(isSecretLine(path, line), line).toBe(true);
  }
  for (const [path, line] of [
    ["train.py", 'api_key = os.environ["API_KEY"]'],
    ["train.py", "password: str"],
    ["train.py", 'tokenizer = "bert"'],
    ["config.yaml", "password: ${DB_PASSWORD}"],
    ["config.yaml", "password:"],
    ["config.yaml", "max_tokens: 128"],
    ["config.yaml", "pad_token: '[PAD]'"],
  ] as const) {
    expect(isSecretLine(path, line), line).toBe(false);
  }
});
