import * as z from "zod";

/** One cell for thousands of rows: handing them over one by one takes most of the time. */
export const IdsCell = z.object({ ids: z.string().nullable() });

const comma = 0x2c;
const semicolon = 0x3b;
const zero = 0x30;

/** Calls for each id of `3,4;7`, with the number of its group from 1 on. */
export function forEachId(text: string, body: (id: number, group: number) => void): void {
  let id = 0;
  let group = 1;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code !== comma && code !== semicolon) {
      id = id * 10 + code - zero;
      continue;
    }
    body(id, group);
    id = 0;
    if (code === semicolon) group += 1;
  }
  if (text !== "") body(id, group);
}
