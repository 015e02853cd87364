import { QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useSyncExternalStore } from "react";
import { ApiError } from "../api/client";
import { type Link, Socket, socketUrl } from "../api/socket";
import { Boxes } from "../features/wall/boxes";
import { type Live, liveOver } from "../media/live";
import { checkSession } from "./session";

/** What is shared by the whole page and lives as long as it. */
export interface Services {
  queries: QueryClient;
  socket: Socket;
  live: Live;
  boxes: Boxes;
}

export function createServices(): Services {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // What the server has refused it will refuse again; a lost network may come back.
        retry: (count, error) =>
          count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      },
    },
  });
  const socket = new Socket(socketUrl, () => void checkSession());
  return { queries, socket, live: liveOver(socket), boxes: new Boxes(socket) };
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) {
    throw new Error("outside of ServicesContext");
  }
  return services;
}

export function useLink(): Link {
  const { socket } = useServices();
  return useSyncExternalStore(socket.subscribe, () => socket.link);
}
