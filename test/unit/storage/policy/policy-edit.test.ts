import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { policyPresets } from "../../../../src/core/policy/policy-presets.ts";
import { withTransitions, type Transition } from "../../../../src/storage/policy/policy-edit.ts";

const to = (stage: string): readonly Transition[] =>
  ["None", "Rejected"].map((name) => ({ from: Stage.parse(name), to: Stage.parse(stage) }));

const toArchive = to("Archived");

/** A policy with these transitions, something before them and something after. */
function policy(transitions: string): string {
  return `# ours
version: 1
stages: [{ name: None }, { name: Rejected }, { name: Archived, terminal: true }]
transitions:${transitions}
# and for how long
retention: { keepLast: 5 }
`;
}

test.each([
  [
    "lists in line",
    "\n  None: [Rejected] # one\n  Rejected: []",
    "\n  None: [Rejected, Archived] # one\n  Rejected: [Archived]",
  ],
  [
    "lists with spaces and a last comma",
    "\n  None: [ Rejected, ]\n  Rejected: [ None ]",
    "\n  None: [ Rejected, Archived, ]\n  Rejected: [ None, Archived ]",
  ],
  [
    "lists one below another",
    "\n  None:\n    - Rejected # one\n  Rejected:\n  - None\n",
    "\n  None:\n    - Rejected # one\n    - Archived\n  Rejected:\n  - None\n  - Archived\n",
  ],
  [
    "a stage that leads nowhere yet",
    "\n  None: [Rejected] # one\n",
    "\n  None: [Rejected, Archived] # one\n  Rejected: [Archived]\n",
  ],
  [
    "a stage that leads nowhere yet, after a list",
    "\n  None:\n    - Rejected # one\n\n",
    "\n  None:\n    - Rejected # one\n    - Archived\n  Rejected: [Archived]\n\n",
  ],
  [
    "a map in one line",
    " { None: [Rejected] }",
    " { None: [Rejected, Archived], Rejected: [Archived] }",
  ],
])("transitions are added to %s, and nothing else changes", (_, before, after) => {
  expect(withTransitions(policy(before), toArchive)).toBe(policy(after));
});

test("the presets can be added to", () => {
  for (const preset of [policyPresets.simple, policyPresets.guarded]) {
    const after = withTransitions(preset, to("Production"))!;
    expect(after).toBe(
      preset
        .replace("Rejected, Archived]\n  Staging", "Rejected, Archived, Production]\n  Staging")
        .replace("Rejected: [None]", "Rejected: [None, Production]"),
    );
  }
});

test("a policy that keeps the default lifecycle gets it written out", () => {
  const before = "version: 1\nretention: { keepLast: 5 } # five";
  const after = withTransitions(before, to("Production"))!;
  expect(after.startsWith(`${before}\n\n# The default lifecycle`)).toBe(true);
  expect(after).toContain("\n  None: [Staging, Rejected, Archived, Production]\n");
});

test.each([
  ["what is no YAML", "version: ["],
  ["an empty file", ""],
  ["a map without entries", policy(" {}")],
  ["something that is no list", policy("\n  None: Rejected")],
  ["a policy with another mistake", `${policy("\n  None: [Rejected]")}gates: 7\n`],
  [
    "a terminal stage",
    policy("\n  None: [Rejected]").replace("Rejected }", "Rejected, terminal: true }"),
  ],
])("%s is left alone", (_, text) => {
  expect(withTransitions(text, toArchive)).toBeUndefined();
});
