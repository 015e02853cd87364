import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Rule } from "../../api/types";
import { i18n } from "../../i18n";
import { type Call, ok, problem, stubFetch, stubWebSocket } from "../../test/fakes";
import { logInAs, show } from "../../test/page";
import { aCamera, aRule } from "../../test/samples";
import { yesterday } from "./DryRunPanel";
import { MailPage } from "./MailPage";
import { RuleEditor } from "./RuleEditor";
import { RulesPage } from "./RulesPage";
import { RunsPage } from "./RunsPage";
import { sentence } from "./sentence";

let rules: Rule[];
let calls: Call[];
let answers: Record<string, () => Response>;

const parameter = (name: string, kind: string, more: object = {}) => ({
  name,
  kind,
  required: false,
  description: `About ${name}`,
  choices: [],
  ...more,
});

beforeEach(() => {
  stubWebSocket();
  logInAs("ADMIN");
  rules = [aRule({ id: "r1", name: "Night watch", when: { types: ["PersonDetected"], cameraIds: ["c1"] } })];
  answers = {};
  calls = stubFetch({
    "GET /api/rules": () => ok({ items: rules }),
    "POST /api/rules": () => answers.save?.() ?? ok(rules[0], 201),
    "PUT /api/rules/r1": () => answers.save?.() ?? ok(rules[0]),
    "DELETE /api/rules/r1": () => ok(),
    "GET /api/cameras": () => ok({ items: [aCamera({ id: "c1", name: "Gate 1" })] }),
    "GET /api/sites": () => ok({ items: [] }),
    "GET /api/rules/vocabulary": () =>
      ok({ types: [{ name: "GateForced", seen: 3 }], labels: [], zones: [], devices: [] }),
    "GET /api/rules/actions": () =>
      ok({
        items: [
          { name: "snapshot", description: "Keeps a picture", parameters: [] },
          {
            name: "alarm",
            description: "Raises an alarm",
            parameters: [
              parameter("title", "TEXT"),
              parameter("severity", "CHOICE", { choices: ["INFO", "CRITICAL"], standard: "INFO" }),
              parameter("escalateSeconds", "WHOLE_NUMBER", { least: 0, most: 600, standard: 0 }),
              parameter("camera", "CAMERA"),
              parameter("picture", "BOOLEAN", { standard: true }),
              parameter("secret", "SECRET"),
              parameter("text", "LONG_TEXT"),
            ],
          },
        ],
      }),
    "POST /api/rules/dry-run": () =>
      answers.dryRun?.() ??
      ok({
        complete: true,
        examined: 40,
        matched: 3,
        throttled: 1,
        fired: [{ id: "e1", type: "PersonDetected", time: "2026-01-01T22:10:00Z", cameraName: "Gate 1" }],
      }),
    "GET /api/rules/runs": () =>
      ok({
        items: [
          {
            action: "webhook",
            attempts: 3,
            createdAt: "2026-01-01T10:00:00Z",
            error: "answered 500",
            eventId: "e1",
            index: 0,
            ruleId: "r1",
            ruleName: "Night watch",
            state: "FAILED",
          },
        ],
      }),
    "GET /api/settings/mail": () => answers.mail?.() ?? problem(404, "NOT_FOUND"),
    "PUT /api/settings/mail": () => {
      answers.mail = () => ok({ host: "mail.test", port: 465, security: "TLS", from: "vms@mail.test" });
      return ok({ host: "mail.test", port: 465, security: "TLS", from: "vms@mail.test" });
    },
    "POST /api/settings/mail/test": () => answers.test?.() ?? ok(),
  });
});

const names = { camera: () => "Gate 1" };

describe("a rule", () => {
  it("reads as a sentence", () => {
    const words = sentence(
      i18n,
      {
        when: {
          types: ["PersonDetected"],
          cameraIds: ["c1"],
          minConfidence: 0.8,
          zone: "Door",
          schedule: [
            { days: ["MONDAY", "TUESDAY", "WEDNESDAY", "SATURDAY"], from: "22:00:00", to: "06:00:00" },
          ],
          count: { times: 3, withinSeconds: 60 },
        },
        // biome-ignore lint/suspicious/noThenProperty: the server's name for what a rule does
        then: [{ action: "snapshot" }, { action: "alarm", title: "Somebody is there" }],
        throttleSeconds: 30,
      },
      names,
    );
    expect(words).toBe(
      "When Person detected happens on Gate 1, in zone Door, at least 80% sure, Mon – Wed, Sat between 22:00 and 06:00, " +
        "3 times within 60 s: take a snapshot and raise the alarm “Somebody is there”. At most every 30 s for each camera.",
    );
  });

  it("is switched off in the list and removed after a question", async () => {
    const { user } = show(<RulesPage />, "/rules");
    const row = within(await screen.findByTestId("rule-row"));
    await waitFor(() => expect(row.getByText(/Person detected happens on Gate 1/)).toBeTruthy());
    await user.click(row.getByLabelText("Night watch is in force"));
    await waitFor(() =>
      expect(calls.find((call) => call.method === "PUT")?.body).toMatchObject({ enabled: false }),
    );
    await user.click(row.getByRole("button", { name: "Remove Night watch" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(calls.some((call) => call.method === "DELETE")).toBe(true));
  });

  it("is written by the form, which shows its sentence", async () => {
    const { user } = show(<RuleEditor />, "/rules/new");
    await user.type(await screen.findByLabelText("Name"), "Yard by night");
    await user.type(screen.getByLabelText("Event"), "Person detected{Enter}");
    await screen.findByRole("option", { name: "Gate 1" });
    await user.selectOptions(screen.getByLabelText("Camera"), "Gate 1");
    await user.click(screen.getByRole("button", { name: "Add a time" }));
    await user.click(screen.getByLabelText("Sunday"));
    await screen.findByRole("option", { name: "raise an alarm" });
    await user.selectOptions(screen.getByLabelText("Add an action"), "raise an alarm");
    const step = within(screen.getByTestId("step-alarm"));
    await user.type(step.getByLabelText("Title"), "Somebody");
    await user.selectOptions(step.getByLabelText("Severity"), "Critical");
    await user.type(step.getByLabelText("Escalate seconds"), "60");
    expect(screen.getByTestId("rule-sentence").textContent).toContain(
      "When Person detected happens on Gate 1, Mon – Sat between 22:00 and 06:00: raise the alarm “Somebody”.",
    );
    await user.click(screen.getByRole("button", { name: "Save the rule" }));
    await waitFor(() =>
      expect(calls.find((call) => call.method === "POST")?.body).toEqual({
        name: "Yard by night",
        enabled: true,
        throttleSeconds: 0,
        when: {
          types: ["PersonDetected"],
          cameraIds: ["c1"],
          schedule: [
            {
              days: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"],
              from: "22:00",
              to: "06:00",
            },
          ],
        },
        // biome-ignore lint/suspicious/noThenProperty: the server's name for what a rule does
        then: [{ action: "alarm", title: "Somebody", severity: "CRITICAL", escalateSeconds: 60 }],
      }),
    );
  });

  it("is tried against yesterday, with what it would have done", async () => {
    const { user } = show(<RuleEditor />, "/rules/$id", "/rules/r1");
    await user.click(await screen.findByRole("button", { name: "Try it against yesterday" }));
    const result = await screen.findByTestId("dry-run");
    expect(result.textContent).toContain("It would have acted 1 time, 40 events looked at, 1 held back");
    expect(within(result).getByRole("link", { name: "Person detected" })).toBeTruthy();
    const day = yesterday(Date.parse("2026-03-30T10:00:00Z"), "Europe/Berlin");
    expect(day).toEqual({ from: "2026-03-28T23:00:00.000Z", to: "2026-03-29T22:00:00.000Z" });
  });

  it("says why it was not saved", async () => {
    answers.save = () => problem(409, "ALREADY_EXISTS");
    const { user } = show(<RuleEditor />, "/rules/$id", "/rules/r1");
    await user.click(await screen.findByRole("button", { name: "Save the rule" }));
    expect(await screen.findByText("Another rule has this name.")).toBeTruthy();
  });

  it("is told of with what failed", async () => {
    show(<RunsPage />, "/rules/runs");
    const row = await screen.findByTestId("run-row");
    expect(row.textContent).toContain("Failed");
    expect(row.textContent).toContain("answered 500");
    expect(row.textContent).toContain("3 attempts");
  });

  it("is for administrators", async () => {
    logInAs("OPERATOR");
    show(<RulesPage />, "/rules");
    expect(await screen.findByText("Rules are for administrators")).toBeTruthy();
    expect(calls.some((call) => call.path === "/api/rules")).toBe(false);
  });
});

describe("the mail server", () => {
  it("is set and tried", async () => {
    const { user } = show(<MailPage />, "/mail");
    await user.type(await screen.findByLabelText("Server"), "mail.test");
    await user.selectOptions(screen.getByLabelText("Security"), "TLS");
    await user.type(screen.getByLabelText("Sender"), "vms@mail.test");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(calls.find((call) => call.method === "PUT")?.body).toEqual({
        host: "mail.test",
        port: 465,
        security: "TLS",
        from: "vms@mail.test",
      }),
    );
    await user.type(await screen.findByLabelText("Send a test to"), "ann@mail.test");
    await user.click(screen.getByRole("button", { name: "Send the test" }));
    expect(await screen.findByText("The mail server has taken the test for ann@mail.test.")).toBeTruthy();
    answers.test = () => problem(400, "DEVICE_UNREACHABLE", { detail: "Connection refused" });
    await user.click(screen.getByRole("button", { name: "Send the test" }));
    expect(await screen.findByText("Connection refused")).toBeTruthy();
  });
});
