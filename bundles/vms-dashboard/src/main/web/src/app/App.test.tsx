import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeSocket, ok, problem, stubFetch, stubWebSocket } from "../test/fakes";
import { App } from "./App";
import { useSession } from "./session";

const user = { id: "u1", username: "ann", role: "ADMIN" };
let loggedIn: boolean;
let mustChangePassword: boolean;

beforeEach(() => {
  loggedIn = false;
  mustChangePassword = false;
  useSession.setState({ session: { state: "unknown" } });
  stubWebSocket();
  const guarded = (answer: () => Response) => () => (loggedIn ? answer() : problem(401, "UNAUTHENTICATED"));
  stubFetch({
    "POST /api/auth/login": ({ body }) => {
      if (body.password !== "right") {
        return problem(401, "BAD_CREDENTIALS");
      }
      loggedIn = true;
      return ok({ token: "t", expiresAt: "2030-01-01T00:00:00Z", user: { ...user, mustChangePassword } });
    },
    "GET /api/auth/me": guarded(() => ok({ ...user, mustChangePassword })),
    "POST /api/auth/password": guarded(() => {
      mustChangePassword = false;
      return ok();
    }),
    "GET /api/cameras": guarded(() => ok({ items: [] })),
  });
});

async function open(address: string) {
  window.history.replaceState(null, "", address);
  render(<App />);
  await screen.findByTestId("login-username");
}

async function logIn(password = "right") {
  const keys = userEvent.setup();
  await keys.clear(screen.getByTestId("login-username"));
  await keys.type(screen.getByTestId("login-username"), "ann");
  await keys.type(screen.getByTestId("login-password"), password);
  await keys.click(screen.getByTestId("login-submit"));
}

describe("session", () => {
  it("leads through the login to the address that was asked for", async () => {
    await open("/cameras?find=gate");
    await logIn();
    await waitFor(() => expect(location.pathname + location.search).toBe("/cameras?find=gate"));
    expect(await screen.findByTestId("add-camera")).toBeTruthy();
  });

  it("says that the password is wrong, and no more", async () => {
    await open("/wall");
    await logIn("guess");
    expect((await screen.findByRole("alert")).textContent).toBe("The user name or the password is wrong.");
    expect(screen.getByTestId<HTMLInputElement>("login-password").value).toBe("");
  });

  it.each(["//evil.example/wall", "https://evil.example/", "/\\\\evil.example", "javascript:alert(1)"])(
    "never leads to another site: %s",
    async (from) => {
      await open(`/login?from=${encodeURIComponent(from)}`);
      await logIn();
      await waitFor(() => expect(location.pathname).toBe("/wall"));
      expect(location.href).not.toContain("evil");
    },
  );

  it("insists on a new password after the first login", async () => {
    mustChangePassword = true;
    await open("/cameras");
    await logIn();
    const keys = userEvent.setup();
    await keys.type(await screen.findByTestId("password-old"), "right");
    await keys.type(screen.getByTestId("password-new"), "short");
    await keys.click(screen.getByTestId("password-submit"));
    expect(screen.getByText("5 of 10 characters")).toBeTruthy();
    expect(mustChangePassword).toBe(true);
    await keys.clear(screen.getByTestId("password-new"));
    await keys.type(screen.getByTestId("password-new"), "correct horse battery");
    await keys.type(screen.getByTestId("password-repeat"), "correct horse battery");
    await keys.click(screen.getByTestId("password-submit"));
    await waitFor(() => expect(location.pathname).toBe("/cameras"));
  });

  it("comes back to the login with a reason when the session ends, and then to the same address", async () => {
    await open("/wall?page=2");
    await logIn();
    await screen.findByText("No cameras yet");
    loggedIn = false;
    act(() => FakeSocket.last.lose());
    expect(await screen.findByText(/Your session has ended/)).toBeTruthy();
    await logIn();
    await waitFor(() => expect(location.pathname + location.search).toBe("/wall?page=2"));
  });

  it("tells a lost connection from an ended session", async () => {
    await open("/wall");
    await logIn();
    await screen.findByText("No cameras yet");
    act(() => FakeSocket.last.lose());
    expect(await screen.findByText("Connection lost.")).toBeTruthy();
    expect(location.pathname).toBe("/wall");
  });
});
