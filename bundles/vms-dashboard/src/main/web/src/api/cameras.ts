import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { CameraStatusPush } from "./messages";
import type { Socket } from "./socket";
import type { Camera } from "./types";

/** All cameras this user may see, by name. The status of each is kept fresh by the server's pushes. */
export const camerasQuery = queryOptions({
  queryKey: ["cameras"],
  queryFn: readCameras,
  // A camera added elsewhere is not pushed.
  refetchInterval: 30_000,
});

async function readCameras(): Promise<Camera[]> {
  const cameras: Camera[] = [];
  let cursor: string | undefined;
  do {
    const page = await unwrap(api.GET("/api/cameras", { params: { query: cursor ? { cursor } : {} } }));
    cameras.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return cameras.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

/** Takes the status pushes into the cache, and reads all again after a lost connection. Ends with the returned call. */
export function followCameras(socket: Socket, queries: QueryClient): () => void {
  let wasLost = false;
  const endStatus = socket.on("camera.status", (push) => applyStatus(queries, push));
  const endLink = socket.subscribe(() => {
    if (socket.link.state === "waiting") {
      wasLost = true;
    } else if (socket.link.state === "open" && wasLost) {
      wasLost = false;
      void queries.invalidateQueries();
    }
  });
  return () => {
    endStatus();
    endLink();
  };
}

function applyStatus(queries: QueryClient, { cameraId, status }: CameraStatusPush): void {
  const { queryKey } = camerasQuery;
  const cameras = queries.getQueryData(queryKey);
  if (!cameras?.some((camera) => camera.id === cameraId)) {
    void queries.invalidateQueries({ queryKey });
    return;
  }
  queries.setQueryData(queryKey, (list) =>
    list?.map((camera) => (camera.id === cameraId ? { ...camera, status } : camera)),
  );
}
