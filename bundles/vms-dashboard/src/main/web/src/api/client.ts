import createClient from "openapi-fetch";
import type { paths } from "./schema.gen";

/** An answer that is not a success, or none at all (`status` 0, code `NETWORK`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  /** Other members of the problem document, such as `lockedUntil`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, detail?: string, members: Record<string, unknown> = {}) {
    super(detail ? `${code}: ${detail}` : code);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.members = members;
  }
}

type Unauthorized = () => void;
let unauthorized: Unauthorized = () => {};

/** Names what is called when a call other than the login finds that the session has ended. */
export function onUnauthorized(listener: Unauthorized): void {
  unauthorized = listener;
}

export const api = createClient<paths>({
  baseUrl: `${typeof location === "undefined" ? "" : location.origin}/api`,
  // Looked up on each call, so that a test can stand in for the network.
  fetch: (request) => globalThis.fetch(request),
  credentials: "same-origin",
  // A page of another site cannot send this header without the server's consent: the defence against forged requests.
  headers: { "X-VMS-CSRF": "1" },
});

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of a successful answer; anything else becomes an {@link ApiError}. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    throw new ApiError(0, "NETWORK", error instanceof Error ? error.message : undefined);
  }
  if (answer.response.ok) {
    return answer.data as T;
  }
  const { status, url } = answer.response;
  if (status === 401 && !url.endsWith("/api/auth/login")) {
    unauthorized();
  }
  const problem = isRecord(answer.error) ? answer.error : {};
  const { code, detail, ...members } = problem;
  const retryAfter = Number(answer.response.headers.get("Retry-After") ?? "");
  if (retryAfter > 0) {
    members.retryAfterSeconds ??= retryAfter;
  }
  throw new ApiError(
    status,
    typeof code === "string" ? code : `HTTP_${status}`,
    typeof detail === "string" ? detail : undefined,
    members,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The body of a call that sends a file as it is: the interface's description knows its bytes as text alone. */
export function fileBody(file: File, mediaType: string) {
  return {
    body: file as unknown as string,
    bodySerializer: (body: unknown) => body as BodyInit,
    headers: { "Content-Type": mediaType },
  };
}
