import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { projectRoot } from "../../workbench/paths.ts";

/** A text in the sources, with the reason why it can't be translated. */
export interface Problem {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** Properties that VS Code or our own dialogs show. */
const shown =
  /^(label|description|detail|placeholder|placeHolder|prompt|title|tooltip|message|wayOut|verb|safe|instead|done|allow|question|about|note|openLabel|saveLabel|accessibilityInformation|name|validationMessage|badge)$/;

/** Functions whose arguments VS Code shows. */
const showing =
  /^(show(Information|Warning|Error|StatusBar|Tree)Message|setTreeMessage|runWithProgress|required|confirmStep)$/;

/** Functions whose arguments nobody reads, or only who reads a log. */
const silent =
  /^(log\(\)\.\w+|.*\.executeCommand|.*\.call|.*\.(get|has|set|startsWith|endsWith|includes|split|match|replace|replaceAll|test|join|localeCompare|safeParse|parse|toString|getConfiguration|affectsConfiguration|update|from|asAbsolutePath|joinPath|with|registerCommand|createOutputChannel)|z\.\w+|Symbol|Error|RegExp|ThemeIcon|ThemeColor|RelativePattern|Intl\.\w+|runCommand|setContext|requireOnDisk)$/;

/** Reads like something for people: words with a space, or one that begins with a capital. */
const prose =
  /\p{L}{2,}[,.:;!?’”]* +[\p{L}“(•]|^\p{Lu}\p{Ll}+(…|$)|\p{L}{2,}[:,]? \{\}|\{\}[,:]? \p{L}{2,}|\p{L}…|\p{Ll}[.!?]$/u;

const problemsOf = new Map<string, readonly Problem[]>();

/** Returns {@link untranslatableTexts} of a file of the project, which is read once. */
export function untranslatableTextsIn(path: string): readonly Problem[] {
  const known = problemsOf.get(path);
  if (known) return known;
  const problems = untranslatableTexts(readFileSync(join(projectRoot, path), "utf8"), path);
  problemsOf.set(path, problems);
  return problems;
}

/**
 * Returns the texts of a source that people read and that no translation reaches: those that are not
 * from `l10n.t`, and those that are put together.
 */
export function untranslatableTexts(source: string, fileName = "source.ts"): Problem[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true);
  const problems: Problem[] = [];
  const report = (node: ts.Node, reason: string): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    problems.push({ line: line + 1, text: node.getText(), reason });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (isTranslation(node)) checkTranslation(node, report);
    else if (isText(node) && isRead(node)) report(node, "not from l10n.t");
    ts.forEachChild(node, visit);
  };
  visit(file);
  return problems;
}

type Text = ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateExpression;

function isText(node: ts.Node): node is Text {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/** Returns the text without its values. */
function words(text: Text): string {
  if (!ts.isTemplateExpression(text)) return text.text;
  return [text.head.text, ...text.templateSpans.map(({ literal }) => literal.text)].join("{}");
}

function isTranslation(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && /^(l10n|sharedL10n)\.t$/.test(node.expression.getText());
}

function checkTranslation(
  call: ts.CallExpression,
  report: (node: ts.Node, reason: string) => void,
): void {
  const [first, ...values] = call.arguments;
  const message = first && (ts.isObjectLiteralExpression(first) ? messageOf(first) : first);
  if (!message || !ts.isStringLiteralLike(message)) report(call, "not a literal text");
  else if (message.text !== message.text.trim() || message.text === "")
    report(message, "a piece of a text");
  const visit = (node: ts.Node): void => {
    if (isTranslation(node)) report(node, "a text in a text");
    else if (isText(node)) {
      if (hasWords(node) && !isPath(node) && !isSilent(node, call)) {
        report(node, "an English text in a text");
      }
    } else if (!ts.isCallExpression(node) || node.expression.getText() === "count") {
      // What a function gets may be a key; what it answers is checked there.
      ts.forEachChild(node, visit);
    }
  };
  values.forEach(visit);
  if (isAtModuleLevel(call)) report(call, "at module level, before there are translations");
}

function messageOf(options: ts.ObjectLiteralExpression): ts.Expression | undefined {
  return options.properties
    .filter(ts.isPropertyAssignment)
    .find(({ name }) => name.getText() === "message")?.initializer;
}

function isAtModuleLevel(node: ts.Node): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at)) return false;
    if (ts.isPropertyDeclaration(at)) {
      return at.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) ?? false;
    }
  }
  return true;
}

/** Returns true for a path or an option of the command line. */
function isPath(text: Text): boolean {
  return /^--|^[^ ]*\/[^ ]*$/.test(words(text));
}

function hasWords(text: Text): boolean {
  return /\p{L}{2}/u.test(words(text));
}

/** Returns true if a person reads a text: by what it says, or where it goes. */
function isRead(text: Text): boolean {
  return hasWords(text) && !isSilent(text) && (isShown(text) || prose.test(words(text)));
}

/** Yields the nodes around one, each with the part that it is in, up to the function or `end`. */
function* around(node: ts.Node, end?: ts.Node): Generator<readonly [at: ts.Node, inner: ts.Node]> {
  let inner = node;
  for (let at = node.parent; !ts.isSourceFile(at) && at !== end; inner = at, at = at.parent) {
    yield [at, inner];
    if (ts.isBlock(at) || ts.isFunctionLike(at)) return;
  }
}

/** Returns true if nobody reads a text, or if it is a value of a translated one, checked there. */
function isSilent(text: Text, end?: ts.Node): boolean {
  return [...around(text, end)].some(([at, inner]) => isSilentPart(at, inner));
}

function isShown(text: Text): boolean {
  for (const [at, inner] of around(text)) {
    if (isShownPart(at, inner)) return true;
    // What is shown of an object has a name of its own.
    if (ts.isObjectLiteralExpression(at)) return false;
  }
  return false;
}

function isSilentPart(at: ts.Node, inner: ts.Node): boolean {
  if (ts.isCallExpression(at) || ts.isNewExpression(at)) {
    if (at.expression === inner) return false;
    const callee = at.expression.getText();
    return isTranslation(at) || callee === "RegistryError" || silent.test(callee);
  }
  if (ts.isBinaryExpression(at)) {
    return [
      ts.SyntaxKind.EqualsEqualsEqualsToken,
      ts.SyntaxKind.ExclamationEqualsEqualsToken,
      ts.SyntaxKind.InKeyword,
    ].includes(at.operatorToken.kind);
  }
  if (ts.isElementAccessExpression(at)) return at.argumentExpression === inner;
  if (ts.isPropertyAssignment(at)) return at.name === inner;
  return ts.isCaseClause(at) && at.expression === inner;
}

function isShownPart(at: ts.Node, inner: ts.Node): boolean {
  if (ts.isPropertyAssignment(at)) return at.initializer === inner && shown.test(at.name.getText());
  if (ts.isBinaryExpression(at)) {
    const { left, operatorToken } = at;
    return (
      operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(left) &&
      shown.test(left.name.text)
    );
  }
  return (
    ts.isCallExpression(at) && at.expression !== inner && showing.test(at.expression.getText())
  );
}
