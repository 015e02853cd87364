import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";

/** The positions that a camera has stored. A refusal says that it has none, so it is not tried again. */
export const presetsQuery = (cameraId: string) =>
  queryOptions({
    queryKey: ["ptz", cameraId],
    queryFn: async () =>
      (await unwrap(api.GET("/cameras/{id}/ptz/presets", { params: { path: { id: cameraId } } }))).items,
    retry: false,
    staleTime: 60_000,
  });
