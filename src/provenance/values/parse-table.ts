/** The fields of a record. */
export type Row = readonly string[];

/**
 * Yields the records of a CSV or TSV text (RFC 4180), fields trimmed, empty lines left out. A quote
 * that is never closed reaches to the end.
 */
export function* parseTable(text: string, separator: string): Generator<Row> {
  let row: string[] = [];
  for (let at = 0; at < text.length;) {
    const [quoted, end] = text[at] === '"' ? quotedField(text, at) : [undefined, at];
    let stop = end;
    while (stop < text.length && !isEnd(text.charCodeAt(stop), separator)) stop += 1;
    const field = ((quoted ?? "") + text.slice(end, stop)).trim();
    const isEmptyLine = row.length === 0 && field === "" && quoted === undefined;
    if (text[stop] === separator) row.push(field);
    else {
      if (!isEmptyLine) yield [...row, field];
      row = [];
    }
    at = stop + 1;
  }
  if (row.length > 0) yield [...row, ""];
}

function isEnd(code: number, separator: string): boolean {
  return code === 10 || code === 13 || code === separator.charCodeAt(0);
}

/** Returns the text of a quoted field that begins at `at`, and the place of its end. */
function quotedField(text: string, at: number): readonly [string, number] {
  const parts: string[] = [];
  let from = at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return [parts.join("") + text.slice(from), text.length];
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') return [parts.join(""), quote + 1];
    parts.push('"');
    from = quote + 2;
  }
}
