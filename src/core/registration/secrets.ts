/**
 * Recognises what must not be recorded for good: the ledger never forgets, and a patch is kept and
 * shared. It goes by names and by the shapes of well-known tokens; it can't know every secret.
 */

const secretFile =
  /(^|\/)(\.env(\.[^/]*)?|[^/]*\.env|\.netrc|_netrc|\.npmrc|\.pypirc|\.pgpass|\.htpasswd|\.git-credentials|\.dockercfg|\.kaggle\/kaggle\.json|kaggle\.json|kubeconfig|id_(rsa|dsa|ecdsa|ed25519)[^/]*|[^/]*\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|kubeconfig)|[^/]*(credential|secret|passwd|password|service[-_]?account)[^/]*|\.aws\/[^/]*|\.ssh\/[^/]*)$/i;

/**
 * Files that are not secret despite their name: source code about secrets, and templates made to be
 * shared.
 */
const harmlessFile =
  /\.(py|pyi|ipynb|ts|tsx|js|jsx|java|go|rs|c|cc|cpp|h|hpp|rb|r|jl|scala|kt|md|rst|html|css)$|\.(example|sample|template|dist|tmpl)$|\.pub$/i;

/** Returns whether a file is made to hold secrets, judged by its name. */
export function isSecretFile(path: string): boolean {
  return secretFile.test(path) && !harmlessFile.test(path);
}

/** Splits a name into words: `aws_secretAccessKey` into aws, secret, access, key. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

const secretWords = new Set([
  ...["password", "passwd", "passphrase", "pwd", "secret", "secrets", "credential", "credentials"],
  ...["apikey", "authtoken", "accesstoken", "accesskey", "secretkey", "privatekey"],
]);
/**
 * Words before `key` that show a secret; without one, `key` and `token` are words of machine
 * learning.
 */
const keyWords = new Set([
  "api",
  "access",
  "private",
  "secret",
  "account",
  "signing",
  "encryption",
]);
const tokenWords = new Set([
  ...["api", "access", "auth", "bearer", "refresh", "hf", "hub", "huggingface", "github", "gitlab"],
  ...["wandb", "slack", "bot", "session", "personal", "oauth", "jwt", "sas", "id", "mlflow"],
]);

/**
 * Returns whether a name is that of a secret: `db_password`, `apiKey`, `hf_token`; not
 * `max_tokens`.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (words.some((word) => secretWords.has(word))) return true;
  const last = words.at(-1);
  const before = words.slice(0, -1);
  if (last === "key") return before.some((word) => keyWords.has(word));
  if (last !== "token") return false;
  // A `token` alone is a secret if its value is one (`isSecretParameter`).
  return (
    before.some((word) => tokenWords.has(word)) && !/^(pad|eos|bos|unk|cls|sep|mask)/.test(name)
  );
}

export type TokenKind =
  | "private-key"
  | "github-token"
  | "gitlab-token"
  | "aws-key"
  | "hugging-face-token"
  | "api-key"
  | "slack-token"
  | "slack-webhook"
  | "google-key"
  | "npm-token"
  | "pypi-token"
  | "databricks-token"
  | "stripe-key"
  | "json-web-token"
  | "authorization";

/** A token of a known shape; the expression finds all of it in a text. */
interface TokenShape {
  readonly kind: TokenKind;
  readonly shape: RegExp;
}

/** Tokens whose shape alone tells what they are. */
export const tokenShapes: readonly TokenShape[] = [
  {
    kind: "private-key",
    shape: /-----BEGIN [A-Z ]*PRIVATE KEY(?:[^]*?-----END [A-Z ]*PRIVATE KEY-----|[^]*)/g,
  },
  { kind: "github-token", shape: /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}/g },
  { kind: "gitlab-token", shape: /\bgl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt)-[\w-]{15,}/g },
  { kind: "aws-key", shape: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { kind: "hugging-face-token", shape: /\bhf_[A-Za-z0-9]{20,}/g },
  // Of OpenAI, Anthropic, OpenRouter; `sk-learn-fraud-detection` is a name.
  {
    kind: "api-key",
    shape: /\bsk-(?:proj|svcacct|admin|ant|or)-[\w-]{20,}|\bsk-[A-Za-z0-9]{20,}/g,
  },
  { kind: "slack-token", shape: /\bxox[abeprs]-[\w-]{10,}|\bxapp-[\w-]{10,}/g },
  { kind: "slack-webhook", shape: /(?<=\bhooks\.slack\.com\/services\/)[\w/-]{20,}/g },
  { kind: "google-key", shape: /\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}/g },
  { kind: "npm-token", shape: /\bnpm_[A-Za-z0-9]{30,}/g },
  { kind: "pypi-token", shape: /\bpypi-[\w-]{30,}/g },
  { kind: "databricks-token", shape: /\bdapi[0-9a-f]{32}\b/g },
  { kind: "stripe-key", shape: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g },
  { kind: "json-web-token", shape: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*/g },
  {
    kind: "authorization",
    shape: /(?<=\b[Aa]uthorization:\s{0,3}(?:Bearer|Basic|token)\s{1,3})[\w.~+/=-]{8,}/g,
  },
];
const anyToken = new RegExp(tokenShapes.map(({ shape }) => shape.source).join("|"));

/** A password, or a user alone, before the host of a URL; `git@` of SSH is part of the address. */
const userInfo = /[a-z][a-z0-9+.-]*:\/\/(?:[^\s/?#@:]*:[^\s/?#@]+|(?!git@)[^\s/?#@:]{20,})@/i;

/** Returns whether a text contains a token of a known shape, or a URL with a password. */
export function hasSecretShape(text: string): boolean {
  return anyToken.test(text) || userInfo.test(text);
}

/**
 * Returns whether a parameter looks like a secret, by its name or by its value. A number is a
 * secret only if its name is that of a password or a PIN. A boolean or an empty value is never a
 * secret, whatever its name: `use_auth_token: true`.
 */
export function isSecretParameter(name: string, value: unknown): boolean {
  if (typeof value === "number") return /(^|[._])(password|passwd|pin)$/i.test(name);
  if (typeof value !== "string" || isPlaceholder(value)) return false;
  if (hasSecretShape(value)) return true;
  const parts = name.split(".");
  if (parts.some(isSecretName)) return true;
  const own = parts.at(-1) ?? "";
  // A tokenizer's own token is short or has brackets: `[PAD]`, `<s>`.
  return own.toLowerCase() === "token" && /^[\w-]{16,}$/.test(value);
}

/** Returns whether a value is a placeholder for a secret, or a reference to where it is kept. */
export function isPlaceholder(value: string): boolean {
  return /^\s*$|^(none|null|nil|true|false|yes|no|n\/a|changeme|\*+|x{3,}|\.{3}|redacted)$|^[<[].*[>\]]$|^\$|^\{\{|^(env|vault|ssm|secretsmanager):/i.test(
    value.trim(),
  );
}

/** `name: value`, `name = "value"`, `"name": "value"`, `export NAME=value`. */
const assignment =
  /^\s*(?:export\s+|set\s+|-\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*(?::=|[:=])\s*(.*?)[,;]?\s*$/;

/**
 * Returns whether a line of a file contains a secret. In source code only a quoted text is a value;
 * unquoted text is an expression.
 *
 * @param path the file's name
 */
export function isSecretLine(path: string, line: string): boolean {
  if (line.length > 10_000) return hasSecretShape(line.slice(0, 10_000));
  if (hasSecretShape(line)) return true;
  const [, name, value = ""] = assignment.exec(line) ?? [];
  if (name === undefined) return false;
  const quoted = /^[rbuf]{0,2}(["'])(.*)\1(?:\s*[#/].*)?$/.exec(value)?.[2];
  if (quoted === undefined && isSource(path)) return false;
  return isSecretParameter(name, quoted ?? value.replace(/\s+#.*$/, ""));
}

function isSource(path: string): boolean {
  return (
    harmlessFile.test(path) ||
    /(^|\/)(Makefile|Dockerfile)$|\.(sh|bash|ps1|lua|pl|php|swift)$/i.test(path)
  );
}
