import { describe, expect, it } from "vitest";
import { i18n } from "../i18n";
import { type Connection, initial, type LadderState, RUNGS, type Rung } from "./ladder";
import type { ServerNote } from "./notes";
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
const given = (...notes: ServerNote[]) => ({ given: { role: "SUB" as const, notes } });
const H265 = { code: "codec_unsupported", text: "said in English", values: { codec: "H265" } };
const B_FRAMES = { code: "b_frames", text: "said in English" };
const SUB = { code: "other_stream", text: "said in English", values: { role: "SUB" } };
const FAILED = { code: "way_failed", text: "said in English", values: { ways: "webrtc" } };
const BY_MSE = { code: "slower_way", text: "said in English", values: { way: "mse" } };
const CODED = { code: "transcoded", text: "said in English", values: { codec: "H264" } };

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
        { lost: [{ rung: "webrtc", reason: { code: "server_failed", notes: [B_FRAMES] } }] },
      ),
      ["MSE: The stream uses B-frames, which WebRTC cannot show"],
    ],
    [
      "the server's choice",
      playing("mse", given(B_FRAMES, BY_MSE)),
      ["MSE: The stream uses B-frames, which WebRTC cannot show"],
    ],
    [
      "the server's choice of a stream",
      playing("webrtc", given(H265, SUB)),
      ["H.265 is not supported by this browser; showing the sub-stream"],
    ],
    [
      "the way and the stream, each once",
      playing("mse", given(H265, FAILED, SUB, BY_MSE), { lost: [blocked] }),
      ["MSE: UDP and TCP blocked", "H.265 is not supported by this browser; showing the sub-stream"],
    ],
    [
      "a way that failed here in the words of here",
      playing("hls", given(FAILED, BY_MSE), {
        lost: [blocked],
      }),
      ["HLS: UDP and TCP blocked"],
    ],
    [
      "what is done about it, one after another",
      playing("webrtc", given(H265, SUB, CODED)),
      ["H.265 is not supported by this browser; showing the sub-stream, the server codes it anew as H.264"],
    ],
    [
      "what has a code that this page does not know, in the server's words",
      playing("webrtc", given({ code: "of_tomorrow", text: "Something new" })),
      ["Something new"],
    ],
    [
      "a sound that was left out",
      playing(
        "webrtc",
        {
          audio: true,
          sound: false,
          ...given({ code: "audio_unsupported", text: "said in English", values: { codec: "AAC" } }),
        },
        { audio: true },
      ),
      ["Without sound: AAC cannot be played this way"],
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
