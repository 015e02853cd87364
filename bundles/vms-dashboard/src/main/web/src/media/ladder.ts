import type { StreamRole } from "../api/types";
import type { ServerNote } from "./notes";

/**
 * How a live picture is brought to a tile, as a pure function. `advance` takes a state and an event and gives the next
 * state; it opens nothing and starts no timer. The player reads from the state what to do: it holds exactly the
 * connections `shown` and `coming`, and sends a `tick` at `deadlineOf`.
 *
 * A ladder has rungs. The server decides which of them it answers a request with; the page names those that are out of
 * the question, because the browser cannot do them, its user chose another, or they failed here before. So a rung that
 * fails leads to the next by asking again. The last rung, single stills, needs no answer. When even they fail the player
 * waits, longer each time, and begins at the top. While a lower rung plays, the better ones are tried behind it.
 */
export const RUNGS = ["webrtc", "mse", "hls", "stills"] as const;
export type Rung = (typeof RUNGS)[number];

/** What the user asks for: a rung alone, or the best that works. */
export type Choice = "auto" | "webrtc" | "mse" | "hls";

export type Phase =
  /** Not in view: no connection is held. */
  | "paused"
  /** The camera itself has no picture to give; its state says why. */
  | "offline"
  | "connecting"
  | "playing"
  /** Failed; tries again at `hold.until`. */
  | "waiting"
  /** The server refuses; asks again seldom, or when the camera's state changes. */
  | "unavailable";

export interface Reason {
  code: ReasonCode;
  /** What the server said, if anything. */
  notes?: readonly ServerNote[];
  /** Words of the browser, or of the server where they have no code. */
  detail?: string;
}

export type ReasonCode =
  | "autoplay_refused"
  | "bad_offer"
  | "browser_unable"
  | "codec_unsupported"
  | "decode_error"
  | "denied"
  | "ended"
  | "http_failed"
  | "ice_failed"
  | "no_answer"
  | "no_keyframe"
  | "no_link"
  | "no_picture"
  | "refused"
  | "server_busy"
  | "server_failed"
  | "socket_failed"
  | "stalled";

/** A rung that did not work, and why. */
export interface Lost {
  readonly rung: Rung;
  readonly reason: Reason;
}

/** The way that the packets of a WebRTC connection take. */
export type Path = "udp" | "tcp" | "relay";

export interface Connection {
  /** Names the connection in events. */
  readonly attempt: number;
  /** What was asked for. */
  readonly role: StreamRole;
  readonly audio: boolean;
  /** The rungs that had been given up when it was asked for. */
  readonly lost: readonly Lost[];
  /** Tries a better rung behind a picture that is good enough to go on with. */
  readonly climbing: boolean;
  /** Absent until the server has answered. */
  readonly rung?: Rung;
  /** When it was asked for, or when its first picture came, in the clock of `Moment.now`. */
  readonly since: number;
  /** When the first picture, or the answer, is too late. */
  readonly deadline: number;
  /** The role the server gives, and why it is not what was asked for. */
  readonly given: { role: StreamRole; notes?: readonly ServerNote[] };
  /** Something arrives, be it a picture yet or not. */
  readonly arriving: boolean;
  readonly path?: Path;
  /** Whether sound came with it; unknown at first. */
  readonly sound?: boolean;
}

export interface LadderState {
  /** What this browser can do, best first. */
  readonly able: readonly Rung[];
  readonly choice: Choice;
  readonly role: StreamRole;
  readonly audio: boolean;
  readonly visible: boolean;
  readonly cameraUp: boolean;
  readonly linkUp: boolean;
  /** Grows with each connection that is asked for. */
  readonly attempt: number;
  readonly shown?: Connection;
  readonly coming?: Connection;
  /** Rungs that are not tried now. */
  readonly lost: readonly Lost[];
  /** Nothing is asked for, until then. */
  readonly hold?: { why: "waiting" | "unavailable"; until?: number };
  /** Rounds lost in a row. */
  readonly failures: number;
  /** Tries upwards that failed in a row, and when the next one is. */
  readonly climbs: number;
  readonly climbAt?: number;
  /** When a picture out of view ends. */
  readonly hideAt?: number;
  /** The computer dropped pictures: it gets the smaller stream until then. */
  readonly reducedUntil?: number;
  /** Why there is no picture now, or why the last one ended. */
  readonly reason?: Reason;
}

export type LadderEvent =
  | { type: "shown" }
  | { type: "hidden" }
  | { type: "role"; role: StreamRole }
  | { type: "audio"; on: boolean }
  | { type: "choose"; choice: Choice }
  | { type: "camera"; up: boolean }
  | { type: "link"; up: boolean }
  | { type: "slow" }
  | { type: "retry" }
  | { type: "tick" }
  | ConnectionEvent;

export interface Given {
  role: StreamRole;
  /** What is not as asked for. */
  notes?: readonly ServerNote[];
  /** Seconds between key frames, where that is known. */
  group?: number;
}

export type ConnectionEvent =
  /** The server's answer. */
  | ({ type: "answered"; attempt: number; rung: Rung } & Given)
  | { type: "arriving"; attempt: number }
  | { type: "frame"; attempt: number }
  | { type: "path"; attempt: number; path: Path }
  | { type: "sound"; attempt: number; has: boolean }
  /** The server gives another stream of the camera from now on. */
  | ({ type: "moved"; attempt: number } & Given)
  /** The rung does not work here. */
  | { type: "failed"; attempt: number; reason: Reason }
  /** It ended, and the rung is not to blame. */
  | { type: "interrupted"; attempt: number; reason: Reason }
  /** The server will not give this picture, or cannot in any way that it has. */
  | { type: "refused"; attempt: number; reason: Reason };

/** Milliseconds of a clock that never goes back, and a number in [0, 1) that spreads retries. */
export interface Moment {
  now: number;
  random: number;
}

export const HIDE_AFTER = 5_000;
export const ASK_AGAIN_AFTER = 60_000;
/** A picture that lasted this long pays off earlier failures. */
export const STABLE_AFTER = 30_000;
/** After how long the better rungs are tried again. */
export const CLIMBS = [60_000, 300_000, 900_000] as const;
export const REDUCED_FOR = 300_000;
const DELAYS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** How long to wait for a first picture: two groups of pictures, where their length in seconds is known. */
export function firstFrameWithin(group?: number): number {
  return group === undefined ? 10_000 : Math.max(4_000, 2_000 * group + 1_000);
}

export function initial(
  able: readonly Rung[],
  role: StreamRole,
  choice: Choice = "auto",
  lost: readonly Lost[] = [],
): LadderState {
  return {
    able,
    choice,
    role,
    audio: false,
    visible: false,
    cameraUp: true,
    linkUp: true,
    attempt: 0,
    lost,
    failures: 0,
    climbs: 0,
  };
}

export function phaseOf(state: LadderState): Phase {
  if (state.shown) {
    return "playing";
  }
  if (state.coming) {
    return "connecting";
  }
  if (!state.visible) {
    return "paused";
  }
  return state.cameraUp ? (state.hold?.why ?? "waiting") : "offline";
}

/** When the next `tick` is due. */
export function deadlineOf(state: LadderState): number | undefined {
  const times = [
    state.hideAt,
    state.coming?.deadline,
    state.hold?.until,
    state.climbAt,
    state.reducedUntil,
  ].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The names of rungs that a request must not be answered with. */
export function outOfQuestion(state: LadderState, lost: readonly Lost[]): Rung[] {
  const open = candidates(state, lost);
  return RUNGS.filter((rung) => rung !== "stills" && !open.includes(rung));
}

export function advance(state: LadderState, event: LadderEvent, at: Moment): LadderState {
  switch (event.type) {
    case "shown":
      return shown(state, at);
    case "hidden":
      return hidden(state, at);
    case "role":
      return state.role === event.role
        ? state
        : anew({ ...without(state, "reducedUntil"), role: event.role }, at);
    case "audio":
      return audio(state, event.on, at);
    case "choose":
      return choose(state, event.choice, at);
    case "camera":
      return camera(state, event.up, at);
    case "link":
      return link(state, event.up, at);
    case "slow":
      return slow(state, at);
    case "retry":
      return state.hold ? begin(fresh(state), at) : state.lost.length > 0 ? climb(state, [], at) : state;
    case "tick":
      return tick(state, at);
    default:
      return connection(state, event, at);
  }
}

function connection(state: LadderState, event: ConnectionEvent, at: Moment): LadderState {
  const place =
    state.coming?.attempt === event.attempt
      ? "coming"
      : state.shown?.attempt === event.attempt
        ? "shown"
        : undefined;
  const known = place && state[place];
  if (!place || !known) {
    // What an abandoned connection still reports is of no interest.
    return state;
  }
  switch (event.type) {
    case "answered":
      return answered(state, known, event, at);
    case "arriving":
      return known.arriving ? state : { ...state, [place]: { ...known, arriving: true } };
    case "path":
      return { ...state, [place]: { ...known, path: event.path } };
    case "sound":
      return { ...state, [place]: { ...known, sound: event.has } };
    case "moved":
      return { ...state, [place]: { ...known, given: given(event) } };
    case "frame":
      return place === "coming" ? frame(state, known, at) : state;
    case "failed":
      return place === "coming" ? failed(state, known, event.reason, at) : broke(state, event.reason, at);
    case "interrupted":
      return place === "coming"
        ? interrupted(state, known, event.reason, at)
        : ended(state, event.reason, at);
    case "refused":
      return place === "coming" ? refused(state, known, event.reason, at) : ended(state, event.reason, at);
  }
}

function given({ role, notes }: Given): Connection["given"] {
  return { role, ...(notes?.length ? { notes } : {}) };
}

function answered(
  state: LadderState,
  coming: Connection,
  event: Extract<ConnectionEvent, { type: "answered" }>,
  at: Moment,
): LadderState {
  if (coming.climbing && state.shown?.rung && place(event.rung) >= place(state.shown.rung)) {
    // The server itself would not give better.
    return { ...without(without(state, "coming"), "climbAt"), lost: coming.lost, climbs: 0 };
  }
  const deadline = at.now + firstFrameWithin(event.group);
  return { ...state, coming: { ...coming, rung: event.rung, given: given(event), deadline } };
}

function frame(state: LadderState, coming: Connection, at: Moment): LadderState {
  const climbs = coming.climbing ? 0 : state.climbs;
  const next = without(without(without(state, "coming"), "reason"), "hold");
  return resting(
    { ...next, shown: { ...coming, since: at.now, climbing: false }, lost: coming.lost, climbs },
    at,
  );
}

/** A picture plays: when something better was given up for it, that is tried again after a while. */
function resting(state: LadderState, at: Moment): LadderState {
  const next = without(state, "climbAt");
  const better = state.shown?.rung && candidates(state, [])[0];
  return better && state.shown?.rung && place(better) < place(state.shown.rung) && state.lost.length > 0
    ? { ...next, climbAt: at.now + (CLIMBS[Math.min(state.climbs, CLIMBS.length - 1)] ?? 0) }
    : next;
}

/** What was to come did not. */
function failed(state: LadderState, coming: Connection, reason: Reason, at: Moment): LadderState {
  if (!coming.rung) {
    return interrupted(state, coming, reason, at);
  }
  const lost = [...coming.lost, { rung: coming.rung, reason }];
  return coming.climbing ? climb(state, lost, at) : begin({ ...state, lost, reason }, at);
}

function interrupted(state: LadderState, coming: Connection, reason: Reason, at: Moment): LadderState {
  return coming.climbing ? stay(state, at) : wait({ ...state, reason }, at);
}

function refused(state: LadderState, coming: Connection, reason: Reason, at: Moment): LadderState {
  if (coming.climbing) {
    return stay(state, at);
  }
  if (reason.code === "codec_unsupported" && !state.shown) {
    // No moving picture, but the camera may give stills.
    const lost = candidates(state, coming.lost)
      .filter((rung) => rung !== "stills")
      .map((rung) => ({ rung, reason }));
    return begin({ ...state, lost: [...coming.lost, ...lost], reason }, at);
  }
  const until = at.now + ASK_AGAIN_AFTER;
  return { ...without(state, "coming"), lost: [], reason, hold: { why: "unavailable", until } };
}

/** The picture that was shown is gone, and its rung seems to be why. */
function broke(state: LadderState, reason: Reason, at: Moment): LadderState {
  const { shown: line } = state;
  if (!line || state.coming || !state.cameraUp || !state.linkUp) {
    return ended(state, reason, at);
  }
  const next = { ...without(without(state, "shown"), "climbAt"), reason };
  if (at.now - line.since >= STABLE_AFTER || !line.rung) {
    return begin({ ...next, failures: 0 }, at);
  }
  return begin({ ...next, lost: [...state.lost, { rung: line.rung, reason }] }, at);
}

/** The picture that was shown is gone. What is on its way takes its place, and is no mere try any more. */
function ended(state: LadderState, reason: Reason, at: Moment): LadderState {
  const lasted = state.shown !== undefined && at.now - state.shown.since >= STABLE_AFTER;
  const next = {
    ...without(without(state, "shown"), "climbAt"),
    reason,
    failures: lasted ? 0 : state.failures,
  };
  if (state.coming) {
    return { ...next, coming: { ...state.coming, climbing: false } };
  }
  return wait(next, at);
}

function shown(state: LadderState, at: Moment): LadderState {
  const next = { ...without(state, "hideAt"), visible: true };
  return next.shown || next.coming ? next : begin({ ...next, failures: 0 }, at);
}

function hidden(state: LadderState, at: Moment): LadderState {
  if (!state.visible) {
    return state;
  }
  const next = { ...state, visible: false };
  return state.shown ? { ...next, hideAt: at.now + HIDE_AFTER } : silent(next);
}

/** Nothing is shown, fetched or planned. */
function silent(state: LadderState): LadderState {
  let next = state;
  for (const key of ["shown", "coming", "hold", "climbAt", "hideAt"] as const) {
    next = without(next, key);
  }
  return next;
}

function audio(state: LadderState, on: boolean, at: Moment): LadderState {
  if (state.audio === on) {
    return state;
  }
  const next = { ...state, audio: on };
  const line = state.coming && !state.coming.climbing ? state.coming : state.shown;
  // What has sound already is only silenced.
  return on && !line?.audio ? anew(next, at) : next;
}

/** Something else is wanted: asks for it, if anything is asked for at all at the moment. */
function anew(state: LadderState, at: Moment): LadderState {
  return state.shown || state.coming || state.hold?.why === "unavailable" ? begin(state, at) : state;
}

function choose(state: LadderState, choice: Choice, at: Moment): LadderState {
  if (state.choice === choice) {
    return state;
  }
  const next = fresh({ ...state, choice });
  if (!next.shown && !next.coming && !next.hold) {
    return next;
  }
  // What plays may be what was chosen.
  return next.shown && next.shown.rung === candidates(next, [])[0]
    ? without(next, "coming")
    : begin(next, at);
}

function fresh(state: LadderState): LadderState {
  return { ...without(state, "climbAt"), lost: [], climbs: 0 };
}

function camera(state: LadderState, up: boolean, at: Moment): LadderState {
  if (state.cameraUp === up) {
    return state;
  }
  const next = { ...state, cameraUp: up };
  if (!up) {
    // A picture that still plays is better evidence than a status: it ends when it stalls.
    return state.shown ? next : silent(next);
  }
  return state.shown || state.coming ? catchUp(next, at) : begin({ ...next, failures: 0 }, at);
}

function link(state: LadderState, up: boolean, at: Moment): LadderState {
  if (state.linkUp === up) {
    return state;
  }
  const next = { ...state, linkUp: up };
  if (!up) {
    if (!state.coming) {
      return next;
    }
    return state.coming.climbing ? stay(next, at) : begin(next, at);
  }
  return state.hold ? begin({ ...next, failures: 0 }, at) : catchUp(next, at);
}

/** What was wanted of a picture while nothing could be asked for. */
function catchUp(state: LadderState, at: Moment): LadderState {
  const { shown: line, coming } = state;
  const other = line && (line.role !== wanted(state) || (state.audio && !line.audio));
  return other && !coming ? begin(state, at) : state;
}

/** The computer may be too slow for what the tile asks for. */
function wanted(state: LadderState): StreamRole {
  return state.reducedUntil === undefined ? state.role : "SUB";
}

function slow(state: LadderState, at: Moment): LadderState {
  if (!state.shown) {
    return state;
  }
  const next = { ...state, reducedUntil: at.now + REDUCED_FOR };
  return state.shown.role === "MAIN" && !state.reducedUntil ? begin(next, at) : next;
}

function tick(state: LadderState, at: Moment): LadderState {
  const due = (time: number | undefined) => time !== undefined && at.now >= time;
  if (due(state.hideAt)) {
    return silent(state);
  }
  let next = state;
  if (due(next.reducedUntil)) {
    next = without(next, "reducedUntil");
    next = catchUp(next, at);
  }
  if (next.coming && due(next.coming.deadline)) {
    const { coming } = next;
    const code = !coming.rung ? "no_answer" : coming.arriving ? "no_keyframe" : "no_picture";
    next = failed(next, coming, { code }, at);
  }
  if (due(next.hold?.until)) {
    next = begin(next, at);
  }
  if (due(next.climbAt)) {
    next = climb(without(next, "climbAt"), [], at);
  }
  return next;
}

/** The rungs that may still be tried, best first. */
function candidates(state: LadderState, lost: readonly Lost[]): Rung[] {
  return RUNGS.filter(
    (rung) =>
      state.able.includes(rung) &&
      (state.choice === "auto" || rung === state.choice || rung === "stills") &&
      !lost.some((one) => one.rung === rung),
  );
}

function place(rung: Rung): number {
  return RUNGS.indexOf(rung);
}

/** Asks for a connection, unless something makes it pointless now. */
function begin(state: LadderState, at: Moment): LadderState {
  const next = without(without(state, "hold"), "coming");
  if (!next.visible && !next.shown) {
    return silent(next);
  }
  if (!next.cameraUp) {
    return next.shown ? next : silent(next);
  }
  if (!next.linkUp) {
    return next.shown ? next : { ...next, reason: { code: "no_link" }, hold: { why: "waiting" } };
  }
  const rung = candidates(next, next.lost)[0];
  if (!rung || (rung === "stills" && next.shown && next.shown.rung !== "stills")) {
    // A picture that moves is not given up for one that does not.
    return wait({ ...next, lost: [], ...worst(next) }, at);
  }
  return ask(without(next, "climbAt"), rung, next.lost, false, at);
}

/** When every rung was lost: a refusal says more than what came of the others. */
function worst(state: LadderState): { reason?: Reason } {
  const told = state.lost.find(
    ({ reason }) => reason.code === "codec_unsupported" || reason.detail || reason.notes,
  );
  const reason = told?.reason ?? state.reason;
  return reason ? { reason } : {};
}

function ask(
  state: LadderState,
  rung: Rung,
  lost: readonly Lost[],
  climbing: boolean,
  at: Moment,
): LadderState {
  const role = wanted(state);
  const coming: Connection = {
    attempt: state.attempt + 1,
    role,
    audio: state.audio,
    lost,
    climbing,
    ...(rung === "stills" ? { rung } : {}),
    since: at.now,
    deadline: at.now + firstFrameWithin(),
    given: { role },
    arriving: false,
  };
  return { ...state, attempt: coming.attempt, coming };
}

/** Tries what is better than the picture shown, behind it. */
function climb(state: LadderState, lost: readonly Lost[], at: Moment): LadderState {
  const { shown: line } = state;
  const rung = candidates(state, lost)[0];
  if (!line?.rung || (state.coming && !state.coming.climbing)) {
    return state;
  }
  if (!rung || place(rung) >= place(line.rung)) {
    // The reasons are those of today.
    return stay({ ...state, lost }, at);
  }
  return state.visible && state.linkUp && state.cameraUp
    ? ask(without(state, "climbAt"), rung, lost, true, at)
    : stay(state, at);
}

/** Keeps the picture there is, and looks upwards later. */
function stay(state: LadderState, at: Moment): LadderState {
  return resting({ ...without(state, "coming"), climbs: state.climbs + 1 }, at);
}

function wait(state: LadderState, at: Moment): LadderState {
  const next = without(without(state, "coming"), "hold");
  if (!next.shown && (!next.visible || !next.cameraUp)) {
    return silent(next);
  }
  if (!next.linkUp) {
    return { ...next, reason: { code: "no_link" }, hold: { why: "waiting" } };
  }
  const delay = (DELAYS[Math.min(next.failures, DELAYS.length - 1)] ?? 0) * (0.8 + 0.4 * at.random);
  return { ...next, failures: next.failures + 1, hold: { why: "waiting", until: at.now + delay } };
}

type Optional = "shown" | "coming" | "hold" | "climbAt" | "hideAt" | "reducedUntil" | "reason";

function without(state: LadderState, key: Optional): LadderState {
  if (!(key in state)) {
    return state;
  }
  const { [key]: _, ...rest } = state;
  return rest as LadderState;
}
