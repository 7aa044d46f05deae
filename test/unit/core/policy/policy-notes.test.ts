import { expect, test } from "vitest";
import { policyNotes } from "../../../../src/core/policy/policy-notes.ts";
import { policyPresets } from "../../../../src/core/policy/policy-presets.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { parsePolicy } from "../../../../src/storage/policy/policy-text.ts";
import { policyIn } from "../../support/policy.ts";

function notesOf(gates: object): readonly string[] {
  return policyNotes(policyIn(JSON.stringify({ version: 1, gates }))).map(({ text }) => text);
}

test("what has no effect is said, with its line", () => {
  const text = `version: 1
gates:
  None:
    safe: true
    auto: true
  Production:
    promoters: [ada@example.org]
    force: anyone
`;
  expect(parsePolicy(text, sha256(text))).toMatchObject({
    ok: true,
    notes: [
      { line: 5, problem: "auto has no effect: every version begins in None" },
      { line: 8, problem: "force has no effect: nothing is required that can be forced" },
    ],
  });
});

test.each([
  [
    { None: { safe: true, hooks: { post: [{ command: "x" }] } } },
    /^the hooks run when a version comes back to None/,
  ],
  [{ Staging: { auto: true, approvals: {} } }, /^auto has no effect: .* nobody can have approved/],
  [{ Production: { auto: true, safe: true } }, /^auto has no effect: from None, no transitions/],
  [
    { Production: { approvals: { count: 2, by: ["Ada", "Ada"] } } },
    /^2 approvals are required, and only one person may approve$/,
  ],
  [
    { Archived: { tags: [{ tag: "why" }] } },
    /^the gates of Archived are not evaluated for versions that are replaced in Production$/,
  ],
])("%j", (gates, expected) => {
  expect(notesOf(gates)).toEqual([expect.stringMatching(expected)]);
});

test("a stage that no transition leads to is named", () => {
  const policy = policyIn(`version: 1
stages: [{ name: A }, { name: B }, { name: C }]
transitions: { A: [B] }
gates: { B: { safe: true }, C: { safe: true } }
`);
  expect(policyNotes(policy)).toEqual([
    { path: ["gates", "C"], text: "no transition leads to C, so that its gates are not evaluated" },
  ]);
});

test("nothing is said of what has an effect", () => {
  for (const text of Object.values(policyPresets)) expect(policyNotes(policyIn(text))).toEqual([]);
  expect(
    notesOf({
      None: { safe: true, promoters: ["Ada"], force: ["Ada"] },
      Staging: { auto: true, safe: true },
      Production: { auto: true, signature: true, approvals: undefined },
    }),
  ).toEqual([]);
});

test.each([
  [
    "stages: [{ name: A, exclusive: true }]\ntransitions: {}",
    "stages.0.exclusive: versions begin in A",
  ],
  [
    "stages: [{ name: A }, { name: Z, exclusive: true, terminal: true }]\ntransitions: {}",
    "stages.1.exclusive: Z takes the versions that others replace",
  ],
  ["gates: { None: { approvals: {} } }", "gates.None.approvals: versions begin in None"],
])("a policy that nobody could follow is refused: %s", (text, problem) => {
  const parsed = parsePolicy(
    text.startsWith("version") ? text : `version: 1\n${text}\n`,
    sha256(text),
  );
  expect(parsed).toMatchObject({
    ok: false,
    mistakes: [{ problem: expect.stringContaining(problem) as string }],
  });
});
