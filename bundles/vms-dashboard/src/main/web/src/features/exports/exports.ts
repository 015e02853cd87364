import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema.gen";

export type Export = components["schemas"]["Export"];
export type ExportRequest = components["schemas"]["ExportRequest"];

const WHILE_RUNNING = 1_000;
const OTHERWISE = 15_000;

/** All exports that this user may see, the newest first; asked for often while one is made. */
export const exportsQuery = queryOptions({
  queryKey: ["exports"],
  queryFn: readExports,
  refetchInterval: ({ state }) => (state.data?.some(isRunning) ? WHILE_RUNNING : OTHERWISE),
});

const MOST_PAGES = 10;

async function readExports(): Promise<Export[]> {
  const all: Export[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await unwrap(api.GET("/exports", { params: { query: cursor ? { cursor } : {} } }));
    all.push(...answer.items);
    cursor = answer.nextCursor ?? undefined;
    if (!cursor) {
      break;
    }
  }
  return all;
}

export function isRunning({ state }: Export): boolean {
  return state === "QUEUED" || state === "RUNNING";
}

export async function startExport(body: ExportRequest, queries: QueryClient): Promise<Export> {
  const started = await unwrap(api.POST("/exports", { body }));
  void queries.invalidateQueries({ queryKey: exportsQuery.queryKey });
  return started;
}

export async function deleteExport(id: string, queries: QueryClient): Promise<void> {
  await unwrap(api.DELETE("/exports/{id}", { params: { path: { id } } }));
  await queries.invalidateQueries({ queryKey: exportsQuery.queryKey });
}

export function fileUrl(id: string): string {
  return `/api/exports/${id}/file`;
}

export function evidenceUrl(id: string): string {
  return `/api/exports/${id}/evidence.zip`;
}

/** Such as `12.3 MB`. */
export function size(locale: string, bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[step] ?? "byte",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1_000 ** step);
}
