import { describe, expect, it } from "vitest";
import { i18n } from "../i18n";
import { type Connection, initial, type LadderState, RUNGS, type Rung } from "./ladder";
import { notesOn } from "./reasons";

function playing(rung: Rung, line: Partial<Connection> = {}, rest: Partial<LadderState> = {}): string[] {
  const shown: Connection = {
    attempt: 1,
    role: "MAIN",
    audio: false,
    lost: [],
    climbing: false,
    rung,
    since: 0,
    deadline: 0,
    given: { role: "MAIN" },
    arriving: true,
    ...line,
  };
  return notesOn(i18n, { ...initial(RUNGS, "MAIN"), shown, ...rest }).map(({ text }) => text);
}

const blocked = { rung: "webrtc", reason: { code: "ice_failed" } } as const;
const given = (reason: string) => ({ given: { role: "SUB" as const, reason } });

describe("the words on a picture", () => {
  it("are none when all is as asked", () => {
    expect(playing("webrtc", { path: "udp" })).toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    ["the way through", playing("webrtc", { path: "tcp" }), ["TCP: UDP blocked"]],
    ["the relay", playing("webrtc", { path: "relay" }), ["Relay: no direct path"]],
    ["what was lost", playing("mse", {}, { lost: [blocked] }), ["MSE: UDP and TCP blocked"]],
    [
      "all that was lost",
      playing("hls", {}, { lost: [blocked, { rung: "mse", reason: { code: "socket_failed" } }] }),
      ["HLS: UDP and TCP blocked, video connection blocked"],
    ],
    [
      "the server's own words about a way that failed",
      playing(
        "mse",
        {},
        { lost: [{ rung: "webrtc", reason: { code: "server_failed", detail: "B-frames" } }] },
      ),
      ["MSE: B-frames"],
    ],
    ["the server's choice", playing("mse", given("B-frames")), ["MSE: B-frames"]],
    [
      "the server's choice of a stream",
      playing("webrtc", given("H.265 is not supported by this browser; showing the sub-stream")),
      ["H.265 is not supported by this browser; showing the sub-stream"],
    ],
    [
      "the way and the stream, each once",
      playing(
        "mse",
        given(
          "H.265 is not supported by this browser; WebRTC brought no picture; showing the sub-stream, sent by WebSocket",
        ),
        { lost: [blocked] },
      ),
      ["MSE: UDP and TCP blocked", "H.265 is not supported by this browser; showing the sub-stream"],
    ],
    [
      "a way that failed here in the words of here",
      playing("hls", given("WebRTC and the WebSocket brought no picture; sent as HLS, some seconds late"), {
        lost: [blocked],
      }),
      ["HLS: UDP and TCP blocked"],
    ],
    ["the user's choice", playing("hls", {}, { choice: "hls" }), ["HLS: chosen here"]],
    [
      "what the browser lacks",
      playing("mse", {}, { able: ["mse", "hls", "stills"] }),
      ["MSE: this browser has no WebRTC"],
    ],
    [
      "a computer that is too slow",
      playing("webrtc", {}, { reducedUntil: 1 }),
      ["Reduced: this computer is dropping frames"],
    ],
    [
      "a camera without sound",
      playing("webrtc", { audio: true, sound: false }, { audio: true }),
      ["The camera has no sound"],
    ],
    [
      "a change that did not come about",
      playing("webrtc", {}, { hold: { why: "waiting" }, reason: { code: "no_answer" } }),
      ["The server did not answer in time"],
    ],
  ])("name %s", (_, said, expected) => {
    expect(said).toEqual(expected);
  });
});
