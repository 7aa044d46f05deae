import { expect, test } from "vitest";
import { withoutCredentials } from "../../../../../src/core/model/data/uri-credentials.ts";

test.each([
  ["s3://bucket/train.csv?versionId=3", "s3://bucket/train.csv?versionId=3", []],
  ["https://ada:pw@host/a", "https://host/a", ["user information"]],
  ["https://token@host/a", "https://host/a", ["user information"]],
  ["ssh://git@host/a", "ssh://git@host/a", []],
  ["ssh://git:pw@host/a", "ssh://git@host/a", ["user information"]],
  [
    "https://b.s3.amazonaws.com/k?X-Amz-Credential=c&X-Amz-Signature=s&x=1",
    "https://b.s3.amazonaws.com/k?x=1",
    ["X-Amz-Credential", "X-Amz-Signature"],
  ],
  [
    "https://a.blob.core.windows.net/c/d?sv=2024&se=2027&sr=b&sp=r&sig=abc%3D",
    "https://a.blob.core.windows.net/c/d",
    ["sv", "se", "sr", "sp", "sig"],
  ],
  ["https://host/a?sp=7", "https://host/a?sp=7", []],
  [
    "https://storage.googleapis.com/b/o?X-Goog-Signature=f",
    "https://storage.googleapis.com/b/o",
    ["X-Goog-Signature"],
  ],
  ["https://host/a?download=1&access%5Ftoken=t", "https://host/a?download=1", ["access_token"]],
  ["https://host/a?v=1#access_token=t", "https://host/a?v=1", ["access_token"]],
  ["hf://datasets/squad@main", "hf://datasets/squad@main", []],
  ["s3://bucket/%zz?token=1", "s3://bucket/%zz", ["token"]],
])("%s is recorded without its secrets", (given, uri, removed) => {
  expect(withoutCredentials(given)).toEqual({ uri, removed });
});
