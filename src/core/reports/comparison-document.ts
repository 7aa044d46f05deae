import { mainMetric } from "../metrics/metric-direction.ts";
import { markedIdentity } from "../model/recipe/identity.ts";
import { versionTitle } from "../state/version.ts";
import { count, formatBytes, shortDigest } from "../text/format.ts";
import { factSections, factTexts, sectionTitles, type FactSection } from "./comparison-export.ts";
import {
  gateRows,
  type ComparisonReport,
  type GateRow,
  type ReportedVersion,
} from "./comparison-report.ts";
import type { FactRow } from "./comparison.ts";
import { betterCount, metricChangeText, metricTable } from "./metric-table.ts";
import {
  cell,
  code,
  knownFacts,
  type Cell,
  type ReportBlock,
  type ReportChart,
  type ReportColumn,
  type ReportDocument,
  type ReportSection,
} from "./report-document.ts";
import { timeText } from "./report-texts.ts";

/** More versions than this are printed on a sheet that lies across. */
const mostUpright = 4;
/** More versions than this are counted in the title. */
const mostNamed = 3;
/** The summary is about so many versions. */
const mostSummarised = 10;
/** Of a version that is compared with nothing, a longer section is closed at first. */
const mostOpen = 15;

/** Sections about the versions themselves, which need no table of their own. */
const shownAbove: ReadonlySet<FactSection> = new Set(["tags", "annotations"]);

/** Titles of the first columns of the tables: what a row is about. */
const rowNames: Readonly<Record<(typeof factSections)[number], string>> = {
  gates: "Rule",
  benchmarks: "Benchmark",
  parameters: "Parameter",
  datasets: "Dataset",
  features: "Feature set",
  parents: "Parent",
  code: "Git",
  run: "Run",
  environment: "Package",
  model: "Property",
  signature: "Input or output",
  importance: "Feature",
  tags: "Tag",
  annotations: "Field",
  other: "Key",
  files: "Property",
};

/** Returns a comparison report as it is read: what differs first, what is equal folded. */
export function comparisonDocument(
  report: ComparisonReport,
  charts: readonly ReportChart[] = [],
): ReportDocument {
  const { versions, madeAt, folder } = report;
  const [first] = versions;
  return {
    kind: versions.length > 1 ? "Comparison report" : "Version report",
    title: comparisonTitle(report),
    summary: summaryOf(report),
    facts: versions.length === 1 && first ? versionFacts(first) : [],
    sections: [...comparisonSections(report, charts), ...notesSection(versions)],
    notes: [
      `Made ${timeText(madeAt)} from the model registry of ${folder}. Stages, tags, notes and gates are as of that time; metrics, parameters, data, code and environment are as recorded at registration and never change.`,
    ],
    isWide: versions.length > mostUpright,
  };
}

/** Returns the sections of a comparison, without those that have nothing to say. */
export function comparisonSections(
  report: ComparisonReport,
  charts: readonly ReportChart[],
): readonly ReportSection[] {
  return [
    ...versionSection(report),
    metricSection(report, charts),
    ...gateSection(report),
    ...factSections.flatMap((section) =>
      shownAbove.has(section) || (section === "files" && report.versions.length === 1)
        ? []
        : factSection(report, section),
    ),
  ].filter(({ blocks }) => blocks.length > 0);
}

/** Returns the title of a report: `fraud 5 compared with fraud 4`. */
export function comparisonTitle({
  versions,
  baseline,
}: Pick<ComparisonReport, "versions" | "baseline">): string {
  const base = versions[baseline];
  if (!base) return "Comparison";
  const others = versions.filter((version) => version !== base).map(versionTitle);
  if (others.length === 0) return versionTitle(base);
  const named =
    others.length <= mostNamed
      ? others.join(", ").replace(/, ([^,]*)$/, " and $1")
      : count(others.length, "version");
  return `${named} compared with ${versionTitle(base)}`;
}

function summaryOf({ versions, baseline, comparison }: ComparisonReport): readonly string[] {
  const base = versions[baseline];
  const described = versions.length === 1 ? base?.annotations.description : undefined;
  if (!base || versions.length === 1) return described === undefined ? [] : [described];
  const main = mainMetric(comparison.metrics.map(({ key }) => key));
  const row = comparison.metrics.find(({ key }) => key === main);
  const lines = versions.flatMap((version, index) => {
    if (index === baseline) return [];
    const value = row && metricChangeText(row, index);
    const judged = betterCount(comparison.metrics, index) ?? "no metric in common";
    return `- ${versionTitle(version)}: ${[value, judged].filter(Boolean).join("; ")}`;
  });
  const differing = factSections
    .filter((section) => !shownAbove.has(section))
    .map((section) => [section, comparison[section].filter(({ differs }) => differs).length])
    .filter(([, rows]) => Number(rows) > 0)
    .map(([section, rows]) => `${sectionTitles[section as keyof typeof sectionTitles]} (${rows})`);
  const rest =
    differing.length > 0
      ? `Rows that differ: ${differing.join(", ")}.`
      : "Nothing else that is recorded differs.";
  const left = lines.length - mostSummarised;
  const more = left > 0 ? [`- ${count(left, "more version")}: see the tables.`] : [];
  return [[...lines.slice(0, mostSummarised), ...more].join("\n"), rest];
}

function versionFacts(version: ReportedVersion): ReportDocument["facts"] {
  return knownFacts([
    ["Stage", `${version.stage}, since ${timeText(version.stageSince)}`],
    ["Label", version.label],
    ["Aliases", version.aliases?.join(", ")],
    ["Registered", `${timeText(version.registeredAt)} by ${markedIdentity(version.registeredBy)}`],
    ["Size", formatBytes(version.size)],
    ["Digest", code(version.digest)],
    ["Tags", tagText(version)],
  ]);
}

function tagText({ tags }: ReportedVersion): string {
  return Object.entries(tags)
    .map(([key, value]) => (value === "" ? key : `${key}=${value}`))
    .join(", ");
}

/** Returns the columns of a table with one for each version. */
export function versionColumns(
  { versions, baseline }: Pick<ComparisonReport, "versions" | "baseline">,
  first: string,
  isNumeric = false,
): readonly ReportColumn[] {
  // The title of the report names the model, whose name in many narrow columns would be most of them.
  const isOfOne = new Set(versions.map(({ model }) => model)).size === 1;
  const isShort = isOfOne && versions.length > mostUpright;
  return [
    { title: first },
    ...versions.map((version, index) => ({
      title: isShort ? `Version ${version.number}` : versionTitle(version),
      note:
        index === baseline && versions.length > 1 ? `${version.stage}, baseline` : version.stage,
      ...(isNumeric && { isNumeric }),
    })),
  ];
}

function versionSection(report: ComparisonReport): readonly ReportSection[] {
  const { versions } = report;
  if (versions.length === 1) return [];
  const rows: readonly (readonly [string, (version: ReportedVersion) => string | undefined])[] = [
    ["Label", ({ label }) => label],
    ["Aliases", ({ aliases }) => aliases?.join(", ")],
    ["In its stage since", ({ stageSince }) => timeText(stageSince)],
    ["Registered", ({ registeredAt }) => timeText(registeredAt)],
    ["Registered by", ({ registeredBy }) => markedIdentity(registeredBy)],
    ["Digest", ({ digest }) => shortDigest(digest)],
    ["Tags", tagText],
  ];
  return [
    {
      title: "Versions",
      blocks: [
        {
          kind: "table",
          caption: "The versions of this report",
          columns: versionColumns(report, "Version"),
          rows: rows
            .map(([name, of]) => [name, ...versions.map((version) => of(version) ?? "")])
            .filter(([, ...values]) => values.some((value) => value !== ""))
            .map(([name = "", ...values]) => [
              cell(name),
              ...values.map((value) => (name === "Digest" ? code(value) : cell(value))),
            ]),
        },
      ],
    },
  ];
}

function metricSection(report: ComparisonReport, charts: readonly ReportChart[]): ReportSection {
  const { comparison, versions } = report;
  const main = mainMetric(comparison.metrics.map(({ key }) => key));
  const sorted = comparison.metrics.toSorted(
    (a, b) => Number(b.key === main) - Number(a.key === main),
  );
  const columns = versionColumns(report, "Metric", true);
  const tables = differingFirst(sorted, versions.length, (rows, caption) => ({
    ...metricTable(rows),
    columns,
    caption: `Metrics: ${caption}`,
  }));
  const none: ReportBlock = { kind: "text", text: "No metric was recorded." };
  return { title: "Metrics", blocks: sorted.length > 0 ? [...charts, ...tables] : [none] };
}

function gateSection(report: ComparisonReport): readonly ReportSection[] {
  const { gates, versions } = report;
  if (!gates) return [];
  const rows = gateRows(gates);
  const columns = versionColumns(report, "Gate");
  const blocks = differingFirst(rows, versions.length, (some, caption) => ({
    kind: "table",
    caption: `Gates: ${caption}`,
    columns,
    rows: some.map(gateLine),
  }));
  const intro = "Evaluated when this report was made, by the policy of that time.";
  return [{ title: `Gates of ${gates.stage}`, blocks: [{ kind: "text", text: intro }, ...blocks] }];
}

function gateLine({ name, required, cells }: GateRow): readonly Cell[] {
  return [
    { text: name, note: required },
    ...cells.map((check): Cell =>
      check
        ? {
            text: check.actual,
            note: check.passed ? "passed" : "failed",
            tone: check.passed ? "good" : "bad",
          }
        : cell("–"),
    ),
  ];
}

function factSection(
  report: ComparisonReport,
  section: (typeof factSections)[number],
): readonly ReportSection[] {
  const columns = versionColumns(report, rowNames[section]);
  const isCode = section === "files" || section === "code";
  const line = (row: FactRow): readonly Cell[] => [
    cell(row.key),
    ...factTexts(section, row).map((text): Cell => {
      if (text === undefined) return cell("");
      return isCode && /^[0-9a-f]{7,}$/.test(text) ? code(text) : cell(text);
    }),
  ];
  const blocks = differingFirst(
    report.comparison[section],
    report.versions.length,
    (rows, caption) => ({
      kind: "table",
      caption: `${sectionTitles[section]}: ${caption}`,
      columns,
      rows: rows.map(line),
    }),
  );
  return [{ title: sectionTitles[section], blocks }];
}

/** Returns the rows that differ, and the others in a fold. */
function differingFirst<Row extends { readonly differs: boolean }>(
  rows: readonly Row[],
  versions: number,
  table: (rows: readonly Row[], caption: string) => ReportBlock,
): readonly ReportBlock[] {
  if (rows.length === 0) return [];
  if (versions === 1) {
    const all = table(rows, "all rows");
    if (rows.length <= mostOpen) return [all];
    return [{ kind: "fold", summary: count(rows.length, "row"), blocks: [all] }];
  }
  const [differing, equal] = [
    rows.filter((row) => row.differs),
    rows.filter((row) => !row.differs),
  ];
  return [
    ...(differing.length > 0 ? [table(differing, "rows that differ")] : []),
    ...(equal.length > 0
      ? [
          {
            kind: "fold" as const,
            summary: `${count(equal.length, "row")} equal in all versions`,
            blocks: [table(equal, "equal rows")],
          },
        ]
      : []),
  ];
}

/** Returns what people wrote about the versions. */
function notesSection(versions: readonly ReportedVersion[]): readonly ReportSection[] {
  const fields = [
    ["description", "Description"],
    ["changelog", "Changelog"],
    ["known-issues", "Known issues"],
    ["migration-notes", "Migration notes"],
  ] as const;
  return versions.flatMap((version) => {
    const written = fields.flatMap(([field, title]): readonly ReportBlock[] => {
      const text = version.annotations[field];
      // It is the summary of a report on one version.
      if (text === undefined || (field === "description" && versions.length === 1)) return [];
      return [{ kind: "text", text: `${title}:\n${text}` }];
    });
    return written.length > 0
      ? [{ title: `Notes on ${versionTitle(version)}`, blocks: written }]
      : [];
  });
}
