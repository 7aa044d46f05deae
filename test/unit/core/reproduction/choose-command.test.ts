import { expect, test } from "vitest";
import { dvcCommand } from "../../../../src/core/reproduction/choose-command.ts";

const yaml = `stages:
  features: {cmd: python features.py, outs: [data/features.csv]}
  train:
    wdir: steps/train
    cmd: ["python train.py --rate \${rate}", python check.py]
    outs: [../../models/model.pkl, {logs: {cache: false}}, "\${name}.txt"]
  each:
    foreach: [small, large]
    do: {wdir: "sizes", cmd: "python size.py \${item}", outs: ["\${item}.pkl"]}
`;
const lock = `schema: '2.0'
stages:
  train:
    cmd: python train.py --rate 0.1
    outs: [{path: ../../models/model.pkl, md5: x}, {path: logs}]
  each@small: {cmd: python size.py small, outs: [{path: small.pkl}]}
`;

test.each([
  // dvc.lock has the values of variables, and the command as it ran.
  ["models/model.pkl", { lock, yaml }, "python train.py --rate 0.1", "steps/train"],
  ["steps/train/logs/best/model.pkl", { lock, yaml }, "python train.py --rate 0.1", "steps/train"],
  ["sizes/small.pkl", { lock, yaml }, "python size.py small", "sizes"],
  ["data/features.csv", { lock, yaml }, "python features.py", undefined],
  // Without it a command with variables is not known.
  ["models/model.pkl", { lock: "", yaml }, undefined, undefined],
  ["small.pkl", { lock, yaml }, undefined, undefined],
  ["models/model.pkl.bak", { lock, yaml }, undefined, undefined],
  ["models/model.pkl", { lock: "stages: [", yaml: "a: &a [*a]" }, undefined, undefined],
] as const)("the stage of DVC that makes %s is found", (path, files, line, folder) => {
  const expected = line && { line, ...(folder && { folder }) };
  expect(dvcCommand(files, path)).toEqual(expected);
});
