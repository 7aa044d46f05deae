import {
  datasetContent,
  datasetPlace,
  type Dataset,
  type FeatureSet,
} from "../model/data/dataset.ts";
import { relationText, type Parent } from "../model/data/parent.ts";
import type { CommitId, ModelName, Stage, VersionId } from "../model/ids.ts";
import type { GitState, Metrics, Recipe, RunReference } from "../model/recipe.ts";
import type { DeletedVersion } from "../state/deleted-version.ts";
import type { VersionDetail } from "../state/version.ts";
import { versionTitle } from "../state/version.ts";
import { shortCommit, shortDigest } from "../text/format.ts";
import type { LineageEdge, LineageGraph, LineageNode, MainMetric } from "./lineage-node.ts";

/** A version as far as its lineage goes; one that was deleted has left its recipe and parents. */
export interface LineageVersion extends Pick<
  VersionDetail,
  "id" | "model" | "number" | "stage" | "registeredAt" | "registeredBy" | "digest"
> {
  /** Recipe; absent while it has not been read. */
  readonly registration?: VersionDetail["registration"];
  readonly aliases?: readonly string[];
  readonly metrics?: Metrics;
  readonly metric?: MainMetric;
  readonly deleted?: Pick<DeletedVersion, "deletedAt" | "deletedBy" | "reason">;
}

/** Recipes as far as the index knows them, of versions that have not been read. */
export interface OutlinedSources {
  readonly derivations: readonly DerivationPair[];
  /** Uses of data, commits and runs that other versions of the graph use, too. */
  readonly uses: readonly OutlinedUse[];
}

/** A version made from another. */
export interface DerivationPair {
  readonly parent: VersionId;
  readonly child: VersionId;
}

/** Use of something by a version. */
export interface OutlinedUse {
  readonly version: VersionId;
  /** Id of the node of what is used. */
  readonly node: string;
}

const usedBy: Readonly<Partial<Record<LineageNode["kind"], LineageEdge["relation"]>>> = {
  dataset: "trained on",
  commit: "built from",
};

export const lineageNodeId = {
  dataset: (dataset: Dataset): string =>
    `dataset:${datasetContent(dataset) ?? ""}:${datasetPlace(dataset)}`,
  features: ({ name, version }: FeatureSet): string => `features:${version ?? ""}:${name}`,
  run: ({ id, experiment, uri }: RunReference): string =>
    `run:${uri ?? JSON.stringify([experiment, id])}`,
  external: (uri: string): string => `external:${uri}`,
  commit: (commit: CommitId): string => `commit:${commit}`,
  version: (version: VersionId): string => `version:${version}`,
  stage: (model: ModelName, stage: Stage): string => `stage:${stage}:${model}`,
};

/**
 * Returns the graph of some versions: data and features → commit and run → version → stage, and
 * parent → child between versions. One node for each dataset content and path, feature set, commit,
 * run, parent elsewhere, version and occupied stage of a model, and one arrow for each relation,
 * however often it is recorded. Versions in `unstaged` stages (the initial one) get no stage node,
 * and neither do deleted ones.
 *
 * @param outlined what versions were made of whose registration has not been read
 */
export function lineageGraph(
  versions: readonly LineageVersion[],
  unstaged: readonly Stage[],
  outlined: OutlinedSources = { derivations: [], uses: [] },
): LineageGraph {
  const nodes = new Map<string, LineageNode>();
  const edges = new Map<string, LineageEdge>();
  const known = new Set(versions.map((version) => version.id));
  const add = (node: LineageNode): string => {
    nodes.set(node.id, node);
    return node.id;
  };
  const connect = (
    from: string,
    relation: LineageEdge["relation"],
    to: string,
    more: Pick<LineageEdge, "derivation"> = {},
  ): void => {
    edges.set(`${from} ${relation} ${to}`, { from, to, relation, ...more });
  };

  const addStage = ({ deleted, model, stage }: LineageVersion, self: string): void => {
    if (deleted || unstaged.includes(stage)) return;
    const id = lineageNodeId.stage(model, stage);
    connect(self, "is in", add({ id, kind: "stage", label: stage, stage, model }));
  };

  for (const { parent, child } of outlined.derivations) {
    connect(lineageNodeId.version(parent), "derived from", lineageNodeId.version(child));
  }
  for (const version of versions) {
    const self = add(versionNode(version));
    addStage(version, self);
    if (!version.registration) continue;
    const { recipe, parents } = version.registration;
    for (const [node, relation] of inputs(recipe)) connect(add(node), relation, self);
    for (const parent of parents) {
      if ("version" in parent && (parent.version === version.id || !known.has(parent.version))) {
        continue;
      }
      const from =
        "uri" in parent ? add(externalNode(parent.uri)) : lineageNodeId.version(parent.version);
      connect(from, "derived from", self, derivation(parent));
    }
  }
  for (const { version, node } of outlined.uses) {
    const relation = usedBy[nodes.get(node)?.kind ?? "stage"];
    if (relation) connect(node, relation, lineageNodeId.version(version));
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** Returns what a version was made of, but for other versions. */
function inputs(
  recipe: Recipe,
): readonly (readonly [node: LineageNode, relation: LineageEdge["relation"]])[] {
  const { datasets, featureSets = [], run, git } = recipe;
  return [
    ...datasets.map((dataset) => [datasetNode(dataset), "trained on"] as const),
    ...featureSets.map((features) => [featuresNode(features), "takes features"] as const),
    ...(run ? [[runNode(run), "produced by"] as const] : []),
    ...(git ? [[commitNode(git), "built from"] as const] : []),
  ];
}

function commitNode({ commit, subject, author, committedAt, branch }: GitState): LineageNode {
  return {
    id: lineageNodeId.commit(commit),
    kind: "commit",
    label: shortCommit(commit),
    commit,
    subject,
    author: author.name,
    committedAt,
    ...(branch && { branch }),
  };
}

function datasetNode(dataset: Dataset): LineageNode {
  const { name, path, uri, size, rows, columns, version } = dataset;
  const content = datasetContent(dataset);
  return {
    id: lineageNodeId.dataset(dataset),
    kind: "dataset",
    label: `${name} ${version ?? (content ? shortDigest(content).slice(0, 6) : "")}`.trim(),
    ...(path !== undefined && { path }),
    ...(uri !== undefined && { uri }),
    ...(content !== undefined && { content }),
    ...(size !== undefined && { size }),
    ...(rows !== undefined && { rows }),
    ...(columns !== undefined && { columns }),
  };
}

function featuresNode(features: FeatureSet): LineageNode {
  const { name, version, columns } = features;
  return {
    id: lineageNodeId.features(features),
    kind: "features",
    label: version === undefined ? name : `${name} ${version}`,
    ...(columns && { columns }),
  };
}

function runNode(run: RunReference): LineageNode {
  const { id, name, experiment, uri, start, end } = run;
  return {
    id: lineageNodeId.run(run),
    kind: "run",
    label: name ?? id,
    run: id,
    ...(start !== undefined && end !== undefined && { took: Date.parse(end) - Date.parse(start) }),
    ...(experiment !== undefined && { experiment }),
    ...(uri !== undefined && { uri }),
  };
}

function externalNode(uri: string): LineageNode {
  return { id: lineageNodeId.external(uri), kind: "external", label: uri, uri };
}

/**
 * Returns the kind of derivation from a parent, unless no more is known than that there was one.
 */
function derivation({ relation }: Parent): Pick<LineageEdge, "derivation"> {
  const text = relationText(relation);
  return text === "derived from" ? {} : { derivation: text };
}

function versionNode(version: LineageVersion): LineageNode {
  const { deleted, registration } = version;
  const git = registration?.recipe.git;
  return {
    id: lineageNodeId.version(version.id),
    kind: "version",
    label: versionTitle(version),
    version: version.id,
    model: version.model,
    number: version.number,
    stage: version.stage,
    ...(version.aliases && version.aliases.length > 0 && { aliases: version.aliases }),
    ...(version.metric && { metric: version.metric }),
    ...(version.metrics && Object.keys(version.metrics).length > 0 && { metrics: version.metrics }),
    registeredAt: version.registeredAt,
    registeredBy: version.registeredBy.name,
    digest: version.digest,
    ...(!registration && { outline: true }),
    ...(git && { changes: git.state }),
    ...(deleted && {
      deleted: { at: deleted.deletedAt, by: deleted.deletedBy.name, reason: deleted.reason },
    }),
  };
}
