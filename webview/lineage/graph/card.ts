import { html, nothing, type TemplateResult } from "lit";
import type { CardLine } from "../../../src/core/lineage/card-text.ts";
import type { PlacedCard } from "../../../src/core/lineage/layout-lineage.ts";
import { icon } from "../../ui/icon.ts";
import { stageIcon } from "../../ui/stage-badge.ts";
import { isDeleted, kindIcons } from "../nodes/node-kinds.ts";

/** Content of a card. */
export function cardContent(card: PlacedCard): TemplateResult {
  const { node, text, folded } = card;
  const name = folded ? "ellipsis" : kindIcons[node.kind];
  return html`<div class="card-title">
      ${icon(name, `kind-${node.kind}`)}<span class="card-name">${cardName(card)}</span>
    </div>
    ${text.lines.map((line) => lineContent(card, line))}`;
}

/** Pixels: of a letter of a title at most, and of what is beside the two lines of one. */
const titleText = { letter: 8.5, beside: 60 };

/** The end of a version's name, which tells it from others, is never cut off. */
function cardName({ node, text, folded, titleLines, box }: PlacedCard): unknown {
  const at = node.kind === "version" && !folded ? text.title.lastIndexOf(" ") : -1;
  const room = titleLines === 2 ? 2 * (box.width - titleText.beside) : 0;
  // With room for all of it, the number follows the name.
  if (at < 0 || text.title.length * titleText.letter < room)
    return html`<span class="card-start">${breakable(text.title)}</span>`;
  return html`<span class="card-start">${breakable(text.title.slice(0, at))}</span
    ><span class="card-end">${"\u00a0"}${text.title.slice(at + 1)}</span>`;
}

/** A name without spaces is broken where its parts end, not in the middle of a word. */
function breakable(name: string): unknown {
  return name
    .split(/(?<=[/_.:])/)
    .map((part, index) => html`${index > 0 ? html`<wbr />` : ""}${part}`);
}

function lineContent({ node }: PlacedCard, line: CardLine): TemplateResult {
  const { text, end, about, change, since, better } = line;
  const tone = better === undefined ? "tone-muted" : better ? "tone-green" : "tone-red";
  return html`<div class="card-line about-${about}">
    ${lineIcon(node, about)}${text === "" ? nothing : html`<span class="card-text">${text}</span>`}${
      end === undefined ? nothing : html`<span class="card-end">${end}</span>`
    }${change === undefined ? nothing : changeParts(change, since, tone)}
  </div>`;
}

/** Numbers are never cut off: where there is no room, the name before them is. */
function changeParts(change: string, since: string | undefined, tone: string): TemplateResult {
  return html`<span class="card-change ${tone}">${change}</span
    >${since === undefined ? nothing : html`<span class="card-change ${tone}">${since}</span>`}`;
}

function lineIcon(node: PlacedCard["node"], about: CardLine["about"]): unknown {
  if (about === "deleted") return icon("trash", "tone-muted");
  if (about !== "stage") return nothing;
  if (node.kind === "version") return stageIcon(node.stage);
  return node.kind === "model" && node.productionStage ? stageIcon(node.productionStage) : nothing;
}

/** Classes that a card has by itself, whatever is selected. */
export function cardClasses(card: PlacedCard): readonly string[] {
  const { node, folded, titleLines } = card;
  return [
    "card",
    ...(titleLines === 2 ? ["two-lines"] : []),
    `of-${node.kind}`,
    ...(folded ? ["fold"] : []),
    ...(isDeleted(node) && !folded ? ["deleted"] : []),
    ...(node.kind === "version" && !folded && (node.changes ?? "clean") !== "clean"
      ? ["dirty"]
      : []),
  ];
}
