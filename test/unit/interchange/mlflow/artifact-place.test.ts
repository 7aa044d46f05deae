import fc from "fast-check";
import { expect, test } from "vitest";
import { artifactPlaces } from "../../../../src/interchange/mlflow/artifact-place.ts";

const store = {
  loggedModels: new Map([["m-1", "file:///home/ada/mlruns/7/models/m-1/artifacts"]]),
  runs: new Map([
    [
      "r1",
      {
        id: "r1",
        experiment: "e",
        status: "finished" as const,
        parameters: {},
        tags: {},
        artifacts: "mlflow-artifacts:/7/r1/artifacts",
      },
    ],
  ]),
};

test.each([
  ["models:/m-1", ["mlruns/7/models/m-1/artifacts"]],
  ["runs:/r1/model", ["mlartifacts/7/r1/artifacts/model", "mlruns/7/r1/artifacts/model"]],
  ["/data/mlartifacts/7/x", ["mlartifacts/7/x"]],
  ["./mlruns/7/x/artifacts", ["mlruns/7/x/artifacts"]],
  ["file:///C:/work/mlruns/7/a%20b", ["mlruns/7/a b"]],
  ["C:\\work\\mlruns\\7\\x", ["mlruns/7/x"]],
  ["s3://bucket/mlruns/7", []],
  ["runs:/none/model", []],
  ["models:/fraud/3", []],
])("files of %s lie beside the store", (uri, relative) => {
  expect(artifactPlaces(uri, store).relative).toEqual(relative);
});

test("no path goes up, whatever the URI", () => {
  const part = fc.constantFrom("..", "mlruns", "a", "%2e%2e", ".", "", "mlartifacts", "\\..", "\0");
  const scheme = fc.constantFrom(
    ...["", "/", "file:///", "file:", "runs:/r1/", "mlflow-artifacts:/", "mlflow-artifacts://h/"],
  );
  fc.assert(
    fc.property(scheme, fc.array(part, { maxLength: 6 }), (prefix, parts) => {
      const { relative, absolute } = artifactPlaces(`${prefix}${parts.join("/")}`, store);
      for (const path of [...relative, ...(absolute === undefined ? [] : [absolute])]) {
        expect(path.split("/")).not.toContain("..");
        expect(path).not.toContain("\0");
      }
      for (const path of relative) expect(path).not.toMatch(/^\//);
    }),
  );
});
