/** Formats of a report; also the endings of its files. */
export const reportFormats = ["html", "md", "csv", "json"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Names of the formats for people. */
export const formatNames: Readonly<Record<ReportFormat, string>> = {
  html: "HTML",
  md: "Markdown",
  csv: "CSV",
  json: "JSON",
};

/** Returns the format that the ending of a file's name stands for; undefined if it stands for none. */
export function formatOfFile(path: string): ReportFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (ending === "htm") return "html";
  if (ending === "markdown") return "md";
  return reportFormats.find((format) => format === ending);
}
