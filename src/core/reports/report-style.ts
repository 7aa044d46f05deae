/**
 * Colours by name. The charts name them too, so that one drawing is right on light, on dark and on
 * paper. Text has a contrast of 4.5:1 at least on the page and on the washes.
 */
const light = `--paper:#ffffff;--wash:#f4f6f8;--ink:#1c2128;--muted:#57606a;--line:#d5dbe1;--accent:#0b5cad;
--good:#116329;--bad:#b3261e;--mark:#fff4cc;
--chart-1:#0b5cad;--chart-2:#b35900;--chart-3:#2a7a3b;--chart-4:#8250df;--chart-5:#a40e6a;--chart-6:#54636f;`;
const dark = `--paper:#16191d;--wash:#20252b;--ink:#e4e8ec;--muted:#a0a9b2;--line:#3a424a;--accent:#74b3f2;
--good:#63c77b;--bad:#ff8f86;--mark:#4a3f14;
--chart-1:#74b3f2;--chart-2:#f0a35e;--chart-3:#63c77b;--chart-4:#b79bf5;--chart-5:#f08bc2;--chart-6:#a0a9b2;`;

const rules = `
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
body{max-width:76rem;margin:0 auto;padding:2.5rem clamp(1rem,4vw,3rem) 4rem}
header{border-bottom:2px solid var(--ink);padding-bottom:1.25rem}
.kind{margin:0;color:var(--muted);font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}
h1{margin:.2rem 0 .6rem;font-size:1.9rem;line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{margin:2.6rem 0 .8rem;font-size:1.2rem;line-height:1.3}
p{margin:.4rem 0;max-width:46rem;overflow-wrap:anywhere}
.summary{font-size:1.05rem}
ul{margin:.4rem 0;padding-left:1.3rem;max-width:46rem}
.facts{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.3rem 1.4rem;margin:1rem 0 0}
.facts dt{color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
code{font:.86em/1.4 ui-monospace,SFMono-Regular,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{padding:.42rem 1.3rem .42rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);
overflow-wrap:break-word;max-width:26rem}
thead th{border-bottom:1px solid var(--ink);font-weight:600;vertical-align:bottom;overflow-wrap:anywhere}
tbody th{font-weight:400;overflow-wrap:anywhere}
tbody th,thead th:first-child{position:sticky;left:0;background:var(--paper);width:18rem;min-width:12rem}
td,thead th+th{min-width:14rem}
.many td,.many thead th+th{min-width:7.5rem;padding-right:.9rem}
.on-paper{display:none}
.many tbody th,.many thead th:first-child{min-width:11rem;width:auto}
tbody tr:hover>*{background:var(--wash)}
td.number{white-space:nowrap}
.value{display:inline-block;min-width:4.2rem;text-align:right}
td:last-child,th:last-child{padding-right:.5rem}
.note{color:var(--muted);font-weight:400}
td .note,td .good,td .bad{margin-left:.4rem}
td:not(.number) .note{display:block;margin-left:0}
.number .note,.number .good,.number .bad{margin-left:.6rem}
thead .number .note{margin-left:0}
thead .note{display:block;font-size:.82rem}
strong{font-weight:700}
td>.good:only-child,td>.bad:only-child{margin-left:0}
.good{color:var(--good)}
.bad{color:var(--bad)}
details{margin:.5rem 0}
summary{cursor:pointer;color:var(--accent);padding:.15rem 0;width:max-content;max-width:100%}
summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.timeline{list-style:none;margin:.8rem 0;padding:0;max-width:none}
.timeline li{display:grid;grid-template-columns:12.5rem 1fr;gap:0 1.4rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
.timeline time{color:var(--muted);font-variant-numeric:tabular-nums;white-space:nowrap}
.timeline p{margin:0}
.timeline .main{background:var(--mark)}
.timeline .main time{color:var(--ink)}
.timeline .title{font-weight:600}
.timeline blockquote{margin:.15rem 0 0;padding-left:.7rem;border-left:3px solid var(--line);overflow-wrap:anywhere}
figure{margin:1rem 0 1.4rem}
figure svg{display:block;width:100%;max-width:60rem;height:auto;overflow:visible}
figcaption{font-weight:600;margin-bottom:.3rem}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--muted);font-size:.87rem}
@media (max-width:40rem){.facts,.timeline li{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.5rem}
tbody th,thead th:first-child{min-width:7rem;width:9rem}td,thead th+th{min-width:9rem}
.scroll svg{width:38rem}}
@media print{html{font-size:10pt}body{max-width:none;padding:0}
.scroll{overflow:visible}table{width:100%}table,.many{table-layout:fixed}
.on-paper{display:block}.on-screen{display:none}
th,td,thead th+th,.many td,.many thead th+th{padding:.25rem .6rem .25rem 0;max-width:none;min-width:0}
tbody th,thead th:first-child,.many tbody th,.many thead th:first-child{position:static;min-width:0;width:20%}
td.number{white-space:normal}p,ul{max-width:none}tbody tr:first-child{break-before:avoid}td code{overflow-wrap:anywhere}
tbody tr:hover>*{background:none}
thead{display:table-header-group}tr,figure,.timeline li{break-inside:avoid}h2{break-after:avoid}
details::details-content{content-visibility:visible;block-size:auto;opacity:1}
summary{color:var(--muted);list-style:none}.value{min-width:3rem}.timeline .main{background:none;border-left:3px solid var(--ink);padding-left:.6rem}}
`;

/**
 * Returns the style sheet of a report.
 *
 * @param isWide it is printed on a sheet that lies across
 */
export function reportStyle(isWide: boolean): string {
  const page = `@page{size:A4${isWide ? " landscape" : ""};margin:16mm}`;
  return [
    `:root{color-scheme:light dark;${light}}`,
    `@media (prefers-color-scheme:dark){:root{${dark}}}`,
    // Last, so that paper is light whatever the screen is.
    page,
    rules,
    `@media print{:root{color-scheme:light;${light}}}`,
  ].join("\n");
}
