import fc from "fast-check";
import { expect, test } from "vitest";
import { maskText } from "../../../../../src/core/masking/mask-text.ts";
import {
  withoutCredentials,
  withoutCredentialsIn,
} from "../../../../../src/core/model/data/uri-credentials.ts";

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

test.each([
  [
    "see https://u:p@example.org/a and ssh://git@example.org/b",
    "see https://example.org/a and ssh://git@example.org/b",
  ],
  ["https://example.org/a?x=1&token=abc, then", "https://example.org/a?x=1 then"],
  ["mail ada@example.org", "mail ada@example.org"],
  ['["https://a.org","https://u:p@b.org/c?sig=1"]', '["https://a.org","https://b.org/c"]'],
  ["https://a.org/?next=https://u:p@b.org/", "https://a.org/?next=https://b.org/"],
  ['url=https://u:p)"w@b.org', "url=https://b.org"],
  ["/download?part=2&api_key=abc", "/download?part=2"],
  ["key=5 # token=2, really?", "key=5 # token=2, really?"],
])("%s: a text keeps its URLs without their secrets", (given, text) => {
  expect(withoutCredentialsIn(given)).toBe(text);
});

const words = fc.stringMatching(/^[\w.!*~-]{1,12}$/);
const secretUrls = fc
  .record({
    scheme: fc.constantFrom("https", "s3", "git+ssh", "postgres"),
    user: fc.option(words),
    password: words.map((word) => `Pass${word}`),
    names: fc.array(fc.constantFrom("token", "X-Amz-Signature", "sig", "hf_token", "password")),
  })
  .map(({ scheme, user, password, names }) => {
    const query = names.map((name) => `${name}=${password}`).join("&");
    return { url: `${scheme}://${user ?? ""}:${password}@host/path?v=1&${query}`, password };
  });

test("a text says nothing of a URL's secrets, wherever it stands, and is not masked after that", () => {
  fc.assert(
    fc.property(secretUrls, words, words, ({ url, password }, before, after) => {
      const plain = withoutCredentialsIn(`${before} "${url}" ${after}`);
      expect(plain).not.toContain(password);
      expect(plain).toContain("://");
      expect(plain.endsWith(`" ${after}`)).toBe(true);
      expect(withoutCredentialsIn(plain)).toBe(plain);
      expect(maskText(plain).masked).toEqual(maskText(`${before} ${after}`).masked);
    }),
  );
});
