import { msg } from "@lingui/core/macro";
import { queryOptions } from "@tanstack/react-query";
import { api, fileBody, unwrap } from "../../api/client";
import type { Plan, PlanCamera } from "../../api/types";

const KEY = ["plans"] as const;

/** The plans that this user may see. */
export const plansQuery = queryOptions({
  queryKey: KEY,
  queryFn: async () => (await unwrap(api.GET("/plans"))).items,
  refetchInterval: 60_000,
});

/** The kinds of pictures that the server takes. */
export const PICTURES = "image/png,image/jpeg,image/webp";

const asPicture = (picture: File) => fileBody(picture, picture.type || "image/png");

export function addPlan(name: string, siteId: string | undefined, picture: File): Promise<Plan> {
  const query = siteId ? { name, siteId } : { name };
  return unwrap(api.POST("/plans", { params: { query }, ...asPicture(picture) }));
}

export function replacePicture(id: string, picture: File): Promise<Plan> {
  return unwrap(api.PUT("/plans/{id}/image", { params: { path: { id } }, ...asPicture(picture) }));
}

export interface PlanChange {
  revision: number;
  name?: string;
  siteId?: string;
  cameras?: PlanCamera[];
}

export function changePlan(id: string, body: PlanChange): Promise<Plan> {
  return unwrap(api.PUT("/plans/{id}", { params: { path: { id } }, body }));
}

export function removePlan(id: string): Promise<unknown> {
  return unwrap(api.DELETE("/plans/{id}", { params: { path: { id } } }));
}

/** What an error means where plans are drawn. */
export const OF_PLANS = {
  ALREADY_EXISTS: msg`A plan of this name exists at the site.`,
  CHANGED_MEANWHILE: msg`Somebody else has changed this plan meanwhile. Cancel, and begin with what there is now.`,
  INVALID_REQUEST: msg`The server did not take this.`,
  TOO_LARGE: msg`The picture is larger than 10 MiB.`,
  UNSUPPORTED_MEDIA_TYPE: msg`A picture is a PNG, JPEG or WebP file.`,
};
