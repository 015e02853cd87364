import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { View, ViewBody } from "./types";

/** One's own views and tours, and those that are shared, by name. */
export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: async (): Promise<View[]> => (await unwrap(api.GET("/views"))).items,
  staleTime: 60_000,
});

export const addView = (body: ViewBody) => unwrap(api.POST("/views", { body }));

export const replaceView = (id: string, body: ViewBody) =>
  unwrap(api.PUT("/views/{id}", { params: { path: { id } }, body }));

export const removeView = (id: string) => unwrap(api.DELETE("/views/{id}", { params: { path: { id } } }));
