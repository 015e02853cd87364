import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket, ok, stubFetch, stubWebSocket } from "../test/fakes";
import { aCamera, aStatus } from "../test/samples";
import { camerasQuery, followCameras } from "./cameras";
import { Socket } from "./socket";
import type { Camera } from "./types";

const camera = (id: string, name: string) => aCamera({ id, name });
const gone = aStatus({ state: "OFFLINE", detail: "gone" });

let socket: Socket;
let queries: QueryClient;
let end: () => void;
let served: Camera[];
let reads: number;

const names = () => queries.getQueryData(camerasQuery.queryKey)?.map((each) => each.name);

beforeEach(async () => {
  stubWebSocket();
  served = [camera("2", "Yard 10"), camera("1", "Yard 9")];
  reads = 0;
  stubFetch({
    "GET /api/cameras": () => {
      reads++;
      return ok({ items: served });
    },
  });
  queries = new QueryClient();
  await queries.fetchQuery(camerasQuery);
  socket = new Socket(() => "ws://vms/ws");
  end = followCameras(socket, queries);
  socket.start();
  FakeSocket.last.open();
});
afterEach(() => {
  end();
  socket.stop();
});

describe("cameras", () => {
  it("stand in the order of their names, numbers as numbers", () => {
    expect(names()).toEqual(["Yard 9", "Yard 10"]);
  });

  it("follow what is pushed without asking again", () => {
    FakeSocket.last.push({
      type: "camera.status",
      cameraId: "2",
      status: gone,
    });
    FakeSocket.last.push({ type: "camera.changed", camera: camera("3", "Gate") });
    FakeSocket.last.push({ type: "camera.removed", cameraId: "1" });
    expect(names()).toEqual(["Gate", "Yard 10"]);
    expect(queries.getQueryData(camerasQuery.queryKey)?.[1]?.status).toEqual(gone);
    expect(reads).toBe(1);
  });

  it("are read again when the link comes back", async () => {
    FakeSocket.last.lose();
    socket.retryNow();
    FakeSocket.last.open();
    expect(queries.getQueryState(camerasQuery.queryKey)?.isInvalidated).toBe(true);
    served = [camera("1", "Yard 9")];
    await queries.fetchQuery(camerasQuery);
    await vi.waitFor(() => expect(names()).toEqual(["Yard 9"]));
  });
});
