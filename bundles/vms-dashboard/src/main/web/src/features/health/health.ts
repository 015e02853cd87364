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

/** Reads `{parts:[{name,problem?}]}`: a part with a problem is not ready. */
export function partsOf(body: unknown): Part[] {
  const parts = typeof body === "object" && body !== null && "parts" in body ? body.parts : undefined;
  return (Array.isArray(parts) ? parts : [])
    .filter((part) => typeof part?.name === "string")
    .map(({ name, problem }) =>
      typeof problem === "string" ? { name, ready: false, detail: problem } : { name, ready: true },
    );
}
