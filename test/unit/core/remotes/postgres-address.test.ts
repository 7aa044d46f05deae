import { expect, test } from "vitest";
import { parseRemoteAddress } from "../../../../src/core/remotes/remote-address.ts";

const plain = {
  kind: "postgres",
  host: "db.example.org",
  port: 5432,
  database: "models",
  schema: "model_registry",
  tls: "verify-full",
};

test.each([
  [
    "postgres://db.example.org/models?objects=s3://models/fraud",
    { ...plain, objects: "s3://models/fraud" },
  ],
  [
    "postgresql://ada@db.example.org:6432/models?schema=fraud&sslmode=require&objects=../files",
    { ...plain, user: "ada", port: 6432, schema: "fraud", tls: "require", objects: "../files" },
  ],
  [
    // The address of the files stands as it is, options and all.
    "postgres://localhost/models?objects=s3://models/a?endpoint=http://127.0.0.1:9000&region=eu-west-1",
    {
      ...plain,
      host: "localhost",
      tls: "disable",
      objects: "s3://models/a?endpoint=http://127.0.0.1:9000&region=eu-west-1",
    },
  ],
])("%s is a database", (address, parsed) => {
  expect(parseRemoteAddress(address)).toEqual(parsed);
});

test.each([
  "postgres://ada:secret@db.example.org/models?objects=/mnt/models",
  "postgres://db.example.org/models?password=secret&objects=/mnt/models",
  "postgres://db.example.org/models?objects=s3://key@models/fraud",
])("%s has a secret in it", (address) => {
  expect(parseRemoteAddress(address)).toBe("secret");
});

test.each([
  "postgres://db.example.org/models",
  "postgres://db.example.org/models?objects=",
  "postgres://db.example.org/models?objects=git+origin",
  "postgres://db.example.org/models?objects=postgres://a/b?objects=/c",
  "postgres://db.example.org/?objects=/mnt/models",
  'postgres://db.example.org/models?schema=a";drop&objects=/mnt/models',
  "postgres://db.example.org/models?sslmode=prefer&objects=/mnt/models",
  "postgres://db.example.org/models?other=1&objects=/mnt/models",
  "postgres://db.example.org:99999/models?objects=/mnt/models",
])("%s is refused", (address) => {
  expect(parseRemoteAddress(address)).toBe("invalid");
});
