import ts from "typescript";

/** A text that people would read in English whatever their language is, or a piece of a sentence. */
export interface UntranslatedText {
  readonly line: number;
  readonly text: string;
  readonly problem: string;
}

/** Attributes that people read or hear. */
const spokenAttributes =
  /^(aria-label|aria-roledescription|aria-description|title|placeholder|alt)$/;
const spokenProperties = /^(textContent|innerText|title|placeholder|alt|ariaLabel)$/;
const letters = /\p{L}/u;
/** Two words, or one that begins a label: `Show more`, `Versions`. */
const language = /\p{L}{2,}[,:;.]? \p{L}{2,}|^\p{Lu}\p{Ll}{2,}(?:…|\.|$| )/u;
/** Declarations of CSS. */
const style = /^[a-z-]+: [^;]*;/;

/** Returns the texts of a source that are not handed to `l10n.t` whole, in their order. */
export function untranslatedTexts(path: string, source: string): readonly UntranslatedText[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: UntranslatedText[] = [];
  const report = (node: ts.Node, text: string, problem: string): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push({ line: line + 1, text: text.replace(/\s+/g, " ").trim(), problem });
  };
  const visit = (node: ts.Node, isInFunction: boolean): void => {
    if (isUnread(node)) return;
    if (isTranslation(node)) {
      checkTranslation(node, isInFunction, report);
      for (const argument of node.arguments.slice(1)) visit(argument, isInFunction);
      return;
    }
    if (ts.isTaggedTemplateExpression(node) && /^(html|svg)$/.test(node.tag.getText())) {
      for (const { text, where } of templateTexts(node.template)) report(node, text, where);
      if (ts.isTemplateExpression(node.template)) {
        for (const { expression } of node.template.templateSpans) visit(expression, isInFunction);
      }
      return;
    }
    const text = literalText(node);
    if (text !== undefined && language.test(text) && !style.test(text)) {
      report(node, text, ts.isTemplateExpression(node) ? "put together" : "not translated");
    } else if (text !== undefined && letters.test(text) && isSpoken(node)) {
      report(node, text, "not translated");
    }
    const within = isInFunction || ts.isFunctionLike(node);
    ts.forEachChild(node, (child) => {
      visit(child, within);
    });
  };
  visit(file, false);
  return found;
}

/** Returns true for what no person reads: names of modules and types, errors of programmers. */
function isUnread(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) {
    return true;
  }
  // Classes of CSS.
  if (ts.isPropertyAssignment(node) && node.name.getText() === "classes") return true;
  if (ts.isCallExpression(node) && node.expression.getText().endsWith(".setAttribute")) {
    const [name] = node.arguments;
    if (name && ts.isStringLiteralLike(name) && name.text === "class") return true;
  }
  if (ts.isNewExpression(node))
    return /^(Error|RangeError|TypeError)$/.test(node.expression.getText());
  return ts.isCallExpression(node) && /\.(describe|meta)$/.test(node.expression.getText());
}

function isTranslation(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.getText() === "l10n.t";
}

function checkTranslation(
  call: ts.CallExpression,
  isInFunction: boolean,
  report: (node: ts.Node, text: string, problem: string) => void,
): void {
  const [message] = call.arguments;
  if (!message || !ts.isStringLiteralLike(message)) {
    report(call, call.getText(), "not a literal");
    return;
  }
  // The translations come later than the modules.
  if (!isInFunction) report(call, message.text, "translated when the module is loaded");
  if (/^\s|\s$/.test(message.text)) report(call, message.text, "a piece of a sentence");
}

/** Returns the text of a literal, the values in a template as `…`; undefined for other nodes. */
function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return isKey(node) ? undefined : node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("…");
}

/** Returns true for a literal that is compared or names a property. */
function isKey(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isCaseClause(parent) || ts.isElementAccessExpression(parent)) return true;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return true;
  if (ts.isBinaryExpression(parent)) return /^[!=]==?$/.test(parent.operatorToken.getText());
  return false;
}

/** Returns true for a literal that is assigned to what people read. */
function isSpoken(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)) {
    return parent.right === node && spokenProperties.test(parent.left.name.text);
  }
  if (!ts.isCallExpression(parent) || parent.arguments[1] !== node) return false;
  const [name] = parent.arguments;
  return (
    parent.expression.getText().endsWith(".setAttribute") &&
    name !== undefined &&
    ts.isStringLiteralLike(name) &&
    spokenAttributes.test(name.text)
  );
}

/** Returns the texts and the spoken attributes of a template that are written in it. */
function templateTexts(
  template: ts.TemplateLiteral,
): readonly { readonly text: string; readonly where: string }[] {
  // An expression is a character that no markup has.
  const markup = ts.isNoSubstitutionTemplateLiteral(template)
    ? template.text
    : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)].join("\0");
  const bare = markup.replace(/<!--.*?-->/gs, "");
  const tags = [...bare.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
  const texts = bare
    .split(/<[^>]*>|\0/)
    .filter((text) => letters.test(text))
    .map((text) => ({ text, where: "text in the markup" }));
  const attributes = tags.flatMap((tag) =>
    [...tag.matchAll(/\s([\w-]+)="([^"]*)"/g)]
      .filter(([, name = "", value = ""]) => spokenAttributes.test(name) && letters.test(value))
      .map(([, name = "", value = ""]) => ({ text: value, where: `the attribute ${name}` })),
  );
  return [...texts, ...attributes];
}
