import { describe, expect, it } from "vitest";
import { i18n } from "../i18n";
import { ok, problem, stubFetch } from "../test/fakes";
import { ApiError, api, onUnauthorized, unwrap } from "./client";
import { inWords } from "./problems";
import type { ProblemCode } from "./types";

/** What the server's services may answer. */
const CODES: ProblemCode[] = [
  "INVALID_REQUEST",
  "INVALID_SUBNET",
  "BAD_CREDENTIALS",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "PASSWORD_CHANGE_REQUIRED",
  "WEAK_PASSWORD",
  "THROTTLED",
  "NOT_FOUND",
  "ALREADY_ONBOARDED",
  "ALREADY_EXISTS",
  "IN_USE",
  "CHANGED_MEANWHILE",
  "DEVICE_LOCKED",
  "DEVICE_UNREACHABLE",
  "DEVICE_PROTOCOL",
  "NOT_SUPPORTED",
  "STREAM_UNAVAILABLE",
  "CODEC_UNSUPPORTED",
  "DRIVER_MISSING",
  "STORE_UNAVAILABLE",
  "BUSY",
  "INTERNAL",
];

describe("errors in words", () => {
  it("has a sentence of its own for each code", () => {
    const sentences = CODES.map((code) => inWords(i18n, new ApiError(400, code)).text);
    expect(new Set(sentences).size).toBe(CODES.length);
    for (const [index, sentence] of sentences.entries()) {
      expect(sentence).not.toContain(CODES[index]);
      expect(sentence).toMatch(/\.$/);
    }
  });

  it("adds what the server says", () => {
    expect(inWords(i18n, new ApiError(400, "DEVICE_UNREACHABLE", "no route to host")).detail).toBe(
      "no route to host",
    );
  });

  it("tells until when a device is locked, in each way a device may say it", () => {
    const until = inWords(
      i18n,
      new ApiError(400, "DEVICE_LOCKED", undefined, { lockedUntil: "2026-01-01T10:00:00Z" }),
    );
    expect(until.text).toMatch(/Try again after \d/);
    const seconds = inWords(
      i18n,
      new ApiError(400, "DEVICE_LOCKED", undefined, { retryAfterSeconds: 1_700 }),
    );
    expect(seconds.text).toMatch(/Try again in 29 minutes\./);
    const unknown = inWords(i18n, new ApiError(400, "DEVICE_LOCKED", undefined, { lockedUntil: "soon" }));
    expect(unknown.text).not.toMatch(/Try again/);
  });

  it("names the fields that are wrong", () => {
    const errors = [{ field: "port", message: "from 1 to 65535" }];
    const error = new ApiError(400, "INVALID_REQUEST", "2 fields are wrong", { errors });
    expect(inWords(i18n, error).detail).toBe("port: from 1 to 65535");
  });

  it("falls back to the status, then to the code", () => {
    expect(inWords(i18n, new ApiError(403, "CSRF")).text).toMatch(/role/);
    expect(inWords(i18n, new ApiError(418, "TEAPOT")).text).toContain("TEAPOT");
  });

  it("lets a place say more exactly what a code means there", () => {
    const descriptor = { id: "here", message: "here" };
    expect(inWords(i18n, new ApiError(401, "BAD_CREDENTIALS"), { BAD_CREDENTIALS: descriptor }).text).toBe(
      "here",
    );
  });
});

describe("calls", () => {
  it("read the problem document", async () => {
    stubFetch({
      "GET /api/cameras": () =>
        problem(503, "STORE_UNAVAILABLE", { detail: "no database", correlationId: "c3" }),
    });
    const error = await unwrap(api.GET("/cameras")).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      status: 503,
      code: "STORE_UNAVAILABLE",
      detail: "no database",
      members: { correlationId: "c3" },
    });
  });

  it("survive an answer that is no problem document", async () => {
    stubFetch({ "GET /api/cameras": () => new Response("<html>Bad Gateway</html>", { status: 502 }) });
    const error = await unwrap(api.GET("/cameras")).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 502, code: "HTTP_502" });
  });

  it("turn a lost network into an error of its own", async () => {
    stubFetch({
      "GET /api/cameras": () => {
        throw new TypeError("Failed to fetch");
      },
    });
    const error = await unwrap(api.GET("/cameras")).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 0, code: "NETWORK" });
    expect(inWords(i18n, error).detail).toBeUndefined();
  });

  it("carry the header against forged requests", async () => {
    const calls = stubFetch({ "POST /api/discovery/scan": () => ok({ scanId: "s" }, 202) });
    await unwrap(api.POST("/discovery/scan", { body: { subnet: "10.0.0.0/24" } }));
    expect(calls[0]?.headers.get("X-VMS-CSRF")).toBe("1");
  });

  it("end the session on 401, but not for a wrong password at the login", async () => {
    let ended = 0;
    onUnauthorized(() => ended++);
    stubFetch({
      "POST /api/auth/login": () => problem(401, "BAD_CREDENTIALS"),
      "GET /api/cameras": () => problem(401, "UNAUTHENTICATED"),
    });
    const login = api.POST("/auth/login", { body: { username: "a", password: "b" } });
    await unwrap(login).catch(() => {});
    expect(ended).toBe(0);
    await unwrap(api.GET("/cameras")).catch(() => {});
    expect(ended).toBe(1);
    onUnauthorized(() => {});
  });
});
