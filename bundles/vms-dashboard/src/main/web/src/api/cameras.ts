import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { CameraStatusPush } from "./messages";
import type { Socket } from "./socket";
import type { Camera } from "./types";

/** All cameras this user may see, by name. The status of each is kept fresh by the server's pushes. */
export const camerasQuery = queryOptions({
  queryKey: ["cameras"],
  queryFn: readCameras,
  // Changes are pushed; this is the net under them.
  refetchInterval: 60_000,
});

async function readCameras(): Promise<Camera[]> {
  const cameras: Camera[] = [];
  let cursor: string | undefined;
  do {
    const page = await unwrap(api.GET("/cameras", { params: { query: cursor ? { cursor } : {} } }));
    cameras.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return inOrder(cameras);
}

function inOrder(cameras: Camera[]): Camera[] {
  return cameras.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

/** Takes the pushes about cameras into the cache, and reads all again after a lost connection. Ends with the returned call. */
export function followCameras(socket: Socket, queries: QueryClient): () => void {
  let wasLost = false;
  const { queryKey } = camerasQuery;
  const ends = [
    socket.on("camera.status", (push) => applyStatus(queries, push)),
    socket.on("recording.status", ({ cameraId, recording }) =>
      queries.setQueryData(queryKey, (list) =>
        list?.map((camera) => (camera.id === cameraId ? { ...camera, recording } : camera)),
      ),
    ),
    socket.on("camera.changed", ({ camera }) =>
      queries.setQueryData(queryKey, (list) =>
        list ? inOrder([...list.filter((other) => other.id !== camera.id), camera]) : list,
      ),
    ),
    socket.on("camera.removed", ({ cameraId }) =>
      queries.setQueryData(queryKey, (list) => list?.filter((camera) => camera.id !== cameraId)),
    ),
  ];
  ends.push(
    socket.subscribe(() => {
      if (socket.link.state === "waiting") {
        wasLost = true;
      } else if (socket.link.state === "open" && wasLost) {
        wasLost = false;
        void queries.invalidateQueries();
      }
    }),
  );
  return () => {
    for (const end of ends) {
      end();
    }
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
