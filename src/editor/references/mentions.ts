import { Range, workspace, type Disposable, type TextDocument, type Uri } from "vscode";
import {
  findWrittenReferences,
  type WrittenReference,
} from "../../core/retrieval/written-references.ts";
import type { ReferenceMeaning } from "../../registry/retrieval/describe-references.ts";
import type { FolderRegistry, Registries } from "../registries.ts";

/** A reference in a document, with what it means now. */
export interface Mention {
  readonly written: WrittenReference;
  readonly range: Range;
  readonly folder: FolderRegistry;
  readonly meaning: ReferenceMeaning;
}

/** Languages of texts in which people write references. A notebook's cells are documents, too. */
export const languagesWithReferences = [
  "python",
  "yaml",
  "github-actions-workflow",
  "dockercompose",
  "shellscript",
  "dockerfile",
  "powershell",
  "bat",
  "makefile",
  "toml",
] as const;

/** Characters of a document; a longer one is data. */
const longestDocument = 1_000_000;

/**
 * References in open documents. Each is looked up once for as long as neither its document nor a
 * registry changes, whichever part of the editor asks.
 */
export class Mentions {
  readonly #registries: Registries;
  readonly #known = new WeakMap<TextDocument, Known>();
  readonly #subscription: Disposable;
  #generation = 0;

  constructor(registries: Registries) {
    this.#registries = registries;
    this.#subscription = registries.onDidChange(() => {
      this.#generation += 1;
    });
  }

  /** Returns the references of a document in their order, without those that only look like one. */
  of(document: TextDocument): Promise<readonly Mention[]> {
    const known = this.#known.get(document);
    const generation = this.#generation;
    const { version } = document;
    if (known?.version === version && known.generation === generation) return known.mentions;
    const mentions = this.#read(document);
    this.#known.set(document, { version, generation, mentions });
    return mentions;
  }

  async #read(document: TextDocument): Promise<readonly Mention[]> {
    const folder = this.#registries.containing(fileOf(document));
    const text = folder ? document.getText() : "";
    if (!folder || text.length > longestDocument) return [];
    const written = findWrittenReferences(text);
    if (written.length === 0) return [];
    const references = [...new Set(written.map(referenceOf))];
    const meanings = await folder.registry.call("describeReferences", {
      references,
      suggest: true,
    });
    const byReference = new Map(meanings.map((meaning) => [meaning.reference, meaning]));
    return written.flatMap((each): readonly Mention[] => {
      const meaning = byReference.get(referenceOf(each));
      if (!meaning || !isMeant(each, meaning)) return [];
      const { start, length } = each;
      const range = new Range(document.positionAt(start), document.positionAt(start + length));
      return [{ written: each, range, folder, meaning }];
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

interface Known {
  readonly version: number;
  readonly generation: number;
  readonly mentions: Promise<readonly Mention[]>;
}

/** The file of a document; that of a notebook for its cells. */
export function fileOf({ uri }: TextDocument): Uri {
  const path = uri.toString();
  const notebook = workspace.notebookDocuments.find((each) =>
    each.getCells().some(({ document }) => document.uri.toString() === path),
  );
  return notebook?.uri ?? uri;
}

function referenceOf({ model, selector }: WrittenReference): string {
  return `${model}@${selector}`;
}

/**
 * An address has the form, too, and MLflow's URI may be of another server: without a model of this
 * name, only what is given to this registry is meant for it.
 */
function isMeant({ claim, selector }: WrittenReference, meaning: ReferenceMeaning): boolean {
  if ("version" in meaning || claim === "registry") return true;
  if (meaning.model === undefined) return false;
  return claim === "mlflow" || !/\.\p{L}{2,}$/u.test(selector);
}
