import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { encodeTime } from "ulid";
import type { EventBody, Stamp, Stamped, VersionRegistered } from "../../src/core/events/event.ts";
import { artifactManifest } from "../../src/core/model/artifact.ts";
import {
  EventId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../src/core/model/ids.ts";
import { GitState } from "../../src/core/model/recipe.ts";
import { chainStart, encodeLedgerLine } from "../../src/storage/ledger/ledger-line.ts";

const metricNames = ["auc", "f1", "accuracy", "precision", "recall"];
const splits = ["train", "val", "test"];
const epoch = Date.parse("2025-01-01T00:00:00Z");

/**
 * Writes the ledger of a registry with this many versions: ten models, of which the first holds
 * half; each version with 15 metrics, 8 parameters, a dataset, a commit and one artifact, whose bytes
 * are not there. The first so many of them have been archived.
 *
 * @param modelOf name of the model of the `index`-th version
 */
export async function writeSyntheticLedger(
  folder: string,
  versions: number,
  archived = 0,
  modelOf: (index: number) => string = syntheticModel,
): Promise<void> {
  const ledger = join(folder, ".model-registry", "ledger");
  await mkdir(ledger, { recursive: true });
  const out = createWriteStream(join(ledger, "01JGFJJZ000000000000000000.jsonl"));
  const numbers = new Map<string, number>();
  let prev = chainStart;
  const write = async (event: Stamped<EventBody>): Promise<void> => {
    const { bytes, hash } = encodeLedgerLine(event, prev);
    prev = hash;
    if (!out.write(bytes)) await once(out, "drain");
  };
  for (let index = 0; index < versions; index += 1) {
    const model = modelOf(index);
    const number = (numbers.get(model) ?? 0) + 1;
    numbers.set(model, number);
    await write(syntheticEvent(index, model, number));
  }
  for (let index = 0; index < archived; index += 1) {
    await write(archivingEvent(index, modelOf(index), versions + index));
  }
  out.end();
  await once(out, "close");
}

export function syntheticModel(index: number): string {
  return index % 2 === 0 ? "model-0" : `model-${1 + (Math.floor(index / 2) % 9)}`;
}

/** The stamp of the event at a place in the ledger. */
function syntheticStamp(place: number): Stamp {
  const time = epoch + place * 60_000;
  return {
    id: EventId.parse(`${encodeTime(time, 10)}0000000000000000`),
    at: Timestamp.parse(new Date(time).toISOString()),
    actor: { name: "Ada Lovelace", email: "ada@example.org" },
  };
}

function archivingEvent(index: number, model: string, place: number): Stamped<EventBody> {
  return {
    ...syntheticStamp(place),
    type: "version.transitioned",
    v: 1,
    data: {
      model: ModelName.parse(model),
      version: VersionId.parse(syntheticStamp(index).id),
      from: Stage.parse("None"),
      to: Stage.parse("Archived"),
    },
  };
}

function syntheticEvent(index: number, model: string, number: number): Stamped<EventBody> {
  return {
    ...syntheticStamp(index),
    type: "version.registered",
    v: 2,
    data: { ...syntheticRegistration(index, model), number: VersionNumber.parse(number) },
  };
}

/** Returns the registration of the `index`-th version. */
export function syntheticRegistration(
  index: number,
  model: string,
): Omit<VersionRegistered["data"], "number"> {
  const digest = (what: string): Sha256 =>
    Sha256.parse(createHash("sha256").update(`${what} ${index}`).digest("hex"));
  const artifacts = [
    {
      path: "model.onnx",
      role: "model",
      sha256: digest("bytes"),
      size: 1_000_000 + index,
    } as const,
  ];
  const value = (salt: number): number => ((index * 7919 + salt * 104_729) % 1_000_003) / 1_000_003;
  return {
    model: ModelName.parse(model),
    source: "models/model.onnx",
    artifacts,
    digest: Sha256.parse(createHash("sha256").update(artifactManifest(artifacts)).digest("hex")),
    recipe: {
      metrics: Object.fromEntries(
        splits.flatMap((split, row) =>
          metricNames.map((name, column) => [`${split}.${name}`, value(row * 5 + column)]),
        ),
      ),
      parameters: Object.fromEntries(
        Array.from({ length: 8 }, (_, parameter) => [
          `model.parameter_${parameter}`,
          value(parameter),
        ]),
      ),
      datasets: [
        {
          name: "train.csv",
          path: "data/train.csv",
          digests: { sha256: digest("data") },
          size: 5_000_000,
        },
      ],
      git: GitState.parse({
        commit: createHash("sha1").update(`commit ${index}`).digest("hex"),
        branch: "main",
        state: "clean",
        subject: "Tune the learning rate",
        author: { name: "Ada Lovelace", email: "ada@example.org" },
        committedAt: new Date(epoch + index * 60_000).toISOString(),
      }),
      sources: { metrics: ["metrics.json"], parameters: ["params.yaml"] },
      missing: [],
    },
    parents: [],
  };
}
