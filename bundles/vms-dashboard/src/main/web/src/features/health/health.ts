import type { System } from "../../api/types";

/** One part of the server, as its readiness answer names it. */
export interface Part {
  name: string;
  /** Why it does not work. */
  problem?: string;
  /** What is wrong though it works. */
  warning?: string;
}

export type Status = "UP" | "DEGRADED" | "DOWN";

export interface Readiness {
  status: Status;
  parts: Part[];
  /** When the server was asked, in milliseconds since 1970. */
  at: number;
}

/** Asks the server whether every part of it is up; it answers 503 with the same body when one is not. */
export async function readReadiness(signal?: AbortSignal): Promise<Readiness> {
  const answer = await fetch("/health/ready", {
    headers: { Accept: "application/json" },
    ...(signal ? { signal } : {}),
  });
  const body: unknown = await answer.json().catch(() => null);
  const parts = partsOf(body);
  const worn = parts.some((part) => part.warning !== undefined);
  return { status: !answer.ok ? "DOWN" : worn ? "DEGRADED" : "UP", parts, at: Date.now() };
}

/** Reads `{parts:[{name,problem?,warning?}]}`. */
export function partsOf(body: unknown): Part[] {
  const parts = typeof body === "object" && body !== null && "parts" in body ? body.parts : undefined;
  return (Array.isArray(parts) ? parts : [])
    .filter((part) => typeof part?.name === "string")
    .map(({ name, problem, warning }) => ({
      name,
      ...(typeof problem === "string" ? { problem } : {}),
      ...(typeof warning === "string" ? { warning } : {}),
    }));
}

type Asked = Pick<System, "time" | "cpuSeconds" | "processors">;

/** Which part of all processors the server used between two answers, 0 to 1; nothing before the second one. */
export function cpuBetween(before: Asked | undefined, now: Asked): number | undefined {
  const seconds = before ? (Date.parse(now.time) - Date.parse(before.time)) / 1_000 : 0;
  if (!before || seconds <= 0 || now.cpuSeconds < before.cpuSeconds) {
    return undefined;
  }
  return Math.min(1, (now.cpuSeconds - before.cpuSeconds) / seconds / now.processors);
}
