import { html, type TemplateResult } from "lit";
import { creationSources } from "../../src/core/model/creation.ts";
import type { Creation } from "../../src/core/model/recipe.ts";

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
/** Format of a date that people wrote: a calendar day, not a moment, so it has no time zone. */
const writtenDay = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

const explanations: Readonly<Record<Creation["source"], string>> = {
  commit: "date of the commit that added it",
  name: "date in its name",
  file: "date of the file, which a copy or a checkout changes",
  notes: "date in a text file beside it",
};

/** Renders the date at which an imported version was made, and the source of that date. */
export function madeTime({ at, source }: Creation): TemplateResult {
  const time = new Date(at);
  const isWritten = source === "name" || source === "notes";
  const text = (isWritten ? writtenDay : day).format(time);
  const title = isWritten
    ? explanations[source]
    : `${moment.format(time)}: ${explanations[source]}`;
  return html`<span title=${title}
    ><time datetime=${at}>${text}</time>
    <span class="muted">by ${creationSources[source]}</span></span
  >`;
}
