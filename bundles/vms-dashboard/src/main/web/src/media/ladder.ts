import type { StreamRole } from "../api/types";

/**
 * How a live picture is brought to a tile, as a pure function. `advance` takes a state and an event and gives the next
 * state; it opens nothing and starts no timer. The player reads from the state what to do: a new `attempt` while
 * `connecting` asks for a transport, any other phase without a picture asks for none, and `deadline` asks for a `tick`.
 *
 * A ladder has rungs, transports in order of preference. A rung that fails hands over to the next; after the last the
 * player waits, longer each time, and begins at the top.
 */
export type Rung = string;

export type Phase =
  /** Not in view: no connection is held. */
  | "paused"
  /** The camera itself has no picture to give; its state says why. */
  | "offline"
  | "connecting"
  | "playing"
  /** Failed; tries again at `deadline`. */
  | "waiting"
  /** The server or the browser cannot do this at all; asks again seldom, or when the camera's state changes. */
  | "unavailable";

export interface Reason {
  code: ReasonCode;
  /** The server's own words, if it gave any. */
  detail?: string;
}

export type ReasonCode =
  | "autoplay_refused"
  | "bad_offer"
  | "browser_unable"
  | "ended"
  | "ice_failed"
  | "no_link"
  | "no_picture"
  | "refused"
  | "server_failed"
  | "stalled";

export interface LadderState {
  readonly rungs: readonly Rung[];
  readonly phase: Phase;
  /** Index of the rung in use, or to be used next. */
  readonly rung: number;
  readonly role: StreamRole;
  readonly visible: boolean;
  readonly cameraUp: boolean;
  readonly linkUp: boolean;
  /** Grows with each connection that is asked for, and names it in events. */
  readonly attempt: number;
  /** Rounds lost in a row. */
  readonly failures: number;
  /** When the phase began, in the clock of `Moment.now`. */
  readonly since: number;
  readonly deadline?: number;
  /** Why there is no picture now, or why the last one ended. */
  readonly reason?: Reason;
  /** The role the server gives, and in its words why it is not what was asked for. */
  readonly given?: { role: StreamRole; reason?: string };
}

export type LadderEvent =
  | { type: "shown" }
  | { type: "hidden" }
  | { type: "role"; role: StreamRole }
  | { type: "camera"; up: boolean }
  | { type: "link"; up: boolean }
  | { type: "offered"; attempt: number; role: StreamRole; reason?: string }
  | { type: "frame"; attempt: number }
  | { type: "failed"; attempt: number; reason: Reason }
  | { type: "refused"; attempt: number; reason: Reason }
  | { type: "retry" }
  | { type: "tick" };

/** Milliseconds of a clock that never goes back, and a number in [0, 1) that spreads retries. */
export interface Moment {
  now: number;
  random: number;
}

export const HIDE_AFTER = 5_000;
export const FIRST_FRAME_WITHIN = 10_000;
export const ASK_AGAIN_AFTER = 60_000;
/** A picture that lasted this long pays off earlier failures. */
export const STABLE_AFTER = 30_000;
const DELAYS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

export function initial(rungs: readonly Rung[], role: StreamRole): LadderState {
  return {
    rungs,
    phase: "paused",
    rung: 0,
    role,
    visible: false,
    cameraUp: true,
    linkUp: true,
    attempt: 0,
    failures: 0,
    since: 0,
  };
}

export function advance(state: LadderState, event: LadderEvent, at: Moment): LadderState {
  switch (event.type) {
    case "shown":
      return shown(state, at);
    case "hidden":
      return hidden(state, at);
    case "role":
      return role(state, event.role, at);
    case "camera":
      return camera(state, event.up, at);
    case "link":
      return link(state, event.up, at);
    case "tick":
      return tick(state, at);
    case "retry":
      return state.phase === "waiting" || state.phase === "unavailable"
        ? begin({ ...state, rung: 0 }, at)
        : state;
    default:
      // What an abandoned connection still reports is of no interest.
      return event.attempt === state.attempt ? connection(state, event, at) : state;
  }
}

type ConnectionEvent = Extract<LadderEvent, { attempt: number }>;

function connection(state: LadderState, event: ConnectionEvent, at: Moment): LadderState {
  if (state.phase !== "connecting" && state.phase !== "playing") {
    return state;
  }
  switch (event.type) {
    case "offered":
      return { ...state, given: { role: event.role, ...(event.reason ? { reason: event.reason } : {}) } };
    case "frame":
      return state.phase === "connecting" ? enter(state, "playing", at) : state;
    case "failed":
      return failed(state, event.reason, at);
    case "refused":
      return enter({ ...state, reason: event.reason, rung: 0 }, "unavailable", at, ASK_AGAIN_AFTER);
  }
}

function shown(state: LadderState, at: Moment): LadderState {
  const next = { ...state, visible: true };
  if (state.phase === "paused") {
    return begin({ ...next, rung: 0, failures: 0 }, at);
  }
  // Back in view in time: the picture goes on, and only the timer that would have ended it goes.
  return !state.visible && state.phase === "playing" ? without(next, "deadline") : next;
}

function hidden(state: LadderState, at: Moment): LadderState {
  if (!state.visible) {
    return state;
  }
  const next = { ...state, visible: false };
  return state.phase === "playing" ? { ...next, deadline: at.now + HIDE_AFTER } : enter(next, "paused", at);
}

function role(state: LadderState, wanted: StreamRole, at: Moment): LadderState {
  if (state.role === wanted) {
    return state;
  }
  const next = { ...state, role: wanted };
  switch (state.phase) {
    case "connecting":
    case "playing":
    case "unavailable":
      return begin({ ...next, rung: 0 }, at);
    default:
      return next;
  }
}

function camera(state: LadderState, up: boolean, at: Moment): LadderState {
  if (state.cameraUp === up) {
    return state;
  }
  const next = { ...state, cameraUp: up };
  if (!up) {
    // A picture that still plays is better evidence than a status: it ends when it stalls.
    return state.phase === "playing" || state.phase === "paused" ? next : enter(next, "offline", at);
  }
  return state.phase === "offline" || state.phase === "waiting" || state.phase === "unavailable"
    ? begin({ ...next, rung: 0, failures: 0 }, at)
    : next;
}

function link(state: LadderState, up: boolean, at: Moment): LadderState {
  if (state.linkUp === up) {
    return state;
  }
  const next = { ...state, linkUp: up };
  if (!up) {
    return state.phase === "connecting" ? waitForLink(next, at) : next;
  }
  return state.phase === "waiting" ? begin({ ...next, rung: 0, failures: 0 }, at) : next;
}

function tick(state: LadderState, at: Moment): LadderState {
  if (state.deadline === undefined || at.now < state.deadline) {
    return state;
  }
  switch (state.phase) {
    case "connecting":
      return failed(state, { code: "no_picture" }, at);
    case "playing":
      return state.visible ? without(state, "deadline") : enter(state, "paused", at);
    case "waiting":
    case "unavailable":
      return begin(state, at);
    default:
      return without(state, "deadline");
  }
}

function failed(state: LadderState, reason: Reason, at: Moment): LadderState {
  const lasted = state.phase === "playing" && at.now - state.since >= STABLE_AFTER;
  const next = { ...state, reason, failures: lasted ? 0 : state.failures };
  if (!next.visible) {
    return enter(next, "paused", at);
  }
  if (next.rung + 1 < next.rungs.length) {
    return begin({ ...next, rung: next.rung + 1 }, at);
  }
  if (!next.cameraUp) {
    return enter(next, "offline", at);
  }
  if (!next.linkUp) {
    return waitForLink(next, at);
  }
  const delay = (DELAYS[Math.min(next.failures, DELAYS.length - 1)] ?? 0) * (0.8 + 0.4 * at.random);
  return enter({ ...next, rung: 0, failures: next.failures + 1 }, "waiting", at, delay);
}

/** Asks for a connection, unless something makes it pointless now. */
function begin(state: LadderState, at: Moment): LadderState {
  if (!state.visible) {
    return enter(state, "paused", at);
  }
  if (!state.cameraUp) {
    return enter(state, "offline", at);
  }
  if (state.rungs.length === 0) {
    return enter({ ...state, reason: { code: "browser_unable" } }, "unavailable", at);
  }
  if (!state.linkUp) {
    return waitForLink(state, at);
  }
  return enter(
    { ...without(state, "given"), attempt: state.attempt + 1 },
    "connecting",
    at,
    FIRST_FRAME_WITHIN,
  );
}

function waitForLink(state: LadderState, at: Moment): LadderState {
  return enter({ ...state, rung: 0, reason: { code: "no_link" } }, "waiting", at);
}

function enter(state: LadderState, phase: Phase, at: Moment, within?: number): LadderState {
  const next = { ...without(state, "deadline"), phase, since: at.now };
  const settled = phase === "playing" ? without(next, "reason") : next;
  return within === undefined ? settled : { ...settled, deadline: at.now + within };
}

function without<K extends "deadline" | "given" | "reason">(state: LadderState, key: K): LadderState {
  const { [key]: _, ...rest } = state;
  return rest as LadderState;
}
