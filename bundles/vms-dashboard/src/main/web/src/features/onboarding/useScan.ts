import { useCallback, useEffect, useRef, useState } from "react";
import { api, unwrap } from "../../api/client";
import type { Device, Scan } from "../../api/types";
import { useServices } from "../../app/services";

/** The safety net under the WebSocket's messages: a page without a socket still sees its scan end. */
const POLL_EVERY = 1_500;

export interface ScanView {
  state: "IDLE" | "STARTING" | "RUNNING" | "COMPLETE" | "FAILED";
  probed: number;
  total: number;
  devices: Device[];
  /** Why the server could not finish it, in its words. */
  detail?: string;
  /** Why it could not start or be followed. */
  error?: unknown;
}

const IDLE: ScanView = { state: "IDLE", probed: 0, total: 0, devices: [] };

/** Runs one scan at a time. The server goes on with one whose page is closed; its answer is then read by nobody. */
export function useScan(): { scan: ScanView; start: (subnet: string) => void } {
  const { socket } = useServices();
  const [scan, setScan] = useState<ScanView>(IDLE);
  const [scanId, setScanId] = useState<string>();
  const starts = useRef(0);

  const start = useCallback((subnet: string) => {
    const mine = ++starts.current;
    const ours = () => mine === starts.current;
    setScanId(undefined);
    setScan({ ...IDLE, state: "STARTING" });
    unwrap(api.POST("/discovery/scan", { body: { subnet } })).then(
      (started) => {
        if (ours()) {
          setScan({ ...IDLE, state: "RUNNING" });
          setScanId(started.scanId);
        }
      },
      (error: unknown) => {
        if (ours()) {
          setScan({ ...IDLE, state: "FAILED", error });
        }
      },
    );
  }, []);

  useEffect(
    () => () => {
      starts.current++;
    },
    [],
  );

  const running = scan.state === "RUNNING";
  useEffect(() => {
    if (scanId === undefined || !running) {
      return;
    }
    let ended = false;
    const update = (next: (before: ScanView) => ScanView) => {
      if (!ended) {
        // An answer that was under way when the scan completed must not bring it back.
        setScan((before) => (before.state === "RUNNING" ? next(before) : before));
      }
    };
    const endProgress = socket.on("DiscoveryProgress", (message) => {
      if (message.scanId === scanId) {
        update((before) => ({
          ...before,
          probed: Math.max(before.probed, message.probed),
          total: message.total,
        }));
      }
    });
    const endComplete = socket.on("DiscoveryComplete", (message) => {
      if (message.scanId === scanId) {
        update((before) => ({
          ...before,
          state: message.state ?? "COMPLETE",
          probed: before.total,
          ...(message.detail ? { detail: message.detail } : {}),
          devices: inOrder(message.devices),
        }));
      }
    });
    const poll = () =>
      unwrap(api.GET("/discovery/scans/{id}", { params: { path: { id: scanId } } })).then(
        (answer) => update((before) => merge(before, answer)),
        (error: unknown) => {
          // A call that got no answer may get one the next time; a refusal is final.
          if (error instanceof Object && "status" in error && error.status === 404) {
            update((before) => ({ ...before, state: "FAILED", error }));
          }
        },
      );
    const timer = setInterval(() => void poll(), POLL_EVERY);
    return () => {
      ended = true;
      clearInterval(timer);
      endProgress();
      endComplete();
    };
  }, [socket, scanId, running]);

  return { scan, start };
}

function merge(before: ScanView, answer: Scan): ScanView {
  return {
    state: answer.state,
    probed: Math.max(before.probed, answer.probed),
    total: answer.total,
    ...(answer.detail ? { detail: answer.detail } : {}),
    devices: inOrder(answer.devices),
  };
}

/** By address as numbers, so that .9 stands before .10. */
export function inOrder(devices: readonly Device[]): Device[] {
  const key = (device: Device) => device.ip.split(".").map((part) => part.padStart(3, "0"));
  return [...devices].sort(
    (a, b) => key(a).join(".").localeCompare(key(b).join(".")) || (a.port ?? 0) - (b.port ?? 0),
  );
}
