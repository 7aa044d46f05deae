import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { fieldName, fieldTitle } from "../../src/core/events/field-name.ts";
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
    l10n.t("Notes"),
    html`${factList([
      [
        l10n.t("Aliases"),
        html`<span class="chips">
          ${aliases.map((alias) =>
            chip(
              alias,
              button("close", l10n.t("Remove alias {0}", alias), () => {
                host.send({ type: "remove-alias", version: id, alias });
              }),
            ),
          )}
          ${button("add", l10n.t("Set alias…"), () => {
            host.send({ type: "set-alias", version: id });
          })}
        </span>`,
      ],
      [
        l10n.t("Tags"),
        html`<span class="chips">
          ${Object.entries(tags).map(([key, value]) =>
            chip(
              value === "" ? key : `${key} = ${value}`,
              button("close", l10n.t("Remove tag {0}", key), () => {
                host.send({ type: "remove-tag", version: id, key: TagKey.parse(key) });
              }),
            ),
          )}
          ${button("add", l10n.t("Add tag…"), () => {
            host.send({ type: "set-tag", version: id });
          })}
        </span>`,
      ],
      ...notes.map(([name, text]) => {
        const field = AnnotationField.safeParse(name).data;
        const edit = field
          ? button("edit", l10n.t("Edit {0}…", fieldName(field)), () => {
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
            <h3>${l10n.t("Written on {0}, all versions", version.model)}</h3>
            ${factList(written)}
          </div>`
    }`,
    canEdit
      ? html`${iconButton("note", l10n.t("Edit notes…"), () => {
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
            l10n.t("Tags"),
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
