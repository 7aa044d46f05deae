import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Verdict } from "../../src/core/model/inspection.ts";
import { inspectPath } from "../../src/inspect/engine/inspect-path.ts";
import { printTable } from "./measure.ts";

const scripts = new URL("pickle-scanners/", import.meta.url).pathname;

/** Verdict of a scanner about a file; `unread` is an error or a file that it does not look into. */
const Answer = z.enum(["dangerous", "suspicious", "unread", "clean"]);
type Answer = z.infer<typeof Answer>;

const Answers = z.record(z.string(), z.record(z.string(), Answer));

const Corpus = z.array(
  z.object({
    path: z.string(),
    label: z.enum(["benign", "malicious"]),
    group: z.string(),
    calls: z.string().optional(),
  }),
);
type CorpusFile = z.infer<typeof Corpus>[number];

const answerOf: Readonly<Record<Verdict, Answer>> = {
  dangerous: "dangerous",
  "needs-code": "suspicious",
  unreadable: "unread",
  "weights-only": "clean",
};

/**
 * Recall and false positives of the verdicts on model files, beside other scanners on the same files.
 * `MODEL_REGISTRY_BENCH_VENVS` names a folder where the environments `models` and `scanners` are
 * kept; what is missing there is made from the pinned requirements (several gigabytes).
 */
export async function benchPickleScanners(): Promise<void> {
  const venvs = process.env["MODEL_REGISTRY_BENCH_VENVS"] ?? join(scripts, ".venv");
  const corpus = await mkdtemp(join(tmpdir(), "model-registry-pickles-"));
  try {
    run(environment(venvs, "models"), [join(scripts, "make_corpus.py"), corpus]);
    const files = Corpus.parse(JSON.parse(await readFile(join(corpus, "corpus.json"), "utf8")));
    const scanned = run(environment(venvs, "scanners"), [
      join(scripts, "scan_with_others.py"),
      corpus,
    ]);
    const answers = {
      ours: await inspectAll(corpus, files),
      ...Answers.parse(JSON.parse(scanned)),
    };
    report(files, answers);
  } finally {
    await rm(corpus, { recursive: true, force: true });
  }
}

async function inspectAll(
  corpus: string,
  files: readonly CorpusFile[],
): Promise<Record<string, Answer>> {
  const answers: Record<string, Answer> = {};
  for (const { path } of files) {
    const { description } = await inspectPath(join(corpus, path));
    // A file that is no model to us was not looked into, whatever its verdict.
    answers[path] = description.format === "unknown" ? "unread" : answerOf[description.verdict];
  }
  return answers;
}

function report(files: readonly CorpusFile[], answers: z.infer<typeof Answers>): void {
  const malicious = files.filter(({ label }) => label === "malicious");
  const benign = files.filter(({ label }) => label === "benign");
  const count = (tool: string, of: readonly CorpusFile[], answer: Answer): number =>
    of.filter(({ path }) => answers[tool]?.[path] === answer).length;
  const tools = Object.keys(answers);
  const row = (tool: string, of: readonly CorpusFile[]): string[] =>
    Answer.options.map((answer) => String(count(tool, of, answer)));

  printTable(
    [
      `${malicious.length} malicious and ${benign.length} benign files`,
      "recall, strict",
      "recall, lenient",
      "benign files called dangerous",
    ],
    tools.map((tool) => {
      const alarms = count(tool, benign, "dangerous");
      return [
        tool,
        share(count(tool, malicious, "dangerous"), malicious.length),
        share(malicious.length - count(tool, malicious, "clean"), malicious.length),
        `${alarms} (${share(alarms, benign.length)})`,
      ];
    }),
  );
  const inGroup = (pattern: RegExp): readonly CorpusFile[] =>
    malicious.filter(({ group }) => pattern.test(group));
  for (const [title, of] of [
    ["files of one call each", inGroup(/^(gadget|indirect)$/)],
    ["files that hide a call", inGroup(/^carrier /)],
    ["files that call a function of a known package", inGroup(/^known package$/)],
    ["archives and other formats", inGroup(/^container$/)],
    ["malicious files", malicious],
  ] as const) {
    printTable(
      [`${of.length} ${title}`, ...columns, "recall, strict", "recall, lenient"],
      tools.map((tool) => [
        tool,
        ...row(tool, of),
        share(count(tool, of, "dangerous"), of.length),
        share(of.length - count(tool, of, "clean"), of.length),
      ]),
    );
  }
  printTable(
    [
      `${benign.length} benign files`,
      "files",
      ...tools.map((tool) => `${tool}: ${columns.join(" / ")}`),
    ],
    [...new Set(benign.map(({ group }) => group))].map((group) => {
      const of = benign.filter((file) => file.group === group);
      return [group, String(of.length), ...tools.map((tool) => row(tool, of).join(" / "))];
    }),
  );
  for (const tool of tools) {
    const wrong = [
      ...malicious.filter(({ path }) => answers[tool]?.[path] !== "dangerous"),
      ...benign.filter(({ path }) => answers[tool]?.[path] === "dangerous"),
    ];
    printTable(
      [`${tool}: malicious not called dangerous, benign called so`, "answer"],
      wrong.map(({ path }) => [`\`${path}\``, answers[tool]?.[path] ?? "none"]),
    );
  }
}

const columns = ["dangerous", "suspicious", "unread", "clean"];

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

/** The Python of an environment, which is made from its requirements if it is missing. */
function environment(venvs: string, name: string): string {
  const folder = join(venvs, name);
  const python = join(folder, "bin", "python");
  if (!existsSync(python)) {
    run("python3", ["-m", "venv", folder]);
    run(python, ["-m", "pip", "install", "-q", "-r", join(scripts, `requirements-${name}.txt`)]);
  }
  return python;
}

/** Returns the output of a program; throws with its message if it failed. */
function run(program: string, parameters: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${parameters.join(" ")} failed:\n${stderr}`);
  return stdout;
}
