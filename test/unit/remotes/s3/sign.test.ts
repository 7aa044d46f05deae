import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { signedHeaders, type SignedRequest } from "../../../../src/remotes/s3/sign.ts";

// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const host = "https://examplebucket.s3.amazonaws.com";

test.each<
  [string, Pick<SignedRequest, "headers" | "method"> & { url: string; body?: string }, string]
>([
  [
    "a part of an object",
    { method: "GET", url: `${host}/test.txt`, headers: { Range: "bytes=0-9" } },
    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  ],
  [
    "a new object",
    {
      method: "PUT",
      url: `${host}/test%24file.text`,
      headers: {
        Date: "Fri, 24 May 2013 00:00:00 GMT",
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
      },
      body: "Welcome to Amazon S3.",
    },
    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  ],
  [
    "a parameter without a value",
    { method: "GET", url: `${host}/?lifecycle` },
    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  ],
  [
    "two parameters",
    { method: "GET", url: `${host}/?max-keys=2&prefix=J` },
    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  ],
])("the signature of a request for %s is the one that Amazon gives", (_, example, expected) => {
  const { method, url, headers, body = "" } = example;
  const signed = signedHeaders(
    {
      method,
      url: new URL(url),
      headers,
      bodyDigest: createHash("sha256").update(body).digest("hex"),
      region: "us-east-1",
      time: new Date("2013-05-24T00:00:00Z"),
    },
    credentials,
  );
  expect(signed["authorization"]).toMatch(new RegExp(`Signature=${expected}$`));
});
