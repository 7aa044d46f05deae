import { html, nothing, type TemplateResult } from "lit";
import { fieldName, fieldTitle } from "../../src/core/events/event-title.ts";
import { AnnotationField, TagKey } from "../../src/core/model/markings.ts";
import { iconButton } from "../ui/button.ts";
import { factList, section } from "../ui/section.ts";
import { host } from "./host.ts";
import type { VersionSnapshot } from "./protocol.ts";

/** Renders the aliases, tags and notes of the version, with buttons to change each. */
export function markingSection(snapshot: VersionSnapshot): TemplateResult | typeof nothing {
  const { version, tags, annotations, ofModel, canEdit } = snapshot;
  const { id, aliases = [] } = version;
  const notes = Object.entries(annotations);
  const written = writtenOnModel(ofModel);
  const isEmpty = aliases.length + Object.keys(tags).length + notes.length + written.length === 0;
  if (isEmpty && !canEdit) return nothing;
  const button = (name: string, label: string, run: () => void): TemplateResult | typeof nothing =>
    canEdit ? iconButton(name, label, run) : nothing;
  return section(
    "Notes",
    html`${factList([
      [
        "Aliases",
        html`<span class="chips">
          ${aliases.map((alias) =>
            chip(
              alias,
              button("close", `Remove alias ${alias}`, () => {
                host.send({ type: "remove-alias", version: id, alias });
              }),
            ),
          )}
          ${button("add", "Set alias…", () => {
            host.send({ type: "set-alias", version: id });
          })}
        </span>`,
      ],
      [
        "Tags",
        html`<span class="chips">
          ${Object.entries(tags).map(([key, value]) =>
            chip(
              value === "" ? key : `${key} = ${value}`,
              button("close", `Remove tag ${key}`, () => {
                host.send({ type: "remove-tag", version: id, key: TagKey.parse(key) });
              }),
            ),
          )}
          ${button("add", "Add tag…", () => {
            host.send({ type: "set-tag", version: id });
          })}
        </span>`,
      ],
      ...notes.map(([name, text]) => {
        const field = AnnotationField.safeParse(name).data;
        const edit = field
          ? button("edit", `Edit ${fieldName(field)}…`, () => {
              host.send({ type: "annotate", version: id, field });
            })
          : nothing;
        return [fieldTitle(name), html`<span class="note-text">${text}</span> ${edit}`] as const;
      }),
    ])}
    ${
      written.length === 0
        ? nothing
        : html`<div class="part">
            <h3>Written on ${version.model}, all versions</h3>
            ${factList(written)}
          </div>`
    }`,
    canEdit
      ? html`${iconButton("note", "Edit notes…", () => {
          host.send({ type: "annotate", version: id });
        })}`
      : nothing,
  );
}

function writtenOnModel({
  tags,
  annotations,
}: VersionSnapshot["ofModel"]): readonly (readonly [string, TemplateResult])[] {
  return [
    ...Object.entries(annotations).map(
      ([name, text]) => [fieldTitle(name), html`<span class="note-text">${text}</span>`] as const,
    ),
    ...(Object.keys(tags).length === 0
      ? []
      : [
          [
            "Tags",
            html`<span class="chips">
              ${Object.entries(tags).map(([key, value]) =>
                chip(value === "" ? key : `${key} = ${value}`, nothing),
              )}
            </span>`,
          ] as const,
        ]),
  ];
}

function chip(text: string, action: TemplateResult | typeof nothing): TemplateResult {
  return html`<span class="badge">${text}${action}</span>`;
}
