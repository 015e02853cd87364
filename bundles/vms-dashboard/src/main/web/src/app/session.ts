import { create } from "zustand";
import { ApiError, api, unwrap } from "../api/client";
import type { User } from "../api/types";

/** Why the login page is shown to someone who was logged in. */
export type Notice = "expired" | "loggedOut" | "passwordChanged";

export type Session = { state: "unknown" } | { state: "out"; notice?: Notice } | { state: "in"; user: User };

/** Who is logged in. The cookie is the server's alone; this is what the page knows about it. */
export const useSession = create<{ session: Session }>(() => ({ session: { state: "unknown" } }));

const set = (session: Session) => useSession.setState({ session });

export function currentSession(): Session {
  return useSession.getState().session;
}

/** Asks the server who is logged in, unless it is known. Throws when the server cannot be asked. */
export async function loadSession(): Promise<Session> {
  if (currentSession().state === "unknown") {
    try {
      set({ state: "in", user: await unwrap(api.GET("/auth/me")) });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) {
        throw error;
      }
      set({ state: "out" });
    }
  }
  return currentSession();
}

export async function logIn(username: string, password: string): Promise<User> {
  const { user } = await unwrap(api.POST("/auth/login", { body: { username, password } }));
  set({ state: "in", user });
  return user;
}

export async function logOut(): Promise<void> {
  try {
    await unwrap(api.POST("/auth/logout"));
  } finally {
    set({ state: "out", notice: "loggedOut" });
  }
}

/** The server may end every session with the change, this one too: then a new login is asked for. */
export async function changePassword(old: string, replacement: string): Promise<void> {
  await unwrap(api.POST("/auth/password", { body: { old, new: replacement } }));
  set({ state: "unknown" });
  if ((await loadSession()).state === "out") {
    set({ state: "out", notice: "passwordChanged" });
  }
}

/** The server no longer knows this session. */
export function expireSession(): void {
  if (currentSession().state === "in") {
    set({ state: "out", notice: "expired" });
  }
}

/** After a lost connection: tells an ended session from a lost network. */
export async function checkSession(): Promise<void> {
  if (currentSession().state === "in") {
    await unwrap(api.GET("/auth/me")).catch(() => {
      // A 401 has ended the session already; anything else is the network's, which the banner shows.
    });
  }
}
