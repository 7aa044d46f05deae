import { expect, test } from "vitest";
import { Sha256, Stage } from "../../../../src/core/model/ids.ts";
import { defaultPolicy, type Policy } from "../../../../src/core/model/policy.ts";
import { moveButton, moveTitle } from "../../../../src/core/policy/move-words.ts";
import { PolicyFile, policyOf } from "../../../../src/core/policy/policy-file.ts";
import {
  classifyMove,
  productionStage,
  stageRolesOf,
  type MoveKind,
} from "../../../../src/core/policy/stage-roles.ts";

/** A policy from a short form: `Live!` admits one version, `Old.` is terminal. */
function policy(stages: readonly string[], transitions: Record<string, readonly string[]>): Policy {
  const file = PolicyFile.parse({
    version: 1,
    stages: stages.map((text) => ({
      name: text.replace(/[!.]$/, ""),
      exclusive: text.endsWith("!"),
      terminal: text.endsWith("."),
    })),
    transitions,
  });
  return policyOf(file, Sha256.parse("a".repeat(64)));
}

const team = policy(["Recent", "Testing", "Live!", "Old.", "Refused"], {
  Recent: ["Testing", "Refused"],
  Testing: ["Live", "Refused", "Recent"],
  Live: ["Old"],
  Refused: ["Recent"],
});

test("the default lifecycle", () => {
  expect(stageRolesOf(defaultPolicy)).toEqual({
    None: "start",
    Staging: "trial",
    Production: "production",
    Archived: "archive",
    Rejected: "rejection",
  });
});

test("a team's own names mean the same", () => {
  expect(Object.values(stageRolesOf(team))).toEqual(Object.values(stageRolesOf(defaultPolicy)));
});

test.each<[string, Policy, Record<string, string>]>([
  [
    "three stages, none of them for one version only",
    policy(["Recent", "Testing", "Live"], { Recent: ["Testing"], Testing: ["Live", "Recent"] }),
    { Recent: "start", Testing: "trial", Live: "production" },
  ],
  [
    "a dead end beside the archive is a rejection, wherever it is listed",
    policy(["New", "Failed", "Live!", "Old."], { New: ["Failed", "Live"], Live: ["Old"] }),
    { New: "start", Failed: "rejection", Live: "production", Old: "archive" },
  ],
  [
    "a terminal stage after the archive is a rejection",
    policy(["New", "Live!", "Old.", "Bad."], { New: ["Live", "Bad"], Live: ["Old"] }),
    { New: "start", Live: "production", Old: "archive", Bad: "rejection" },
  ],
  [
    "what only follows Production is no rejection",
    policy(["New", "Live!", "Legacy", "Old."], {
      New: ["Live"],
      Live: ["Legacy"],
      Legacy: ["Old"],
    }),
    { New: "start", Live: "production", Legacy: "other", Old: "archive" },
  ],
  [
    "of two stages for one version, the further one is Production",
    policy(["New", "Canary!", "Live!", "Old."], {
      New: ["Canary", "Live"],
      Canary: ["Live"],
      Live: ["Old"],
    }),
    { New: "start", Canary: "trial", Live: "production", Old: "archive" },
  ],
  [
    "several on the way",
    policy(["New", "Dev", "QA", "Live!", "Old."], {
      New: ["Dev"],
      Dev: ["QA", "New"],
      QA: ["Live", "Dev"],
      Live: ["Old", "QA"],
    }),
    { New: "start", Dev: "trial", QA: "trial", Live: "production", Old: "archive" },
  ],
])("%s", (_, of, roles) => {
  expect(stageRolesOf(of)).toEqual(roles);
});

test("where there is only a beginning, nothing is in production", () => {
  expect(productionStage(policy(["Only"], {}))).toBeUndefined();
});

test.each<[Policy, string, string, MoveKind]>([
  [defaultPolicy, "None", "Staging", "promotion"],
  [defaultPolicy, "None", "Rejected", "rejection"],
  [defaultPolicy, "Staging", "Production", "promotion"],
  [defaultPolicy, "Staging", "None", "demotion"],
  [defaultPolicy, "Staging", "Rejected", "rejection"],
  [defaultPolicy, "Production", "Archived", "archiving"],
  [defaultPolicy, "Rejected", "None", "reinstatement"],
  [team, "Recent", "Testing", "promotion"],
  [team, "Testing", "Live", "promotion"],
  [team, "Testing", "Recent", "demotion"],
  [team, "Live", "Old", "archiving"],
  [team, "Recent", "Refused", "rejection"],
  [team, "Refused", "Recent", "reinstatement"],
  [team, "Live", "Testing", "demotion"],
  // A stage of an earlier policy.
  [team, "Staging", "Recent", "reinstatement"],
])("%o: from %s to %s is a %s", (of, from, to, kind) => {
  expect(classifyMove(of, Stage.parse(from), Stage.parse(to))).toBe(kind);
});

test("a move has one name", () => {
  const to = Stage.parse("Live");
  expect(moveTitle("promotion", to, "fraud 5")).toBe("Promote fraud 5 to Live");
  expect(moveTitle("promotion", to)).toBe("Promote to Live");
  expect(moveTitle("demotion", to, "fraud 5")).toBe("Move fraud 5 back to Live");
  expect(moveTitle("rejection", to, "fraud 5")).toBe("Reject fraud 5");
  expect(moveTitle("archiving", to)).toBe("Archive");
  expect(moveTitle("reinstatement", to, "fraud 5")).toBe("Reinstate fraud 5 to Live");
  expect(moveButton("demotion")).toBe("Move Back");
});
