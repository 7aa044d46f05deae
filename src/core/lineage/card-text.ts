import * as l10n from "@vscode/l10n";
import { formatChange, formatMetric } from "../metrics/metric-format.ts";
import type { Timestamp } from "../model/ids.ts";
import { durationText } from "../text/duration-text.ts";
import { fixedNumber } from "../text/fixed-number.ts";
import { formatAge, formatBytes } from "../text/format.ts";
import { isFold, type DrawnCard, type Fold } from "./fold-cards.ts";
import { kindCount } from "./kind-count.ts";
import type { LineageNode, MainMetric } from "./lineage-node.ts";

/** A line of a card below its title. */
export interface CardLine {
  /** Cut off where the card has no room for it. */
  readonly text: string;
  /** Text after it that is never cut off: an age, a value. */
  readonly end?: string;
  /** Subject of the line, for its icon and colour. */
  readonly about: "stage" | "deleted" | "metric" | "detail" | "difference" | "side" | "unfold";
  /** Change of a metric: `▲0.0025`. */
  readonly change?: string;
  /** Baseline of the change: `since 4`. */
  readonly since?: string;
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
        lines: details([node.columns && columnCount(node.columns.length)]),
      };
    case "run":
      return {
        title: l10n.t("run {0}", node.label),
        lines: details([
          node.experiment,
          node.took === undefined ? undefined : durationText(node.took),
        ]),
      };
    case "external":
      return {
        title: modelElsewhere(node.uri),
        lines: details([node.uri.split(":")[0], l10n.t("elsewhere")]),
      };
    case "commit":
      return {
        title: node.label,
        lines: [{ ...aged([node.subject], node.committedAt, now), about: "detail" }],
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
    if (each.kind !== "commit") return l10n.t("run {0}", each.label);
    return each.branch === undefined ? each.label : `${each.branch}@${each.label}`;
  });
  return {
    title: node.label,
    lines: [
      node.deleted
        ? { text: l10n.t("Deleted"), about: "deleted" }
        : { text: [node.stage, ...(node.aliases ?? [])].join(" · "), about: "stage" },
      ...(node.metric ? [metricLine(node.metric)] : []),
      { ...aged(made, node.registeredAt, now), about: "detail" },
    ],
  };
}

function metricLine(metric: MainMetric): CardLine {
  const { key, value, change, since, better } = metric;
  const sign = change === undefined || change === 0 ? "" : change > 0 ? "▲" : "▼";
  return {
    text: key,
    end: ` ${formatMetric(value)}`,
    about: "metric",
    ...(change !== undefined &&
      since !== undefined && {
        change: `${sign}${formatChange(change).replace(/^[+−]/, "")}`,
        since: l10n.t("since {0}", since),
      }),
    ...(better !== undefined && { better }),
  };
}

function modelText(node: Node<"model">, now: number): CardText {
  const { production, productionStage, versions, metric } = node;
  return {
    title: node.label,
    lines: [
      production === undefined || productionStage === undefined
        ? { text: l10n.t("Nothing in production"), about: "detail" }
        : { text: `${productionStage} ${production}`, about: "stage" },
      ...(metric ? [metricLine(metric)] : []),
      {
        ...aged([kindCount("version", versions)], node.changedAt, now),
        about: "detail",
      },
    ],
  };
}

/** Returns facts as a line that ends with an age. */
function aged(
  facts: readonly string[],
  at: Timestamp,
  now: number,
): Pick<CardLine, "text" | "end"> {
  const text = facts.filter((fact) => fact !== "").join(" · ");
  const age = formatAge(at, now);
  return text === "" ? { text: age } : { text, end: ` · ${age}` };
}

/** Returns the name without the end of the digest, which stands among the facts. */
function datasetName({ label, content }: Node<"dataset">): string {
  const at = label.lastIndexOf(" ");
  return content !== undefined && at > 0 && content.startsWith(label.slice(at + 1))
    ? label.slice(0, at)
    : label;
}

function datasetFacts(node: Node<"dataset">): readonly (string | undefined)[] {
  const { rows, size, content, contents, uri, path } = node;
  const isDigest = content !== undefined && /^[0-9a-f]{64}$/.test(content);
  return [
    rows === undefined ? (size === undefined ? undefined : formatBytes(size)) : rowCount(rows),
    contents === undefined ? undefined : contentCount(contents),
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

/** Of very many contents, no more than so many are counted. */
const countedContents = 100;

function contentCount(contents: number): string {
  return contents < countedContents
    ? l10n.t("{0} contents", contents)
    : l10n.t("{0} contents or more", countedContents);
}

function rowCount(rows: number): string {
  return rows === 1 ? l10n.t("1 row") : l10n.t("{0} rows", fixedNumber(rows, 0));
}

function columnCount(columns: number): string {
  return columns === 1 ? l10n.t("1 column") : l10n.t("{0} columns", fixedNumber(columns, 0));
}

function foldText({ members }: Fold, initial: string): CardText {
  const [first] = members;
  const kind = first?.kind ?? "version";
  return {
    title: kindCount(kind, members.length),
    lines: [
      ...(kind === "version" ? stateLine(members, initial) : []),
      ...details([rangeOf(members)]),
      { text: l10n.t("unfold"), about: "unfold" },
    ],
  };
}

/** Returns what the versions of a fold have in common. */
function stateLine(members: readonly LineageNode[], initial: string): readonly CardLine[] {
  const states = new Set(
    members.map((node) => {
      if (node.kind !== "version") return "";
      if (node.deleted) return l10n.t("deleted");
      return node.stage === initial ? l10n.t("without a stage") : node.stage;
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
  return l10n.t("{0} {1} to {2}", model, low, high);
}
