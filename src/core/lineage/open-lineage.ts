import type { VersionId } from "../model/ids.ts";
import type { LineageEdge, LineageGraph, LineageNode } from "./lineage-node.ts";

/** Schema of the events (openlineage.io/spec/2-0-2/OpenLineage.json). */
const schemaURL = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
const producer = "https://github.com/model-registry/model-registry";
const versionFacet =
  "https://openlineage.io/spec/facets/1-0-1/DatasetVersionDatasetFacet.json#/$defs/DatasetVersionDatasetFacet";
const anyFacet = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunFacet";

interface NamedData {
  readonly namespace: string;
  readonly name: string;
  readonly facets: Readonly<Record<string, unknown>>;
}

/** Event of OpenLineage about the making of one version. */
export interface OpenLineageEvent {
  readonly eventType: "COMPLETE";
  readonly eventTime: string;
  readonly producer: string;
  readonly schemaURL: string;
  readonly run: { readonly runId: string; readonly facets: Readonly<Record<string, unknown>> };
  readonly job: { readonly namespace: string; readonly name: string };
  readonly inputs: readonly NamedData[];
  readonly outputs: readonly NamedData[];
}

type VersionNode = Extract<LineageNode, { kind: "version" }>;

/**
 * Returns a graph as OpenLineage events, one for each version: its data, feature sets and parents
 * are the inputs, the version is the output; the commit and the run are facets of the run.
 */
export function openLineageEvents(graph: LineageGraph): readonly OpenLineageEvent[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const into = new Map<string, LineageEdge[]>();
  for (const edge of graph.edges) {
    const known = into.get(edge.to);
    if (known) known.push(edge);
    else into.set(edge.to, [edge]);
  }
  return graph.nodes.flatMap((node): OpenLineageEvent[] => {
    if (node.kind !== "version") return [];
    const sources = (into.get(node.id) ?? []).flatMap((edge) => {
      const source = nodes.get(edge.from);
      return source && edge.relation !== "followed by" ? [{ edge, source }] : [];
    });
    return [
      {
        eventType: "COMPLETE",
        eventTime: node.registeredAt,
        producer,
        schemaURL,
        run: { runId: uuidOf(node.version), facets: Object.fromEntries(sources.flatMap(runFacet)) },
        job: { namespace: "model-registry", name: node.model },
        inputs: sources.flatMap(({ edge, source }) => inputOf(source, edge)),
        outputs: [
          versionData(node, {
            modelRegistry_version: {
              ...facetBase(anyFacet),
              stage: node.deleted ? "deleted" : node.stage,
              sha256: node.digest,
              ...(node.metrics && { metrics: node.metrics }),
            },
          }),
        ],
      },
    ];
  });
}

/** Returns a ULID as a UUID of the same 128 bits (github.com/ulid/spec, Crockford's base 32). */
export function uuidOf(id: VersionId): string {
  const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let value = 0n;
  for (const digit of id) value = value * 32n + BigInt(digits.indexOf(digit));
  const hex = value.toString(16).padStart(32, "0").slice(-32);
  return [0, 8, 12, 16, 20].map((from, index, all) => hex.slice(from, all[index + 1])).join("-");
}

function facetBase(url: string): Readonly<Record<string, string>> {
  return { _producer: producer, _schemaURL: url };
}

function runFacet({
  source,
}: {
  readonly source: LineageNode;
}): readonly (readonly [string, unknown])[] {
  if (source.kind === "commit") {
    const { commit, subject, author, committedAt, branch } = source;
    const facts = { commit, subject, author, committedAt, ...(branch !== undefined && { branch }) };
    return [["modelRegistry_commit", { ...facetBase(anyFacet), ...facts }]];
  }
  if (source.kind === "run") {
    const { run, experiment, uri, label } = source;
    const facts = {
      id: run,
      name: label,
      ...(experiment !== undefined && { experiment }),
      ...(uri !== undefined && { uri }),
    };
    return [["modelRegistry_run", { ...facetBase(anyFacet), ...facts }]];
  }
  return [];
}

function inputOf(node: LineageNode, { derivation }: LineageEdge): readonly NamedData[] {
  const version = (text: string | undefined): Readonly<Record<string, unknown>> =>
    text === undefined ? {} : { version: { ...facetBase(versionFacet), datasetVersion: text } };
  switch (node.kind) {
    case "dataset": {
      const name = node.path ?? node.uri ?? node.label;
      const namespace = node.path === undefined ? "data" : "workspace";
      return [{ namespace, name, facets: version(node.content) }];
    }
    case "features":
      return [{ namespace: "features", name: node.label, facets: {} }];
    case "external":
      return [{ namespace: "models", name: node.uri, facets: {} }];
    case "version":
      return [
        versionData(node, {
          modelRegistry_derivation: {
            ...facetBase(anyFacet),
            relation: derivation ?? "derived from",
          },
        }),
      ];
    default:
      return [];
  }
}

function versionData(node: VersionNode, more: Readonly<Record<string, unknown>>): NamedData {
  const version = { ...facetBase(versionFacet), datasetVersion: String(node.number) };
  return { namespace: "model-registry", name: node.model, facets: { version, ...more } };
}
