/** One part of the server, as its readiness answer names it. */
export interface Part {
  name: string;
  ready: boolean;
  detail?: string;
}

export interface Readiness {
  ready: boolean;
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
  return { ready: answer.ok, parts: partsOf(body), at: Date.now() };
}

/** Reads `{checks:[{name,status,detail}]}` and, for parts that only give a reason, `{reasons:["…"]}`. */
export function partsOf(body: unknown): Part[] {
  if (typeof body !== "object" || body === null) {
    return [];
  }
  const { checks, reasons } = body as { checks?: unknown; reasons?: unknown };
  const parts: Part[] = [];
  for (const check of Array.isArray(checks) ? checks : []) {
    if (typeof check?.name === "string") {
      parts.push({
        name: check.name,
        ready: check.status === "UP",
        ...(typeof check.detail === "string" ? { detail: check.detail } : {}),
      });
    }
  }
  for (const reason of Array.isArray(reasons) ? reasons : []) {
    if (typeof reason === "string" && !parts.some((part) => part.detail === reason)) {
      parts.push({ name: reason, ready: false });
    }
  }
  return parts;
}
