import type { Finding, Verdict } from "../../../core/model/inspection.ts";
import type { Source } from "../../contract/source.ts";
import { worstVerdict } from "../../contract/verdict.ts";
import { printable } from "../../encodings/printable.ts";
import { memberKind } from "./member-kind.ts";

const headSize = 4096;
/** Names that one finding lists. */
const named = 8;

/** Files of a folder that are not models of a known format: code, and unknown files. */
export class OtherFiles {
  readonly #code: string[] = [];
  readonly #unknown = new Set<string>();

  async add(path: string, source: Source, isUnknown: boolean): Promise<void> {
    const kind = memberKind(path, await source.read(0, headSize), source.size);
    if (kind === "code") this.#code.push(printable(path, 200));
    else if (kind === "unknown" && isUnknown) this.#unknown.add(path);
  }

  get hasUnknown(): boolean {
    return this.#unknown.size > 0;
  }

  /** Removes a file that turned out to be a part of a model. */
  remove(path: string): void {
    this.#unknown.delete(path);
  }

  /** @param isKnown whether the folder is of a format that knows its own files */
  judge(isKnown: boolean): { readonly verdict: Verdict; readonly findings: readonly Finding[] } {
    const verdicts: Verdict[] = [];
    const findings: Finding[] = [];
    if (this.#code.length > 0 && !isKnown) {
      verdicts.push("needs-code");
      findings.push({
        code: "folder-holds-code",
        severity: "warning",
        message: `Code lies beside the model, which a program that loads the folder may run: ${list(this.#code)}.`,
      });
    }
    if (this.#unknown.size > 0 && !isKnown) {
      verdicts.push("unreadable");
      findings.push({
        code: "folder-holds-unknown",
        severity: "warning",
        message: `Nothing can be said about files that are of no known format: ${list([...this.#unknown].map((path) => printable(path, 200)))}.`,
      });
    }
    return { verdict: worstVerdict(verdicts), findings };
  }
}

function list(names: readonly string[]): string {
  const more = names.length > named ? ` and ${names.length - named} more` : "";
  return `${names.slice(0, named).join(", ")}${more}`;
}
