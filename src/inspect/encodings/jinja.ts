import type { Finding } from "../../core/model/inspection.ts";

/**
 * Code in a Jinja template, outside its text and comments: the expressions and statements with
 * their strings replaced by `""`, and the strings.
 */
interface JinjaCode {
  readonly code: string;
  readonly strings: string;
}

/** Attributes by which a template gets from any value to the whole of Python. */
const escapes =
  /__(class|bases?|mro|subclasses|globals|builtins|import|init|dict|getattribute|reduce(_ex)?|code|closure|self|func|loader|module|call|get|spec|wrapped)__/;
/** The sandbox of Jinja refuses every attribute that begins with an underscore. */
const privateAttribute = /\.\s*_\w/;
const pythonModules =
  /\b(os|sys|subprocess|builtins|importlib|socket|shutil|pty|posix|ctypes)\s*\./;
const pythonCalls = /\b(eval|exec|popen|getattr|check_output|__import__)\s*\(/;
const loadsTemplates = /^[-+ \t]*(import|from|include|extends)\b/m;

/**
 * Returns a finding if a chat template is suspicious. Programs render these templates when the
 * model is used, some without a sandbox (CVE-2024-34359), and a template for chats has no need of
 * Python.
 */
export function findSuspiciousJinja(template: string, where: string): Finding[] {
  const { code, strings } = codeOf(template);
  const found =
    escapes.exec(code) ??
    escapes.exec(strings) ??
    privateAttribute.exec(code) ??
    pythonModules.exec(code) ??
    pythonCalls.exec(code);
  if (found) {
    return [
      {
        code: "chat-template-python",
        severity: "danger",
        message: `The chat template reaches for Python (“${found[0]}”): rendered without a sandbox it runs code.`,
        where,
      },
    ];
  }
  const loads = loadsTemplates.exec(code);
  if (!loads) return [];
  return [
    {
      code: "chat-template-import",
      severity: "warning",
      message: `The chat template loads another template (“${loads[1] ?? ""}”), which chat templates have no need of.`,
      where,
    },
  ];
}

const ends: Readonly<Record<string, string>> = { "{{": "}}", "{%": "%}", "{#": "#}" };

/** Each expression and statement becomes a line. */
function codeOf(template: string): JinjaCode {
  let code = "";
  let strings = "";
  let at = 0;
  // A quote that is not closed: none of its kind after it is, and each would be looked for to the end.
  const unclosed = new Set<string>();
  for (;;) {
    const open = template.slice(at).search(/\{[{%#]/);
    if (open < 0) return { code, strings };
    at += open;
    const end = ends[template.slice(at, at + 2)] ?? "";
    at += 2;
    if (end === "#}") {
      const close = template.indexOf(end, at);
      if (close < 0) return { code, strings };
      at = close + 2;
      continue;
    }
    while (at < template.length && !template.startsWith(end, at)) {
      const character = template.charAt(at);
      const isQuote = character === '"' || character === "'";
      const string = isQuote && !unclosed.has(character) ? stringAt(template, at) : undefined;
      if (string === undefined) {
        if (isQuote) unclosed.add(character);
        code += character;
        at += 1;
      } else {
        code += '""';
        strings += `${unescape(string)}\n`;
        at += string.length;
      }
    }
    at += 2;
    code += "\n";
  }
}

const literal = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy;

function stringAt(template: string, at: number): string | undefined {
  literal.lastIndex = at;
  return literal.exec(template)?.[0];
}

/** `"\x5f"` is an underscore, as people who hide attributes know. */
function unescape(string: string): string {
  return string.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/gi, (_, x?: string, u?: string) =>
    String.fromCharCode(Number.parseInt(x ?? u ?? "", 16)),
  );
}
