import { datasetContent, datasetPlace, type Dataset, type FeatureSet } from "../model/dataset.ts";
import type { CommitId, ModelName, Stage, VersionId } from "../model/ids.ts";
import { relationText, type Parent } from "../model/parent.ts";
import type { Metrics, RunReference } from "../model/recipe.ts";
import type { DeletedVersion } from "../state/deleted-version.ts";
import type { VersionDetail } from "../state/version.ts";
import { versionTitle } from "../state/version.ts";
import { shortCommit, shortDigest } from "../text/format.ts";
import type { LineageEdge, LineageGraph, LineageNode, MainMetric } from "./lineage-node.ts";

/** A version as far as its lineage goes; one that was deleted has left its recipe and parents. */
export interface LineageVersion extends Pick<
  VersionDetail,
  "id" | "model" | "number" | "stage" | "registeredAt" | "registeredBy" | "digest" | "registration"
> {
  readonly aliases?: readonly string[];
  readonly metrics?: Metrics;
  readonly metric?: MainMetric;
  readonly deleted?: Pick<DeletedVersion, "deletedAt" | "deletedBy" | "reason">;
}

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
 */
export function lineageGraph(
  versions: readonly LineageVersion[],
  unstaged: readonly Stage[],
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

  for (const version of versions) {
    const { recipe, parents } = version.registration;
    const self = add(versionNode(version));
    for (const dataset of recipe.datasets) {
      connect(add(datasetNode(dataset)), "trained on", self);
    }
    for (const features of recipe.featureSets ?? []) {
      connect(add(featuresNode(features)), "takes features", self);
    }
    if (recipe.run) connect(add(runNode(recipe.run)), "produced by", self);
    if (recipe.git) {
      const { commit, subject, author, committedAt, branch } = recipe.git;
      const id = add({
        id: lineageNodeId.commit(commit),
        kind: "commit",
        label: shortCommit(commit),
        commit,
        subject,
        author: author.name,
        committedAt,
        ...(branch && { branch }),
      });
      connect(id, "built from", self);
    }
    for (const parent of parents) {
      if ("version" in parent && (parent.version === version.id || !known.has(parent.version))) {
        continue;
      }
      const from =
        "uri" in parent ? add(externalNode(parent.uri)) : lineageNodeId.version(parent.version);
      connect(from, "derived from", self, derivation(parent));
    }
    if (!version.deleted && !unstaged.includes(version.stage)) {
      const { model, stage } = version;
      const id = lineageNodeId.stage(model, stage);
      connect(self, "is in", add({ id, kind: "stage", label: stage, stage, model }));
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
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
  const { id, name, experiment, uri } = run;
  return {
    id: lineageNodeId.run(run),
    kind: "run",
    label: name ?? id,
    run: id,
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
  const { deleted } = version;
  const { git } = version.registration.recipe;
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
    ...(git && { changes: git.state }),
    ...(deleted && {
      deleted: { at: deleted.deletedAt, by: deleted.deletedBy.name, reason: deleted.reason },
    }),
  };
}
