import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { maskCommand } from "../../../../src/core/masking/mask-command.ts";
import { maskData, maskEvent, maskRunLogLine } from "../../../../src/core/masking/mask-data.ts";
import { maskText } from "../../../../src/core/masking/mask-text.ts";
import { commandText } from "../../../../src/core/text/command-text.ts";

/** Joined here, so that no scanner takes this file for a leak. */
const j = (...parts: readonly string[]): string => parts.join("");
const tokens: readonly (readonly [kind: string, token: string])[] = [
  ["github-token", j("ghp", "_abcdefghijklmnopqrstuvwxyz0123456789")],
  ["github-token", j("github", "_pat_11ABCDEFG0abcdefghijkl_mnop")],
  ["gitlab-token", j("glpat", "-abcdefghij-klmnopqrst")],
  ["aws-key", j("AKIA", "ABCDEFGHIJKLMNOP")],
  ["hugging-face-token", j("hf", "_abcdefghijklmnopqrstuv")],
  ["api-key", j("sk", "-proj-abcdefghijklmnopqrstuvwxyz")],
  ["api-key", j("sk", "-ant-api03-abcdefghijklmnopqrstuvwxyz")],
  ["api-key", j("sk", "-abcdefghijklmnopqrstuvwx")],
  ["slack-token", j("xoxb", "-123456789012-abcdefghij")],
  ["google-key", j("AIza", "SyA1234567890abcdefghijklmnopqrstuv")],
  ["npm-token", j("npm", "_abcdefghijklmnopqrstuvwxyz0123456789")],
  ["json-web-token", j("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0In0.abcDEF_-")],
  [
    "private-key",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----",
  ],
];

describe("a token is masked wherever it stands", () => {
  it.each(tokens)("%s", (kind, token) => {
    expect(maskText(`a ${token} b`)).toEqual({ text: "a *** b", masked: [{ kind }] });
    const line = maskCommand(`python train.py --note "x ${token.replaceAll("\n", " ")} y"`);
    expect(line.text).toBe('python train.py --note "x *** y"');
  });

  test("in any text around it, and what is masked once stays as it is", () => {
    const around = fc.string({
      unit: fc.constantFrom(" ", ",", ";", "(", ")", "=", '"', "'", "\n", "ä", "π"),
    });
    fc.assert(
      fc.property(around, fc.constantFrom(...tokens), around, (before, [, token], after) => {
        const once = maskText(`${before}${token}${after}`);
        expect(once.text).not.toContain(token);
        expect(once.masked).toHaveLength(1);
        expect(maskText(once.text)).toEqual({ text: once.text, masked: [] });
      }),
    );
  });
});

test.each([
  ["train.py --password hunter2 --epochs 3", "train.py --password *** --epochs 3"],
  ["train.py --password=hunter2", "train.py --password=***"],
  ["train.py --api-key 'a b'", "train.py --api-key ***"],
  ['train.py "--api-key=a b"', "train.py --api-key=***"],
  ["TOKEN=abc123 python train.py", "TOKEN=*** python train.py"],
  ["HF_TOKEN=abc WANDB_API_KEY=def make", "HF_TOKEN=*** WANDB_API_KEY=*** make"],
  ["python train.py +db.password=x lr=0.1", "python train.py +db.password=*** lr=0.1"],
  ["sh -c 'TOKEN=abc python t.py'", "sh -c 'TOKEN=*** python t.py'"],
  ['sh -c "train --secret-key abc"', 'sh -c "train --secret-key ***"'],
  [`t.py --config '{"api_key": "abc", "lr": 1}'`, `t.py --config '{"api_key": "***", "lr": 1}'`],
  ["curl https://ada:pw@host/x?a=1", "curl https://***@host/x?a=1"],
  ["curl -H 'Authorization: Bearer abcdefgh12'", "curl -H 'Authorization: Bearer ***'"],
  ["wget https://b/k?X-Amz-Signature=abc&v=2", "wget https://b/k?X-Amz-Signature=***&v=2"],
  ["train.exe /password hunter2", "train.exe /password ***"],
])("%s is recorded as %s", (line, expected) => {
  expect(maskCommand(line).text).toBe(expected);
  expect(maskCommand(line).masked).not.toHaveLength(0);
  expect(maskCommand(expected)).toEqual({ text: expected, masked: [] });
});

test.each([
  "python train.py --max-tokens 512 --tokenizer bert-base-uncased --token-dropout 0.1",
  "python train.py --pad-token [PAD] --eos-token '</s>' --key user_id --primary-key id",
  "python train.py --password-file secret.txt --credentials-path ~/gcp.json --secret-name prod",
  'TOKEN=$HF_TOKEN python train.py --api-key "$KEY" --password ${PW}',
  "python train.py --name sk-learn-fraud-detection-v2 --use-auth-token --epochs 3",
  "PAD_TOKEN=0 python -m pkg.train s3://bucket/key?versionId=3 hf://datasets/squad@main",
  "git clone git@example.org:a/b.git && ssh://git@example.org/a.git",
  `python train.py --optimizer '{"lr": 0.1, "name": "adam"}' a@b.c "it's" C:\\models\\a.onnx`,
  "unbalanced \" quote 'here",
])("%s stays as it is", (line) => {
  expect(maskCommand(line)).toEqual({ text: line, masked: [] });
});

test("parameters of training lose nothing, whatever their values", () => {
  const name = fc.constantFrom(
    ...[
      "lr",
      "model.max_tokens",
      "tokenizer",
      "n_tokens",
      "key",
      "attention.key_dim",
      "pad_token_id",
    ],
    ...["optimizer", "seed", "secretary_dim", "keypoints", "hash_buckets", "data"],
  );
  const plainText = fc.stringMatching(/^[a-z0-9_./ -]{0,40}$/);
  const value = fc.oneof(plainText, fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(fc.dictionary(name, value), (parameters) => {
      const data = { recipe: { parameters, tags: parameters } };
      const { value: plain, masked } = maskData(data);
      expect(masked).toEqual([]);
      expect(plain).toBe(data);
    }),
  );
});

test("words of a plain command line stay as they are", () => {
  const plainWord = fc.stringMatching(/^(--)?[a-z]{1,8}([._=-][a-z0-9]{1,6})?$/);
  fc.assert(
    fc.property(fc.array(plainWord, { maxLength: 12 }), (words) => {
      const harmless = words.filter((each) => !/pass|pwd|secret|token|key|cred|pin/.test(each));
      const line = commandText(harmless);
      expect(maskCommand(line)).toEqual({ text: line, masked: [] });
    }),
  );
});

test("a version says what was masked; other events hold the mask", () => {
  const token = tokens[0]?.[1] ?? "";
  const recipe = {
    command: { line: `train --token ${token}` },
    parameters: { "db.password": "hunter2", lr: 0.1 },
    git: { remote: `https://ada:${token}@host/a.git`, commit: "0".repeat(40) },
    otherMetadata: { note: { deep: [`see ${token}`] } },
    missing: [],
  };
  const event: unknown = { type: "version.registered", v: 2, data: { model: "fraud", recipe } };
  expect(maskEvent(event as never)).toMatchObject({
    data: {
      model: "fraud",
      recipe: {
        command: { line: "train --token ***" },
        parameters: { "db.password": "***", lr: 0.1 },
        git: { remote: "https://ada:***@host/a.git" },
        otherMetadata: { note: { deep: ["see ***"] } },
        masked: [
          { field: "command.line", kind: "github-token" },
          { field: "parameters.db.password", kind: "value", name: "db.password" },
          { field: "git.remote", kind: "github-token" },
          { field: "otherMetadata.note.deep", kind: "github-token" },
        ],
      },
    },
  });
  const tag: unknown = { type: "tag.set", v: 1, data: { key: "api_key", value: "abc" } };
  expect(maskEvent(tag as never)).toMatchObject({ data: { key: "api_key", value: "***" } });
});

test("addresses of runs and datasets lose their passwords, ids stay as they are", () => {
  const digest = "0".repeat(64);
  const run = { uri: "https://ada:hunter2@tracking/#/runs/4f", id: "4f", experimentId: "7" };
  const data = { model: "fraud", digest, run: "4f", recipe: { run, missing: [] } };
  const event: unknown = { type: "version.registered", v: 2, data };
  expect(maskEvent(event as never)).toMatchObject({
    data: {
      ...{ model: "fraud", digest, run: "4f" },
      recipe: { run: { ...run, uri: "https://***@tracking/#/runs/4f" } },
    },
  });
  const input = { name: "squad", digest, source: '{"uri": "s3://ada:hunter2@bucket/squad"}' };
  const line: unknown = { kind: "inputs", at: 0, inputs: [input] };
  expect(maskRunLogLine(line as never)).toMatchObject({
    inputs: [{ name: "squad", digest, source: '{"uri": "s3://***@bucket/squad"}' }],
  });
});

test("lines of a run's log are masked by name and shape; metrics are not looked at", () => {
  const at = 0 as never;
  expect(
    maskRunLogLine({ kind: "parameters", at, values: { api_key: "abc", lr: 1 } }),
  ).toMatchObject({ values: { api_key: "***", lr: 1 } });
  expect(
    maskRunLogLine({ kind: "start", at, command: { line: "train --password x" } }),
  ).toMatchObject({ command: { line: "train --password ***" } });
  const metrics = { kind: "metrics", at, step: 1, values: {} } as const;
  expect(maskRunLogLine(metrics)).toBe(metrics);
});
