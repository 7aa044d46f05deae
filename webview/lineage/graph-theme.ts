import { render } from "lit";
import type { LineageNode } from "../../src/core/lineage/lineage-node.ts";
import { nodeIcon, stageMark } from "./node-icon.ts";
import { isDeleted } from "./node-kinds.ts";
import { mix, toCss, toRgb } from "./theme-color.ts";

/** Look of a node in the graph. */
interface NodeLook {
  /** Character of the icon font. */
  readonly glyph: string;
  /** The same of the stage a version is in, else empty. */
  readonly mark: string;
  readonly border: string;
  readonly fill: string;
}

/** The colours and fonts of the editor's theme, as the canvas needs them. */
export interface GraphTheme {
  readonly fontFamily: string;
  readonly foreground: string;
  /** Of what is there no more. */
  readonly muted: string;
  readonly background: string;
  readonly edge: string;
  readonly pathEdge: string;
  readonly selection: string;
  readonly hit: string;
  readonly look: (node: LineageNode) => NodeLook;
}

/**
 * Share of the kind's colour in a node. Large graphs are shown so small that borders and icons
 * don't distinguish the kinds.
 */
const tint = { normal: 0.13, large: 0.34 };

/** Reads the theme from the page's computed styles. */
export function readTheme(large: boolean): GraphTheme {
  const body = getComputedStyle(document.body);
  const variable = (name: string, fallback: string): string =>
    body.getPropertyValue(name).trim() || fallback;
  const highContrast = document.body.classList.contains("vscode-high-contrast");
  const background = toRgb(variable("--vscode-editor-background", "Canvas"));
  const foreground = toRgb(body.color, background);
  const contrastBorder = toRgb(variable("--vscode-contrastBorder", toCss(foreground)), background);

  const probe = createProbe();
  const looks = new Map<string, NodeLook>();
  const look = (node: LineageNode): NodeLook => {
    const key = `${node.kind}:${isDeleted(node) ? "deleted" : "stage" in node ? node.stage : ""}`;
    const known = looks.get(key);
    if (known) return known;
    const icon = probe(nodeIcon(node));
    const mark = node.kind === "version" ? probe(stageMark(node)) : undefined;
    const color = toRgb((mark ?? icon).color, background);
    const fresh = {
      glyph: icon.glyph,
      mark: mark?.glyph ?? "",
      border: toCss(highContrast ? contrastBorder : mix(color, background, 0.85)),
      fill: toCss(
        highContrast ? background : mix(color, background, large ? tint.large : tint.normal),
      ),
    };
    looks.set(key, fresh);
    return fresh;
  };

  const line = highContrast ? contrastBorder : mix(foreground, background, 0.3);
  return {
    fontFamily: canvasFonts(body.fontFamily),
    foreground: toCss(foreground),
    muted: toCss(highContrast ? foreground : mix(foreground, background, 0.75)),
    background: toCss(background),
    edge: toCss(line),
    pathEdge: toCss(highContrast ? foreground : mix(foreground, background, 0.75)),
    selection: toCss(
      toRgb(
        highContrast
          ? variable("--vscode-contrastActiveBorder", toCss(foreground))
          : variable("--vscode-focusBorder", toCss(foreground)),
        background,
      ),
    ),
    hit: toCss(
      toRgb(variable("--vscode-editor-findMatchHighlightBackground", toCss(line)), background),
    ),
    look,
  };
}

interface Probed {
  readonly glyph: string;
  readonly color: string;
}

/**
 * Reads the character and colour of an icon from the page's own stylesheets, so that the canvas
 * shows what the rest of the page shows.
 */
function createProbe(): (icon: unknown) => Probed {
  const element = document.createElement("div");
  element.className = "visually-hidden";
  element.setAttribute("aria-hidden", "true");
  return (icon) => {
    document.body.append(element);
    render(icon, element);
    const sign = element.querySelector(".codicon");
    const read = {
      glyph: sign ? getComputedStyle(sign, "::before").content.replaceAll('"', "") : "",
      color: sign ? getComputedStyle(sign).color : getComputedStyle(document.body).color,
    };
    element.remove();
    return read;
  };
}

/**
 * The icon font before the editor's: a canvas label has one font, and each character is taken from
 * the first that has it. Names that Cytoscape's parser refuses are left out.
 */
function canvasFonts(family: string): string {
  const names = family.split(",").map((name) => name.trim());
  return ["codicon", ...names.filter((name) => /^"?[\w -]+"?$/.test(name))].join(", ");
}

/** Calls `changed` when another theme, or another zoom of it, comes into effect. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  // VS Code marks the kind of theme on the body and sets the colours on the root element.
  observer.observe(document.body, { attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributeFilter: ["style"] });
}
