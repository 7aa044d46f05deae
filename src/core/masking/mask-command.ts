import { isPlaceholder, isSecretParameter } from "../registration/secrets.ts";
import { mask, maskText, type MaskedPart, type MaskedText } from "./mask-text.ts";

/** A word of a command line with its quotes: `--key="a b"`. */
const word = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+|["']/g;

/** `--api-key`, `-token`, `/password`. */
const option = /^(?:--?|\/)([A-Za-z][\w.-]*)$/;

/** `--api-key=x`, `TOKEN=x`, `+model.api_key=x`, `"api_key": "x"` in JSON. */
const assignment = /^((?:--?|\+{1,2}|\/)?["']?([A-Za-z_][\w.-]*)["']?(?:=|:\s*))([^]+)$/;

/** Names of options that tell where a secret is, or about it, not what it is. */
const aboutSecret =
  /[-_.](?:file|path|dir|folder|name|url|uri|arn|id|type|len|length|size|policy|count|env|var|stdin)$/i;

/**
 * Masks what is secret in a command line: tokens of known shapes, values of options and variables
 * that are named as secrets (`--password x`, `API_KEY=x`), also in quoted command lines within it.
 */
export function maskCommand(line: string): MaskedText {
  const { text, masked } = maskText(line);
  const words = maskWords(text.match(word) ?? []);
  let next = 0;
  const plain = text.replace(word, (all) => words.texts[next++] ?? all);
  return { text: plain, masked: [...masked, ...words.masked] };
}

/** Masks the same in the words of a command. */
export function maskWords(words: readonly string[]): {
  readonly texts: readonly string[];
  readonly masked: readonly MaskedPart[];
} {
  const masked: MaskedPart[] = [];
  let secretOption: string | undefined;
  const texts = words.map((each) => {
    const before = secretOption;
    const plain = unquoted(each);
    const name = option.exec(plain)?.[1];
    secretOption = name !== undefined && mayBeSecret(name) ? plain : undefined;
    if (before !== undefined && name === undefined && isSecret(before, plain)) {
      masked.push({ kind: "value", name: before });
      return mask;
    }
    const inner = maskWord(each, plain);
    masked.push(...inner.masked);
    return inner.text;
  });
  return { texts, masked };
}

function maskWord(quoted: string, plain: string): MaskedText {
  const isSimple = !/\s/.test(plain) && !/^[[{]/.test(plain);
  const [, start = "", name = "", value = ""] = assignment.exec(plain) ?? [];
  if (name !== "" && mayBeSecret(name) && isSecret(name, unquoted(value)) && !/^\s/.test(value)) {
    // In quotes, `--key=a b` is one value, `KEY=a b` the command line of another shell.
    if (isSimple || quoted.startsWith(start) || start.startsWith("-")) {
      return { text: `${start}${mask}`, masked: [{ kind: "value", name }] };
    }
  }
  if (isSimple) return maskText(quoted);
  return /^[[{]/.test(plain) ? maskJson(quoted) : maskQuoted(quoted, plain);
}

/** Masks the command line that a quoted word holds, as that of `sh -c`. */
function maskQuoted(quoted: string, plain: string): MaskedText {
  const first = quoted.charAt(0);
  if (quoted.length < 3 || (first !== '"' && first !== "'") || plain.length >= quoted.length) {
    return maskText(quoted);
  }
  const inner = maskCommand(plain);
  if (inner.masked.length === 0) return { text: quoted, masked: [] };
  const text = first === "'" ? `'${inner.text}'` : JSON.stringify(inner.text);
  return { text, masked: inner.masked };
}

/** Masks the members of JSON that are named as secrets, whatever quotes it stands in. */
function maskJson(quoted: string): MaskedText {
  const masked: MaskedPart[] = [];
  const member =
    /((?:\\?["'])?([A-Za-z_][\w.-]*)(?:\\?["'])?\s*:\s*\\?["'])((?:[^"'\\]|\\[^"'])+)/g;
  const text = quoted.replace(member, (all, start: string, name: string, value: string) => {
    if (!mayBeSecret(name) || !isSecret(name, value)) return all;
    masked.push({ kind: "value", name });
    return `${start}${mask}`;
  });
  return { text, masked };
}

function mayBeSecret(name: string): boolean {
  return !aboutSecret.test(name);
}

/** Tells whether a value is secret by its name, which may be an option with its dashes. */
function isSecret(name: string, value: string): boolean {
  const bare = name.replace(/^[-/+]+/, "");
  if (isPlaceholder(value) || /^[$%]/.test(value)) return false;
  // A variable of the environment is no word of a tokenizer: `TOKEN=abc`, `HF_TOKEN=abc`.
  const isVariable = /^(?:[A-Z0-9]+_)*(?:TOKEN|PASSWORD|SECRET)$/.test(bare);
  if (isVariable && !/^(?:PAD|EOS|BOS|UNK|CLS|SEP|MASK)_/.test(bare)) return true;
  if (/^[\d.]+$/.test(value)) return isSecretParameter(bare, Number(value));
  return isSecretParameter(bare.replaceAll("-", "_"), value);
}

function unquoted(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_all, double?: string, single?: string) =>
    double === undefined ? (single ?? "") : double.replace(/\\(["\\$`])/g, "$1"),
  );
}
