import { formatChange, formatMetric } from "../metrics/metric-format.ts";
import { count, formatAge, formatBytes } from "../text/format.ts";
import { isFold, type DrawnCard, type Fold } from "./fold-cards.ts";
import type { LineageNode, MainMetric } from "./lineage-node.ts";

/** A line of a card below its title. */
export interface CardLine {
  readonly text: string;
  /** Subject of the line, for its icon and colour. */
  readonly about: "stage" | "deleted" | "metric" | "detail" | "unfold";
  /** Change of a metric, with what it is measured against: `▲0.0025 since 4`. */
  readonly change?: string;
  readonly better?: boolean;
}

/** Texts of a card. */
export interface CardText {
  readonly title: string;
  readonly lines: readonly CardLine[];
}

/**
 * Returns the texts of a card.
 *
 * @param initial stage of versions that were not moved to any
 * @param now milliseconds since 1970, which ages are counted from
 */
export function cardText(card: DrawnCard, initial: string, now: number): CardText {
  if (isFold(card)) return foldText(card, initial);
  const { node, inside } = card;
  switch (node.kind) {
    case "version":
      return versionText(node, inside, now);
    case "dataset":
      return { title: datasetName(node), lines: details(datasetFacts(node)) };
    case "features":
      return {
        title: node.label,
        lines: details([node.columns && count(node.columns.length, "column")]),
      };
    case "run":
      return { title: `run ${node.label}`, lines: details([node.experiment]) };
    case "external":
      return {
        title: modelElsewhere(node.uri),
        lines: details([node.uri.split(":")[0], "elsewhere"]),
      };
    case "commit":
      return {
        title: node.label,
        lines: details([node.subject, formatAge(node.committedAt, now)]),
      };
    case "model":
      return modelText(node, now);
    case "stage":
      return { title: node.stage, lines: [] };
  }
}

type Node<Kind extends LineageNode["kind"]> = Extract<LineageNode, { kind: Kind }>;

function versionText(node: Node<"version">, inside: readonly LineageNode[], now: number): CardText {
  const made = inside.map((each) => {
    if (each.kind !== "commit") return `run ${each.label}`;
    return each.branch === undefined ? each.label : `${each.branch}@${each.label}`;
  });
  return {
    title: node.label,
    lines: [
      node.deleted
        ? { text: "Deleted", about: "deleted" }
        : { text: [node.stage, ...(node.aliases ?? [])].join(" · "), about: "stage" },
      ...(node.metric ? [metricLine(node.metric)] : []),
      { text: [...made, formatAge(node.registeredAt, now)].join(" · "), about: "detail" },
    ],
  };
}

function metricLine(metric: MainMetric): CardLine {
  const { key, value, change, since, better } = metric;
  const sign = change === undefined || change === 0 ? "" : change > 0 ? "▲" : "▼";
  return {
    text: `${key} ${formatMetric(value)}`,
    about: "metric",
    ...(change !== undefined &&
      since !== undefined && {
        change: `${sign}${formatChange(change).replace(/^[+−]/, "")} since ${since}`,
      }),
    ...(better !== undefined && { better }),
  };
}

function modelText(node: Node<"model">, now: number): CardText {
  const { production, productionStage, versions, metric } = node;
  return {
    title: node.label,
    lines: [
      production === undefined
        ? { text: "Nothing in production", about: "detail" }
        : { text: `${productionStage ?? "Production"} ${production}`, about: "stage" },
      ...(metric ? [metricLine(metric)] : []),
      {
        text: `${count(versions, "version")} · ${formatAge(node.changedAt, now)}`,
        about: "detail",
      },
    ],
  };
}

/** Returns the name without the end of the digest, which stands among the facts. */
function datasetName({ label, content }: Node<"dataset">): string {
  const at = label.lastIndexOf(" ");
  return content !== undefined && at > 0 && content.startsWith(label.slice(at + 1))
    ? label.slice(0, at)
    : label;
}

function datasetFacts(node: Node<"dataset">): readonly (string | undefined)[] {
  const { rows, size, content, uri, path } = node;
  const isDigest = content !== undefined && /^[0-9a-f]{64}$/.test(content);
  return [
    rows === undefined ? (size === undefined ? undefined : formatBytes(size)) : count(rows, "row"),
    isDigest ? content.slice(0, 7) : undefined,
    path === undefined && uri !== undefined ? uri.split(":")[0] : undefined,
  ];
}

/** Returns the end of an address, which says which model it is. */
function modelElsewhere(uri: string): string {
  return uri
    .replace(/^[^:]+:\/*/, "")
    .split("/")
    .slice(-2)
    .join("/");
}

function details(facts: readonly (string | undefined)[]): readonly CardLine[] {
  const text = facts.filter((fact) => fact !== undefined && fact !== "").join(" · ");
  return text === "" ? [] : [{ text, about: "detail" }];
}

const many: Readonly<Record<LineageNode["kind"], string>> = {
  dataset: "dataset",
  features: "feature set",
  run: "run",
  external: "model elsewhere",
  commit: "commit",
  version: "version",
  stage: "stage",
  model: "model",
};

function foldText({ members }: Fold, initial: string): CardText {
  const [first] = members;
  const kind = first?.kind ?? "version";
  const noun = kind === "external" && members.length > 1 ? "models elsewhere" : undefined;
  const title =
    noun === undefined ? count(members.length, many[kind]) : `${members.length} ${noun}`;
  return {
    title,
    lines: [
      ...(kind === "version" ? stateLine(members, initial) : []),
      { text: [rangeOf(members), "unfold"].filter(Boolean).join(" · "), about: "unfold" },
    ],
  };
}

/** Returns what the versions of a fold have in common. */
function stateLine(members: readonly LineageNode[], initial: string): readonly CardLine[] {
  const states = new Set(
    members.map((node) => {
      if (node.kind !== "version") return "";
      return node.deleted ? "deleted" : node.stage === initial ? "without a stage" : node.stage;
    }),
  );
  const [state, ...others] = states;
  return state === undefined || others.length > 0 ? [] : [{ text: state, about: "detail" }];
}

/** Returns the first and the last number, where all are of one model. */
function rangeOf(members: readonly LineageNode[]): string {
  const versions = members.flatMap((node) => (node.kind === "version" ? [node] : []));
  const models = new Set(versions.map(({ model }) => model));
  const [model] = models;
  if (model === undefined || models.size > 1 || versions.length < members.length) return "";
  const numbers = versions.map(({ number }): number => number);
  const [low, high] = [
    numbers.reduce((a, b) => Math.min(a, b)),
    numbers.reduce((a, b) => Math.max(a, b)),
  ];
  return `${model} ${low} to ${high}`;
}
