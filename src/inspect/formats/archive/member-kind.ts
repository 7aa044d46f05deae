/**
 * Kind of an archive member that is not a model itself. Code is recognised by its name and its
 * first bytes; text by being text with a name that is usual for documents and settings.
 */
export type MemberKind = "code" | "text" | "data" | "unknown";

const codeEndings =
  /\.(py|pyc|pyo|pyd|pyx|so|dll|dylib|exe|o|a|jar|class|war|sh|bash|bat|cmd|ps1|js|mjs|cjs|ts|rb|pl|php|lua|r|jl|cpp|cc|c|h|hpp|cu|ptx|cubin|wasm|ipynb|pth)(\.\d+)*$/i;
const textEndings =
  /\.(txt|md|rst|json|jsonl|yaml|yml|toml|ini|cfg|conf|csv|tsv|xml|html|css|vocab|bpe|tags|lst|lock|svg|log|proto|license|dvc)$/i;
const textNames =
  /^(\.gitkeep|\.gitignore|readme|license|licence|notice|copying|authors|changelog|citation|version|byteorder|requirements|manifest|vocab|merges|mimetype|\.?gitattributes|\.format_version|\.storage_alignment)(\.\w+)?$/i;
const pictureEndings = /\.(png|jpe?g|gif|webp|bmp|ico|pdf|wav|mp3|flac)$/i;

/** First bytes of programs and libraries: ELF, Mach-O, PE, Java, WebAssembly, a script. */
const programs = [
  "7f454c46",
  "feedface",
  "feedfacf",
  "cefaedfe",
  "cffaedfe",
  "cafebabe",
  "4d5a",
  "0061736d",
  "2321",
];

/** @param head the first bytes of the member, up to a few kilobytes */
export function memberKind(name: string, head: Uint8Array, size: number): MemberKind {
  const base = name.slice(name.lastIndexOf("/") + 1);
  const start = Buffer.from(head.subarray(0, 4)).toString("hex");
  if (codeEndings.test(base) || programs.some((magic) => start.startsWith(magic))) return "code";
  if (size === 0) return "text";
  if (/^(\.ds_store|thumbs\.db)$/i.test(base)) return "data";
  if ((textEndings.test(base) || textNames.test(base)) && isText(head)) return "text";
  return pictureEndings.test(base) ? "data" : "unknown";
}

function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  // A character may be cut at the end of the head.
  return !/\uFFFD(?!.{0,3}$)/su.test(new TextDecoder().decode(head));
}
