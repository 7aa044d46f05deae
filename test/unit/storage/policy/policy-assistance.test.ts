import fc from "fast-check";
import { expect, test } from "vitest";
import { policyPresets } from "../../../../src/core/policy/policy-presets.ts";
import {
  completePolicy,
  correctPolicy,
  explainPolicy,
} from "../../../../src/storage/policy/policy-assistance.ts";

/** The text without its `|`, and where that was. */
function at(marked: string): readonly [string, number] {
  return [marked.replace("|", ""), marked.indexOf("|")];
}

function offered(marked: string): readonly string[] {
  return completePolicy(...at(marked))?.suggestions.map(({ text }) => text) ?? [];
}

const stages = "stages:\n  - name: Dev\n  - name: Live\ntransitions:\n  Dev: [Live]\n";
const inProduction = "version: 1\ngates:\n  Production:\n";

test.each<[string, readonly string[]]>([
  [
    "|",
    [
      "version",
      "stages",
      "transitions",
      "gates",
      "versioning",
      "retention",
      "remote",
      "offline",
      "monitoring",
    ],
  ],
  [
    "version: 1\n|\ngates: {}\n",
    ["stages", "transitions", "versioning", "retention", "remote", "offline", "monitoring"],
  ],
  [
    "version: 1\nver|\n",
    [
      "stages",
      "transitions",
      "gates",
      "versioning",
      "retention",
      "remote",
      "offline",
      "monitoring",
    ],
  ],
  ["version: |\n", ["1"]],
  ["versioning: |", ["integer", "semver", "timestamp", "git"]],
  ["stages:\n  - name: A\n    |\n", ["icon", "exclusive", "terminal"]],
  // The stages of the file, or those that hold without any.
  ["gates:\n  |\n", ["None", "Staging", "Production", "Archived", "Rejected"]],
  [`${stages}gates:\n  Live: {}\n  |\n`, ["Dev"]],
  [`${stages}gates:\n  L|`, ["Dev", "Live"]],
  ["stages:\n  - name: Dev\n  - name: Live\ntransitions:\n  Dev: [|]\n", ["Live"]],
  ["transitions:\n  None:\n    - |\n", ["Staging", "Production", "Archived", "Rejected"]],
  [`${inProduction}    cleanGit: |\n`, ["true", "false"]],
  [`${inProduction}    force: |\n`, ["anyone"]],
  [`${inProduction}    compliance:\n      |\n`, ["pii", "gdpr", "certifications"]],
  [`${inProduction}    compliance: { pii: | }\n`, ["yes", "no"]],
  [
    `${inProduction}    compliance: { gdpr: [|] }\n`,
    ["compliant", "not-compliant", "not-applicable"],
  ],
  [`${inProduction}    noKnownIssues: |\n`, ["true", "false"]],
  [`${inProduction}    metrics:\n      - |\n`, ["metric", "split", "min", "max"]],
  [`${inProduction}    metrics:\n      - metric: auc\n        |\n`, ["split", "min", "max"]],
  [`${inProduction}    metrics: [{ metric: auc, m| }]\n`, ["split", "min", "max"]],
  [`${inProduction}    noRegression:\n      - { metric: cost, better: | }\n`, ["higher", "lower"]],
  [`${inProduction}    hooks:\n      pre:\n        - |`, ["command", "args", "timeout"]],
  ["version: 1\ngates: { Staging: { approvals: { |", ["count", "by", "self"]],
  // A map begins on a line of its own.
  [`${inProduction}    hooks: |\n`, []],
  [`${inProduction}    metrics: [|]\n`, []],
  ["gates: { Staging: | }\n", []],
  // Nothing is known of it, or nothing can be there.
  ["unknown:\n  |\n", []],
  ["# a | comment\n", []],
  [`${inProduction}    metrics:\n      - metric: |\n`, []],
])("in %j, %j can be written", (marked, expected) => {
  expect(offered(marked)).toEqual(expected);
});

test("the fields that a gate can demand are offered, and a slip of one corrected", () => {
  expect(offered(`${inProduction}    fields: [team, |]\n`)).toEqual(
    expect.arrayContaining(["description", "team", "task", "data", "known-issues"]),
  );
  const text = `${inProduction}    fields: [teem]\n    license: [MIT]\n`;
  expect(correctPolicy(text).map((each) => each.text)).toEqual(["team", "licence"]);
});

test("a suggestion takes the place of the whole word, and says what it means", () => {
  const [text, offset] = at(`${inProduction}    clea|nG\n    auto: true\n`);
  const completion = completePolicy(text, offset)!;
  expect(text.slice(completion.start, completion.start + completion.length)).toBe("cleanG");
  expect(completion.suggestions.find((each) => each.text === "cleanGit")).toEqual({
    text: "cleanGit",
    key: "scalar",
    description:
      "It must have been registered from a commit, without other changes. Default: false.",
  });
  const kinds = completion.suggestions.map(({ text: name, key }) => [name, key]);
  expect(kinds).toContainEqual(["metrics", "list"]);
  expect(kinds).toContainEqual(["approvals", "map"]);
  expect(kinds.map(([name]) => name)).not.toContain("auto");
});

test.each<[string, string | undefined]>([
  [`${inProduction}    clean|Git: true\n`, "It must have been registered from a commit"],
  [`${inProduction}    hooks: { pre: [{ command: x, time|out: 5 }] }\n`, "Seconds. Default: 60."],
  ["version|ing: semver\n", "How versions are labelled beside their number."],
  ["gates:\n  Prod|uction: {}\n", undefined],
  ["versioning: sem|ver\n", undefined],
  ["# a com|ment\n", undefined],
])("at %j it is explained: %j", (marked, expected) => {
  const description = explainPolicy(...at(marked))?.description;
  if (expected === undefined) expect(description).toBeUndefined();
  else expect(description).toContain(expected);
});

test("every key of the presets that has a fixed name is explained", () => {
  for (const text of Object.values(policyPresets)) {
    for (const match of text.matchAll(/^ *(?:- )?([a-z]\w*):/gm)) {
      const found = explainPolicy(text, match.index + match[0].indexOf(match[1]!));
      expect([match[1], found?.description]).toEqual([match[1], expect.stringMatching(/\.$/)]);
    }
  }
});

const slips = `version: 1
# The team's own stages.
stages:
  - name: Dev # where all begins
    exclusiv: true
  - { name: Live, terminal: tru }
transitions:
  Dev: [live]
gates: # what it takes
  Liv:
    metrics: [{ metrik: auc, min: 0.9 }]
    cleangit: true
    approvals: { cuont: 2, unlike: 1 }
versioning: semvar
`;

test("slips are corrected where they are, and nothing else is touched", () => {
  const corrections = correctPolicy(slips);
  const wrong = corrections.map(({ start, length }) => slips.slice(start, start + length));
  expect(corrections.map(({ text }, index) => [wrong[index], text])).toEqual([
    ["exclusiv", "exclusive"],
    ["tru", "true"],
    ["live", "Live"],
    ["Liv", "Live"],
    ["metrik", "metric"],
    ["cleangit", "cleanGit"],
    ["cuont", "count"],
    ["semvar", "semver"],
  ]);
  const corrected = corrections.reduceRight(
    (text, { start, length, text: meant }) =>
      text.slice(0, start) + meant + text.slice(start + length),
    slips,
  );
  expect(corrected.match(/#.*/g)).toEqual(slips.match(/#.*/g));
  expect(correctPolicy(corrected)).toEqual([]);
  for (const preset of Object.values(policyPresets)) expect(correctPolicy(preset)).toEqual([]);
});

test("no text and no place in it is too much", () => {
  const word = fc.constantFrom(
    ...["version: 1", "stages:", "gates:", "  Production:", "    metrics:", "- name: A", "&a *a"],
    ...["{", "]", "'", "|", "\t", "? x", "<<: *a", "__here__", "💥", "#"],
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((lines) => lines.join("\n")),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
  fc.assert(
    fc.property(text, fc.nat(), (content, somewhere) => {
      const offset = somewhere % (content.length + 1);
      const completion = completePolicy(content, offset);
      if (completion) {
        expect(completion.start).toBeLessThanOrEqual(offset);
        expect(completion.start + completion.length).toBeGreaterThanOrEqual(offset);
        expect(completion.suggestions.map((each) => each.text)).not.toContain("__here__");
      }
      explainPolicy(content, offset);
      correctPolicy(content);
    }),
    { numRuns: 60 },
  );
});

const recorded = {
  metrics: ["loss", "test.auc", "test/f1", "train.auc", "val_f1"],
  tags: ["reviewed", "team"],
};

test.each<[string, readonly string[]]>([
  [`${inProduction}    metrics:\n      - metric: |\n`, recorded.metrics],
  [`${inProduction}    metrics: [{ metric: te| }]\n`, recorded.metrics],
  [`${inProduction}    noRegression:\n      - { metric: | }\n`, recorded.metrics],
  // Beside a split, the names that were recorded with it.
  [`${inProduction}    metrics: [{ split: test, metric: | }]\n`, ["auc", "f1"]],
  [`${inProduction}    metrics: [{ metric: f1, split: | }]\n`, ["test", "val"]],
  [`${inProduction}    metrics: [{ split: | }]\n`, ["test", "train", "val"]],
  // A gap is between training and other data.
  [`${inProduction}    maxGap: [{ metric: | }]\n`, ["auc"]],
  [`${inProduction}    tags:\n      - tag: |\n`, recorded.tags],
  [`${inProduction}    tags:\n      - { tag: reviewed, value: | }\n`, []],
  ["metrics:\n  - metric: |\n", []],
])("in %j, recorded names are offered", (marked, expected) => {
  const found = completePolicy(...at(marked), recorded)?.suggestions.map(({ text }) => text) ?? [];
  expect(found).toEqual(expected);
});

test("a name with a slash is replaced whole", () => {
  const [text, offset] = at(`${inProduction}    metrics: [{ metric: test/|f }]\n`);
  const found = completePolicy(text, offset, recorded);
  expect(text.slice(found?.start, (found?.start ?? 0) + (found?.length ?? 0))).toBe("test/f");
});
