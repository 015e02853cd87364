import { beforeEach, describe, expect, it } from "vitest";
import { Socket } from "../../api/socket";
import { FakeSocket, stubWebSocket } from "../../test/fakes";
import { Boxes } from "./boxes";

const START = Date.parse("2026-01-01T10:00:00Z");
let boxes: Boxes;
let socket: Socket;

beforeEach(() => {
  stubWebSocket();
  socket = new Socket(() => "ws://here/ws");
  socket.start();
  FakeSocket.last.open();
  boxes = new Boxes(socket);
});

const push = (after: number, x?: number, cameraId = "c1") =>
  FakeSocket.last.push({
    type: "detections",
    cameraId,
    time: new Date(START + after).toISOString(),
    boxes:
      x === undefined ? [] : [{ trackId: 7, label: "person", confidence: 0.9, x, y: 0.1, w: 0.2, h: 0.4 }],
  });
const at = (after: number) => boxes.at("c1", START + after).map(({ x }) => x);

describe("live boxes", () => {
  it("are asked for while somebody looks, for what is looked at", () => {
    const end = boxes.watch("c1");
    const other = boxes.watch("c2");
    expect(FakeSocket.last.ofType("detections.subscribe").at(-1)?.cameraIds).toEqual(["c1", "c2"]);
    other();
    expect(FakeSocket.last.ofType("detections.subscribe").at(-1)?.cameraIds).toEqual(["c1"]);
    end();
    expect(FakeSocket.last.ofType("detections.unsubscribe")).toHaveLength(1);
  });

  it("stand where they were when the picture was taken", () => {
    boxes.watch("c1");
    push(0, 0.1);
    push(1_000, 0.3);
    push(0, 0.9, "another");
    expect(at(500)[0]).toBeCloseTo(0.2);
    expect(at(1_500)).toEqual([0.3]);
    expect(at(-5_000)).toEqual([]);
  });

  it("go with an empty message, and when nothing is heard of them any more", () => {
    boxes.watch("c1");
    push(0, 0.1);
    expect(at(10_900)).toEqual([0.1]);
    expect(at(11_100)).toEqual([]);
    push(500);
    expect(at(600)).toEqual([]);
  });
});
