import * as l10n from "@vscode/l10n";
import { Sha256 } from "../model/ids.ts";

/** The end of one ledger file at some moment. */
export interface LedgerHead {
  /** The file's name, without its folder. */
  readonly file: string;
  /** Length in bytes, up to and including the newline of the last line. */
  readonly bytes: number;
  /** SHA-256 of the last line, newline excluded; through the chain it stands for all before it. */
  readonly hash: Sha256;
}

const title = "model-registry anchor 1";

/**
 * Returns the ends of all ledger files as text, which is the same for the same heads: a title, then
 * a line `<hash> <bytes> <file>` each, sorted; file names are percent-encoded (RFC 3986).
 */
export function anchorText(heads: readonly LedgerHead[]): string {
  const lines = heads.map(
    ({ file, bytes, hash }) => `${hash} ${bytes} ${encodeURIComponent(file)}`,
  );
  return [title, ...lines.toSorted()].map((line) => `${line}\n`).join("");
}

export type ParsedAnchor =
  | { readonly ok: true; readonly heads: readonly LedgerHead[] }
  | { readonly ok: false; readonly problem: string };

/** Reads the anchors in a text, of which a git note may hold several; other text is not one. */
export function parseAnchors(text: string): readonly ParsedAnchor[] {
  return text
    .split(/^(?=model-registry anchor )/m)
    .filter((block) => block.startsWith("model-registry anchor "))
    .map(parseAnchor);
}

function parseAnchor(block: string): ParsedAnchor {
  const [first, ...lines] = block.trimEnd().split("\n");
  if (first !== title) return { ok: false, problem: l10n.t("it is of a newer release") };
  const heads: LedgerHead[] = [];
  for (const line of lines) {
    const [, hash, bytes, name] = /^([0-9a-f]{64}) (0|[1-9][0-9]{0,14}) (\S+)$/.exec(line) ?? [];
    const file = fileName(name);
    if (hash === undefined || file === undefined) {
      return { ok: false, problem: l10n.t("it is not as the registry writes it") };
    }
    heads.push({ file, bytes: Number(bytes), hash: Sha256.parse(hash) });
  }
  return heads.length > 0
    ? { ok: true, heads }
    : { ok: false, problem: l10n.t("it names no ledger file") };
}

/**
 * Returns the file name, or undefined if it leads to another folder: an anchor may come from
 * anyone.
 */
function fileName(encoded: string | undefined): string | undefined {
  try {
    const name = decodeURIComponent(encoded ?? "");
    return /^[^/\\\0]+\.jsonl$/.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
