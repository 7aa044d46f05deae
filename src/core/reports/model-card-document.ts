import { formatMetric } from "../metrics/metric-format.ts";
import { groupMetrics } from "../metrics/metric-groups.ts";
import { shortParameter } from "../metrics/parameter-format.ts";
import { artifactSha256 } from "../model/artifact.ts";
import type { Artifact } from "../model/artifact.ts";
import { datasetContent, datasetPlace, datasetTitle } from "../model/data/dataset.ts";
import { relationText } from "../model/data/parent.ts";
import { licenceText } from "../model/inspection/licence.ts";
import { signatureOf, specText } from "../model/inspection/signature.ts";
import { verdictWords } from "../model/inspection/verdict-words.ts";
import { besideCommit } from "../model/recipe/git-state-text.ts";
import { markedName } from "../model/recipe/identity.ts";
import { lackingFacts } from "../model/recipe.ts";
import { versionReference, versionTitle } from "../state/version.ts";
import { formatName, frameworkName } from "../text/display-names.ts";
import { count, formatBytes } from "../text/format.ts";
import type { ReportedVersion } from "./comparison-report.ts";
import { runFacts, trainingFacts } from "./metadata-text.ts";
import { cardMetadata, described, frontMatter } from "./model-card.ts";
import {
  cell,
  code,
  knownFacts,
  type Cell,
  type ReportBlock,
  type ReportDocument,
  type ReportSection,
} from "./report-document.ts";
import { reportMarkdown } from "./report-markdown.ts";
import { timeText } from "./report-texts.ts";

/** Everything that a model card says. */
export interface ModelCard {
  /** Absent where two cards of one version must have the same bytes. */
  readonly madeAt?: string | undefined;
  readonly folder: string;
  readonly version: ReportedVersion;
  readonly artifacts: readonly Artifact[];
}

/** Text where a card has a place for what no registry can know, or what nobody wrote. */
const notRecorded = "Not recorded in the registry.";

/** Returns a model card in the form of the Hugging Face Hub: front matter, then Markdown. */
export function modelCardMarkdown(card: ModelCard): string {
  return `${frontMatter(cardMetadata(card.version))}\n${reportMarkdown(modelCardDocument(card))}`;
}

/** Returns a model card as data for programs. */
export function modelCardData({ version, ...card }: ModelCard): unknown {
  return {
    report: "card",
    ...card,
    metadata: cardMetadata(version),
    version: { reference: versionReference(version), ...version },
  };
}

/** Returns a model card as it is read; its sections are those of the Hub's template. */
export function modelCardDocument(card: ModelCard): ReportDocument {
  const { version, madeAt, folder } = card;
  const { annotations, recipe } = version;
  const missing = lackingFacts(recipe.missing);
  return {
    kind: versionReference(version),
    title: `Model card for ${versionTitle(version)}`,
    summary: annotations.description === undefined ? [] : [annotations.description],
    facts: [],
    sections: [
      { title: "Model details", blocks: [details(version), ...files(card)] },
      { title: "Uses", blocks: usage(version) },
      { title: "Bias, risks and limitations", blocks: risks(version) },
      { title: "Training details", blocks: training(version) },
      { title: "Evaluation", blocks: evaluation(version) },
      ...changes(version),
    ],
    notes: [
      ...(missing.length > 0
        ? [
            `Not recorded: ${missing.map(({ about, reason }) => `${about} (${reason})`).join("; ")}.`,
          ]
        : []),
      `Made${madeAt === undefined ? "" : ` ${timeText(madeAt)}`} from version ${versionReference(version)} of the model registry of ${folder}.`,
    ],
    isWide: false,
  };
}

function details(version: ReportedVersion): ReportBlock {
  const { recipe, annotations, inspection, madeFrom = [], registeredAt, registeredBy } = version;
  const { framework, frameworkVersion, format, task, architecture, parameterCount } =
    described(version);
  const { git } = recipe;
  return {
    kind: "facts",
    facts: knownFacts([
      ["Developed by", annotations.team],
      ["Registered by", `${markedName(registeredBy)}, ${timeText(registeredAt)}`],
      ["Version", [version.number, version.label].filter(Boolean).join(" · ")],
      ["Stage", `${version.stage}, since ${timeText(version.stageSince)}`],
      ["Model type", architecture],
      ["Task", task],
      [
        "Framework",
        framework && [frameworkName(framework), frameworkVersion].filter(Boolean).join(" "),
      ],
      ["Format", format && formatName(format)],
      ["Parameters", parameterCount === undefined ? undefined : count(parameterCount, "value")],
      ["Licence", licenceText({ recipe, inspection }) ?? notRecorded],
      [
        "Made from",
        madeFrom.map(({ title, relation }) => `${title} (${relationText(relation)})`).join(", "),
      ],
      ["Repository", git?.remote],
      ["Commit", git && code(git.commit)],
      ["Uncommitted changes", git && besideCommit(git)],
      ["Digest (SHA-256)", code(version.digest)],
      ["Compliance", annotations.compliance],
      ["Certifications", annotations.certifications],
    ]),
  };
}

function files({ artifacts }: ModelCard): readonly ReportBlock[] {
  return [
    {
      kind: "table",
      caption: "Files of the version",
      columns: [{ title: "File" }, { title: "Size", isNumeric: true }, { title: "SHA-256" }],
      rows: artifacts.map((artifact): readonly Cell[] => [
        cell(artifact.path),
        cell(artifact.size === undefined ? "–" : formatBytes(artifact.size)),
        code(artifactSha256(artifact) ?? "–"),
      ]),
    },
  ];
}

function usage(version: ReportedVersion): readonly ReportBlock[] {
  const signature = signatureOf(version);
  const specs = [
    ...(signature?.inputs ?? []).map((spec) => ["Input", spec] as const),
    ...(signature?.outputs ?? []).map((spec) => ["Output", spec] as const),
  ];
  return [
    { kind: "text", text: `Intended use: ${notRecorded}` },
    {
      kind: "facts",
      facts: [
        ["Verified files", code(`model-registry export ${versionReference(version)} --out model`)],
      ],
    },
    ...(specs.length === 0
      ? []
      : [
          {
            kind: "table" as const,
            caption: "Signature",
            columns: [{ title: "Signature" }, { title: "Name" }, { title: "Type" }],
            rows: specs.map(([way, spec]) => [cell(way), cell(spec.name), cell(specText(spec))]),
          },
        ]),
  ];
}

function risks({ annotations, inspection }: ReportedVersion): readonly ReportBlock[] {
  const verdict = inspection?.description.verdict;
  const findings = inspection?.description.findings ?? [];
  const known = annotations["known-issues"];
  return [
    { kind: "text", text: known ?? `Known issues: ${notRecorded}` },
    {
      kind: "facts",
      facts: knownFacts([
        [
          "Loading the files",
          verdict && `${verdictWords(verdict).label}. ${verdictWords(verdict).meaning}`,
        ],
        [
          "Findings",
          findings
            .filter(({ severity }) => severity !== "info")
            .map(({ message }) => message)
            .join(" "),
        ],
        ["Personal data", annotations.pii],
        ["GDPR", annotations.gdpr],
      ]),
    },
  ];
}

function training({ recipe }: ReportedVersion): readonly ReportBlock[] {
  const { datasets, parameters, environment, metadata } = recipe;
  const run = [...runFacts(recipe), ...trainingFacts(metadata?.training ?? {})];
  const packages = Object.entries(environment?.packages ?? {});
  return [
    datasets.length === 0
      ? { kind: "text", text: `Data: ${notRecorded}` }
      : {
          kind: "table",
          caption: "Data",
          columns: [
            { title: "Dataset" },
            { title: "Used for" },
            { title: "Rows", isNumeric: true },
            { title: "Place" },
            { title: "Content" },
          ],
          rows: datasets.map((dataset) => [
            cell(datasetTitle(dataset)),
            cell(dataset.role ?? "–"),
            cell(dataset.rows === undefined ? "–" : dataset.rows.toLocaleString("en")),
            cell(datasetPlace(dataset)),
            code(datasetContent(dataset) ?? "–"),
          ]),
        },
    ...nameTable("Hyperparameter", Object.entries(parameters), ([name, value]) => [
      name,
      shortParameter(value),
    ]),
    ...(run.length > 0
      ? [
          {
            kind: "facts" as const,
            facts: run.map(([name, value]) => [capital(name), cell(value)] as const),
          },
        ]
      : []),
    ...(packages.length > 0
      ? [
          {
            kind: "fold" as const,
            summary: `Environment: ${count(packages.length, "package")} of ${environment?.source ?? ""}`,
            blocks: nameTable("Package", packages, (entry) => entry),
          },
        ]
      : []),
  ];
}

function nameTable<T>(
  title: string,
  entries: readonly T[],
  of: (entry: T) => readonly [string, string],
): readonly ReportBlock[] {
  if (entries.length === 0) return [];
  return [
    {
      kind: "table",
      caption: title,
      columns: [{ title }, { title: "Value" }],
      rows: entries.map((entry) => of(entry).map(cell)),
    },
  ];
}

function evaluation({ recipe: { metrics } }: ReportedVersion): readonly ReportBlock[] {
  const groups = groupMetrics(Object.keys(metrics));
  if (groups.length === 0) return [{ kind: "text", text: `Metrics: ${notRecorded}` }];
  return [
    {
      kind: "table",
      caption: "Metrics",
      columns: [{ title: "Metric" }, { title: "Measured on" }, { title: "Value", isNumeric: true }],
      rows: groups.flatMap(({ name: group, metrics: keys }) =>
        keys.map(({ key, name }) => [
          cell(name),
          cell(group === "" ? "–" : group),
          cell(formatMetric(metrics[key] ?? 0)),
        ]),
      ),
    },
  ];
}

function changes({ annotations }: ReportedVersion): readonly ReportSection[] {
  const { changelog } = annotations;
  const migration = annotations["migration-notes"];
  return [
    ...(changelog === undefined
      ? []
      : [{ title: "Changes", blocks: [{ kind: "text", text: changelog } as const] }]),
    ...(migration === undefined
      ? []
      : [{ title: "Migration", blocks: [{ kind: "text", text: migration } as const] }]),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
