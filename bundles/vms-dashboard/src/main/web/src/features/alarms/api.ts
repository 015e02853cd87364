import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { ApiError, api, unwrap } from "../../api/client";
import type { Socket } from "../../api/socket";
import type { Alarm } from "../../api/types";

/** The most alarms that are not closed and are shown; with more, something else is wrong. */
const MOST_OPEN = 1_000;
const PAGE = 200;

const OPEN_KEY = ["alarms", "open"] as const;

/** The alarms that somebody has to look at, the most urgent first. Kept fresh by the server's pushes. */
export const openAlarmsQuery = queryOptions({
  queryKey: OPEN_KEY,
  queryFn: async (): Promise<Alarm[]> => {
    const alarms: Alarm[] = [];
    let cursor: string | undefined;
    do {
      const query = { state: "OPEN,ACKNOWLEDGED", limit: PAGE, ...(cursor ? { cursor } : {}) };
      const page = await unwrap(api.GET("/alarms", { params: { query } }));
      alarms.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor && alarms.length < MOST_OPEN);
    return inOrder(alarms);
  },
  refetchInterval: 60_000,
});

/** The alarms that are over, newest first, page by page. */
export const closedAlarmsQuery = infiniteQueryOptions({
  queryKey: ["alarms", "closed"],
  queryFn: ({ pageParam }) => {
    const query = { state: "CLOSED", limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) };
    return unwrap(api.GET("/alarms", { params: { query } }));
  },
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
});

/** One alarm with what has become of it. */
export const alarmQuery = (id: string) =>
  queryOptions({
    queryKey: ["alarms", "one", id],
    queryFn: () => unwrap(api.GET("/alarms/{id}", { params: { path: { id } } })),
  });

const URGENCY = { CRITICAL: 0, WARNING: 1, INFO: 2 };

/** What nobody has seen yet first, then by urgency, then the newest. */
export function inOrder(alarms: Alarm[]): Alarm[] {
  const waits = (alarm: Alarm) => (alarm.state === "OPEN" ? 0 : 1);
  return [...alarms].sort(
    (a, b) =>
      waits(a) - waits(b) ||
      (URGENCY[a.severity] ?? 1) - (URGENCY[b.severity] ?? 1) ||
      Date.parse(b.raisedAt) - Date.parse(a.raisedAt),
  );
}

/** Puts an alarm as it is now into what is shown. */
export function applyAlarm(queries: QueryClient, alarm: Alarm): void {
  const { history: _, ...bare } = alarm;
  queries.setQueryData<Alarm[]>(OPEN_KEY, (list) => {
    const others = list?.filter((other) => other.id !== alarm.id);
    return others && (alarm.state === "CLOSED" ? others : inOrder([...others, bare]));
  });
  if (alarm.history) {
    queries.setQueryData(alarmQuery(alarm.id).queryKey, alarm);
  } else {
    void queries.invalidateQueries({ queryKey: alarmQuery(alarm.id).queryKey });
  }
  if (alarm.state === "CLOSED") {
    void queries.invalidateQueries({ queryKey: closedAlarmsQuery.queryKey });
  }
}

/** Why an alarm is told aloud. */
export type Call = "raised" | "escalated";

/**
 * Takes the pushes about alarms into the cache, and tells `onCall` of each that is new and of each that nobody acknowledged
 * in time. Ends with the returned call.
 */
export function followAlarms(
  socket: Socket,
  queries: QueryClient,
  onCall: (alarm: Alarm, call: Call) => void,
): () => void {
  return socket.on("alarm", ({ alarm }) => {
    const list = queries.getQueryData<Alarm[]>(OPEN_KEY);
    const before = list?.find((other) => other.id === alarm.id);
    applyAlarm(queries, alarm);
    if (alarm.state !== "OPEN") {
      return;
    }
    if (!before) {
      onCall(alarm, "raised");
    } else if (alarm.escalated && !before.escalated) {
      onCall(alarm, "escalated");
    }
  });
}

export type Deed =
  | { kind: "ack"; note: string }
  | { kind: "close"; note: string }
  | { kind: "note"; note: string }
  | { kind: "assign"; owner: string | undefined; note: string };

/** What became of a deed: it was done, somebody was there before, or it was refused. */
export type Outcome =
  | { state: "done"; alarm: Alarm }
  | { state: "handled"; alarm: Alarm; by: string }
  | { state: "failed"; alarm: Alarm; error: unknown };

/** Does it, unless somebody else was quicker: then it is told who, and nothing is changed. */
export async function act(alarm: Alarm, deed: Deed): Promise<Outcome> {
  try {
    return { state: "done", alarm: await send(alarm, deed) };
  } catch (error) {
    return notDone(alarm, deed, error);
  }
}

async function notDone(alarm: Alarm, deed: Deed, error: unknown): Promise<Outcome> {
  if (error instanceof ApiError && OVERTAKEN.has(error.code)) {
    const now = await unwrap(api.GET("/alarms/{id}", { params: { path: { id: alarm.id } } })).catch(
      () => alarm,
    );
    const by = handledBy(now, deed);
    if (by !== undefined) {
      return { state: "handled", alarm: now, by };
    }
  }
  return { state: "failed", alarm, error };
}

/** Does the same to many by one call; what fails with one keeps it from no other. */
export async function actOnAll(alarms: readonly Alarm[], deed: Deed): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let from = 0; from < alarms.length; from += MOST_AT_ONCE) {
    outcomes.push(...(await actOnSome(alarms.slice(from, from + MOST_AT_ONCE), deed)));
  }
  return outcomes;
}

async function actOnSome(alarms: readonly Alarm[], deed: Deed): Promise<Outcome[]> {
  const note = deed.note.trim();
  try {
    const { items } = await unwrap(
      api.POST("/alarms/bulk", {
        body: {
          action: ACTIONS[deed.kind],
          items: alarms.map(({ id, revision }) => ({ id, revision })),
          ...(note === "" ? {} : { note }),
          ...(deed.kind === "assign" && deed.owner !== undefined ? { owner: deed.owner } : {}),
        },
      }),
    );
    const told = new Map(items.map((item) => [item.id, item]));
    return await Promise.all(
      alarms.map((alarm): Outcome | Promise<Outcome> => {
        const { alarm: now, code, message } = told.get(alarm.id) ?? {};
        return now
          ? { state: "done", alarm: now }
          : notDone(alarm, deed, new ApiError(409, code ?? "INTERNAL", message));
      }),
    );
  } catch (error) {
    return alarms.map((alarm) => ({ state: "failed", alarm, error }));
  }
}

const ACTIONS = { ack: "ACKNOWLEDGE", close: "CLOSE", note: "NOTE", assign: "ASSIGN" } as const;
/** As many as the server takes in one call. */
const MOST_AT_ONCE = 500;
/** What the server says where somebody else was quicker. */
const OVERTAKEN = new Set(["CHANGED_MEANWHILE", "IN_USE"]);

/** Who was there before, if that makes the deed needless. */
function handledBy(now: Alarm, deed: Deed): string | undefined {
  if (now.state === "CLOSED" && deed.kind !== "note") {
    return now.closedBy ?? "";
  }
  return now.state === "ACKNOWLEDGED" && deed.kind === "ack" ? (now.acknowledgedBy ?? "") : undefined;
}

function send(alarm: Alarm, deed: Deed): Promise<Alarm> {
  const params = { path: { id: alarm.id } };
  const note = deed.note.trim() === "" ? {} : { note: deed.note.trim() };
  // What was seen of it: the server refuses where more has been done since.
  const body = { ...note, revision: alarm.revision };
  switch (deed.kind) {
    case "ack":
      return unwrap(api.POST("/alarms/{id}/ack", { params, body }));
    case "close":
      return unwrap(api.POST("/alarms/{id}/close", { params, body }));
    case "note":
      return unwrap(api.POST("/alarms/{id}/note", { params, body: note }));
    case "assign":
      return unwrap(
        api.POST("/alarms/{id}/assign", {
          params,
          body: { ...body, ...(deed.owner === undefined ? {} : { owner: deed.owner }) },
        }),
      );
  }
}

/** Who can be asked to see to an alarm. */
export const ownersQuery = (alarmId: string) =>
  queryOptions({
    queryKey: ["alarms", "owners", alarmId],
    queryFn: async () => (await unwrap(api.GET("/alarms/owners", { params: { query: { alarmId } } }))).items,
    staleTime: 60_000,
  });
