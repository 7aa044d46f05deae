import { lineageNodeId } from "../../../src/core/lineage/lineage-graph.ts";
import type { Dataset } from "../../../src/core/model/data/dataset.ts";
import {
  CommitId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../src/core/model/ids.ts";
import { Recipe } from "../../../src/core/model/recipe.ts";
import type { VersionDetail } from "../../../src/core/state/version.ts";

export const none = Stage.parse("None");
const model = ModelName.parse("fraud");
const at = Timestamp.parse("2026-11-20T10:00:00.000Z");

const id = (n: number): VersionId => VersionId.parse(String(n).padStart(26, "0"));
const hash = (digit: string): Sha256 => Sha256.parse(digit.repeat(64));
const commit = (digit: string): CommitId => CommitId.parse(digit.repeat(40));

interface Sketch {
  readonly stage?: string;
  readonly data?: readonly string[];
  readonly commit?: string;
  readonly parents?: readonly number[];
  readonly dirty?: boolean;
  readonly run?: Recipe["run"];
  readonly featureSets?: Recipe["featureSets"];
  /** URI of a model elsewhere that it was fine-tuned from. */
  readonly external?: string;
}

function datasetOf(digit: string): Dataset {
  const [name, digests] = [`${digit}.csv`, { sha256: hash(digit) }];
  return { name, path: `data/${name}`, digests, size: 10 };
}

/** A version of the model `fraud` of which only the lineage is of interest. */
export function version(n: number, sketch: Sketch = {}): VersionDetail {
  const { stage = "None", data = [], parents = [], dirty = false } = sketch;
  const recipe = Recipe.parse({
    metrics: {},
    parameters: {},
    datasets: data.map(datasetOf),
    ...(sketch.commit !== undefined && {
      git: {
        commit: commit(sketch.commit),
        subject: `Work ${sketch.commit}`,
        author: { name: "Mara" },
        committedAt: at,
        state: dirty ? "changed" : "clean",
        ...(dirty && { dirty: { files: ["train.py"] } }),
      },
    }),
    run: sketch.run,
    featureSets: sketch.featureSets,
    sources: { metrics: [], parameters: [] },
    missing: [],
  });
  return {
    id: id(n),
    model,
    number: VersionNumber.parse(n),
    stage: Stage.parse(stage),
    stageSince: at,
    registeredAt: at,
    registeredBy: { name: "Mara" },
    digest: hash("f"),
    size: 1,
    metrics: {},
    registration: {
      model,
      number: VersionNumber.parse(n),
      source: "fraud.onnx",
      artifacts: [],
      digest: hash("f"),
      recipe,
      parents: [
        ...parents.map((n) => ({ relation: "derived-from", version: id(n) })),
        ...(sketch.external === undefined
          ? []
          : [{ relation: "finetuned-from", uri: sketch.external }]),
      ],
    },
    artifacts: [],
    tags: {},
    annotations: {},
    history: [],
  };
}

export const v = (n: number): string => lineageNodeId.version(id(n));
export const dataset = (digit: string): string => lineageNodeId.dataset(datasetOf(digit));
export const code = (digit: string): string => lineageNodeId.commit(commit(digit));
export const stage = (name: string): string => lineageNodeId.stage(model, Stage.parse(name));
