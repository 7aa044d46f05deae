import fc from "fast-check";
import type { RegistryEvent } from "../../../src/core/events/event.ts";
import { parseEvent } from "../../../src/core/events/parse-event.ts";
import { EventId } from "../../../src/core/model/ids.ts";
import { eventId, registered, stamp, transitioned, written } from "./events.ts";

/** Facts of a version that the tests of searches record. */
export interface SearchedVersion {
  readonly model: string;
  readonly stage: string;
  readonly label: string | undefined;
  readonly alias: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly branch: string | undefined;
  readonly framework: string | undefined;
  readonly format: string | undefined;
  readonly dataset:
    | {
        readonly name: string;
        readonly sha256: string | undefined;
        readonly version: string | undefined;
      }
    | undefined;
  readonly python: string | undefined;
  readonly packages: Readonly<Record<string, string>>;
  readonly description: string | undefined;
  /** Days after the beginning of 2026. */
  readonly day: number;
  readonly size: number;
}

/** Versions, of which each has the next number of its model, and tags of models. */
export interface SearchedWorld {
  readonly versions: readonly SearchedVersion[];
  readonly modelTags: Readonly<Record<string, string>>;
}

const models = ["fraud", "Fraud-EU", "churn"] as const;
const word = fc.constantFrom("a", "B", "ab", "a%", "a_b", "x y", "é", "5", "0.5", "A*");
const names = fc.constantFrom("auc", "test.auc", "f1 score");
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const version: fc.Arbitrary<SearchedVersion> = fc.record({
  model: fc.constantFrom(...models),
  stage: fc.constantFrom("None", "Staging", "Production"),
  label: some(fc.constantFrom("1.0.0", "1.10.0", "1.9.0")),
  alias: some(fc.constantFrom("champion", "ab")),
  tags: fc.dictionary(names, word, { maxKeys: 2 }),
  metrics: fc.dictionary(names, fc.constantFrom(-1, 0, 0.25, 0.5, 5), { maxKeys: 3 }),
  params: fc.dictionary(names, fc.oneof(word, fc.constantFrom(5, 0.5, 1e21, true)), { maxKeys: 3 }),
  branch: some(fc.constantFrom("main", "feature/a_b")),
  framework: some(fc.constantFrom("pytorch", "scikit-learn", "mine")),
  format: some(fc.constantFrom("onnx", "mine")),
  dataset: some(
    fc.record({
      name: fc.constantFrom("train.csv", "labels"),
      sha256: some(fc.constantFrom("ab12".padEnd(64, "0"), "ab13".padEnd(64, "1"))),
      version: some(fc.constantFrom("1", "v2")),
    }),
  ),
  python: some(fc.constantFrom("3.11.2", "3.12")),
  packages: fc.dictionary(fc.constantFrom("auc", "test-auc"), fc.constantFrom("1.0", "2.1.0"), {
    maxKeys: 2,
  }),
  description: some(word),
  day: fc.integer({ min: 0, max: 3 }),
  size: fc.constantFrom(1, 10, 1500),
});

export const anyWorld: fc.Arbitrary<SearchedWorld> = fc.record({
  versions: fc.array(version, { maxLength: 12 }),
  modelTags: fc.dictionary(fc.constantFrom(...models), word, { maxKeys: 2 }),
});

/** Values that some of the versions have. */
export const worldValues = {
  names,
  words: word,
  values: {
    model: fc.constantFrom("fraud", "FRAUD*", "*u*"),
    label: fc.constantFrom("1.0.0", "1.*"),
    stage: fc.constantFrom("staging", "*", "P*"),
    alias: fc.constantFrom("Champion", "a*"),
    tag: word,
    params: word,
    framework: fc.constantFrom("PyTorch", "*learn", "mine", "onnx"),
    format: fc.constantFrom("onnx", "m*", "pytorch"),
    dataset: fc.constantFrom("train.csv", "L*"),
    "dataset.name": fc.constantFrom("train.csv", "data/*"),
    "dataset.path": fc.constantFrom("DATA/train.csv", "labels"),
    "dataset.version": fc.constantFrom("1", "V*"),
    safety: fc.constantFrom("weights-only", "dangerous"),
    file: fc.constantFrom("*.pkl", "model"),
    author: fc.constantFrom("ada", "*@*"),
    python: fc.constantFrom("3.11*", "3.12"),
    packages: fc.constantFrom("1.0", "2*"),
    "dataset.sha256": fc.constantFrom("ab12", "AB1200…", "ffff"),
    branch: fc.constantFrom("main", "feature/*", "feature/axb"),
    description: word,
    registered: fc.constantFrom("2026-01-01", "2026-01-02", "2026-01-03T00:00"),
    age: fc.constantFrom("24h", "2d", "1w"),
    size: fc.constantFrom("10", "1.5kB"),
    version: fc.constantFrom("1", "2"),
    registered_by: fc.constantFrom("ada", "*@example.org"),
  },
} as const;

const day = 24 * 3_600_000;
/** Time at which the searches of the tests are made: at the beginning of the fifth day. */
export const worldNow = Date.parse("2026-01-05T00:00:00Z");

/** The versions in the order in which they were registered, each with its number and time. */
export interface PlacedVersion extends SearchedVersion {
  readonly number: number;
  readonly id: string;
  readonly modelTag: string | undefined;
  readonly isAliased: boolean;
  readonly hasLabel: boolean;
}

export function placed({ versions, modelTags }: SearchedWorld): readonly PlacedVersion[] {
  const inOrder = versions
    .map((version, index) => ({ ...version, id: eventId(version.day * day + index) }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return inOrder.map((each, index) => ({
    ...each,
    number: inOrder.slice(0, index + 1).filter(({ model }) => model === each.model).length,
    modelTag: modelTags[each.model],
    // An alias is set anew by each version that has it: the last one keeps it.
    isAliased:
      each.alias !== undefined &&
      !inOrder
        .slice(index + 1)
        .some(({ model, alias }) => model === each.model && alias === each.alias),
    // A label belongs to the first version that claims it.
    hasLabel:
      each.label !== undefined &&
      !inOrder
        .slice(0, index)
        .some(({ model, label }) => model === each.model && label === each.label),
  }));
}

/** The events of a world, in their order. */
export function worldEvents(world: SearchedWorld): readonly RegistryEvent[] {
  let late = 4 * day;
  const next = (): ReturnType<typeof eventId> => eventId((late += 1));
  const all = placed(world);
  return [
    ...all.map((version) => registration(version)),
    ...all.flatMap((version) => {
      const { model, id, stage, alias, tags } = version;
      const about = { model, version: id };
      return [
        ...(stage === "None" ? [] : [transitioned(next(), model, EventId.parse(id), stage)]),
        ...(alias === undefined ? [] : [written(next(), "alias.set", { ...about, alias })]),
        ...Object.entries(tags).map(([key, value]) =>
          written(next(), "tag.set", { ...about, key, value }),
        ),
      ];
    }),
    ...Object.entries(world.modelTags)
      .filter(([model]) => all.some((version) => version.model === model))
      .map(([model, value]) => written(next(), "tag.set", { model, key: "auc", value })),
  ];
}

function registration(version: PlacedVersion): RegistryEvent {
  const id = EventId.parse(version.id);
  const event = registered(id, version.model, version.number, version.metrics, version.label);
  if (event.type !== "version.registered") throw new Error("it is a registration");
  const { data } = event;
  const [artifact] = data.artifacts;
  const artifacts = artifact ? [{ ...artifact, size: version.size }] : [];
  const { params, branch, framework, format, dataset, description, python, packages } = version;
  const recipe = {
    ...data.recipe,
    parameters: params,
    datasets: dataset
      ? [
          {
            name: dataset.name,
            path: `data/${dataset.name}`,
            ...(dataset.version !== undefined && { version: dataset.version }),
            digests: dataset.sha256 === undefined ? {} : { sha256: dataset.sha256 },
          },
        ]
      : [],
    ...(branch !== undefined && {
      git: {
        commit: "c".repeat(40),
        branch,
        subject: "train",
        author: { name: "Ada" },
        committedAt: "2026-01-01T00:00:00.000Z",
        state: "clean",
      },
    }),
    environment: {
      source: "requirements.txt",
      packages,
      ...(python !== undefined && { python: { kind: "Python", name: "python", version: python } }),
    },
    ...(framework !== undefined && { metadata: { source: "model.yaml", framework } }),
  };
  const parsed = parseEvent({
    ...stamp(id),
    type: event.type,
    v: event.v,
    data: {
      ...data,
      artifacts,
      recipe,
      ...(description !== undefined && { description }),
      ...(format !== undefined && {
        inspection: {
          description: { format, verdict: "weights-only", findings: [] },
          files: [],
        },
      }),
    },
  });
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.event;
}
