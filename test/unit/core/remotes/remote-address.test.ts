import { expect, test } from "vitest";
import { parseRemoteAddress } from "../../../../src/core/remotes/remote-address.ts";

test("an address of a bucket has its prefix, and may name another service and a region", () => {
  expect(parseRemoteAddress("s3://models")).toEqual({ kind: "s3", bucket: "models", prefix: "" });
  expect(parseRemoteAddress("s3://models/team/fraud/")).toEqual({
    kind: "s3",
    bucket: "models",
    prefix: "team/fraud",
  });
  expect(
    parseRemoteAddress("s3://models/a?endpoint=https://minio.example.org:9000/&region=eu-west-1"),
  ).toEqual({
    kind: "s3",
    bucket: "models",
    prefix: "a",
    endpoint: "https://minio.example.org:9000",
    region: "eu-west-1",
  });
});

test.each([
  "s3://",
  "s3://Models",
  "s3://models/../others",
  "s3://models/a//b",
  "s3://models?endpoint=file:///etc",
  "s3://models?secret=x",
  "s3://models?endpoint=https://a?b=c",
  "s3://models/a#b",
])("%s is no address", (text) => {
  expect(parseRemoteAddress(text)).toBe("invalid");
});

test.each([
  "s3://key:secret@models/a",
  "s3://models?endpoint=https://key:secret@minio.example.org",
])("%s is refused, as the policy is committed", (text) => {
  expect(parseRemoteAddress(text)).toBe("secret");
});

test("an address of a git repository may name a branch", () => {
  expect(parseRemoteAddress("git+origin#team/ledger")).toEqual({
    kind: "git-name",
    name: "origin",
    branch: "team/ledger",
  });
  expect(parseRemoteAddress("git+/srv/models.git#ledger")).toEqual({
    kind: "git",
    url: "/srv/models.git",
    branch: "ledger",
  });
  for (const branch of ["", "-f", "a..b", "a/", "a.lock", "a:b", "a b", "a~1"]) {
    expect(parseRemoteAddress(`git+origin#${branch}`)).toBe("invalid");
  }
});
