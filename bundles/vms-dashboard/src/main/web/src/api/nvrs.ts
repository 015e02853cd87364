import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { camerasQuery } from "./cameras";
import { api, unwrap } from "./client";
import type { NvrInputsPush } from "./messages";
import type { Socket } from "./socket";
import type { Nvr, NvrImport, NvrRequest } from "./types";

/** The recorders of which this user may see a camera, by name. */
export const nvrsQuery = queryOptions({
  queryKey: ["nvrs"],
  queryFn: async (): Promise<Nvr[]> => (await unwrap(api.GET("/nvrs"))).items,
});

/** What a recorder has; nothing is stored. */
export function previewNvr(request: NvrRequest): Promise<NvrImport> {
  return unwrap(api.POST("/nvr/preview", { body: request }));
}

/** Takes a recorder in, or updates the one that is known. */
export async function connectNvr(request: NvrRequest, queries: QueryClient): Promise<NvrImport> {
  const found = await unwrap(api.POST("/nvr/connect", { body: request }));
  readAgain(queries);
  return found;
}

/** After something was done to a recorder: its cameras may be others now. */
export function readAgain(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: nvrsQuery.queryKey });
  void queries.invalidateQueries({ queryKey: camerasQuery.queryKey });
}

function applyInput(queries: QueryClient, push: NvrInputsPush): void {
  queries.setQueryData(nvrsQuery.queryKey, (nvrs) =>
    nvrs?.map((nvr) =>
      nvr.id === push.nvrId
        ? {
            ...nvr,
            digitalInputs: nvr.digitalInputs.map((input) =>
              input.id === push.input ? { ...input, state: push.active ? "ACTIVE" : "INACTIVE" } : input,
            ),
          }
        : nvr,
    ),
  );
}

/** Shows what inputs are at, and reads the recorders again whenever a camera comes, changes or goes. Until the returned call. */
export function followNvrs(socket: Socket, queries: QueryClient): () => void {
  // One question under way answers for all that is pushed meanwhile: an import announces each of its cameras.
  const read = () =>
    void queries.invalidateQueries({ queryKey: nvrsQuery.queryKey }, { cancelRefetch: false });
  const ends = [
    socket.on("camera.changed", read),
    socket.on("camera.removed", read),
    socket.on("nvr.inputs", (push) => applyInput(queries, push)),
  ];
  return () => {
    for (const end of ends) {
      end();
    }
  };
}
