import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { RuleStep, RuleWindow } from "../../api/types";
import { percent, typeInWords } from "../events/words";
import type { Draft } from "./api";

/** What a rule names by id, in words. */
export interface Names {
  camera: (id: string) => string;
}

const ACTIONS: Record<string, MessageDescriptor> = {
  alarm: msg`raise an alarm`,
  mail: msg`send an e-mail`,
  output: msg`switch an output`,
  ptz: msg`turn the camera`,
  publish: msg`publish an event`,
  record: msg`record`,
  snapshot: msg`take a snapshot`,
  webhook: msg`call a web address`,
};

/** What an action does; one that a driver or plug-in brought is called by its name. */
export function actionInWords(i18n: I18n, action: string): string {
  const known = ACTIONS[action];
  return known ? i18n._(known) : action;
}

const WEEK = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
export type Day = (typeof WEEK)[number];
export const DAYS: readonly Day[] = WEEK;

/** The name of a day; the first of January 2024 was a Monday. */
export function dayName(locale: string, day: string, weekday: "short" | "long" = "short"): string {
  const at = Date.UTC(2024, 0, 1 + WEEK.indexOf(day as Day));
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: "UTC" }).format(at);
}

function list(i18n: I18n, words: string[], type: "conjunction" | "disjunction"): string {
  return new Intl.ListFormat(i18n.locale, { type, style: "long" }).format(words);
}

/** "Mon – Fri", "Sat", or every day left unsaid. */
function daysInWords(i18n: I18n, days: readonly string[]): string {
  const at = WEEK.map((day) => days.includes(day));
  const names: string[] = [];
  for (let from = 0; from < 7; from++) {
    if (!at[from]) {
      continue;
    }
    let to = from;
    while (at[to + 1]) {
      to++;
    }
    const [first, last] = [dayName(i18n.locale, WEEK[from] ?? ""), dayName(i18n.locale, WEEK[to] ?? "")];
    names.push(...(to - from > 1 ? [`${first} – ${last}`] : to > from ? [first, last] : [first]));
    from = to;
  }
  return names.join(", ");
}

function windowInWords(i18n: I18n, { days, from, to }: RuleWindow): string {
  const [begin, end] = [from.slice(0, 5), to.slice(0, 5)];
  const times = i18n._(msg`between ${begin} and ${end}`);
  return days.length === 7 ? times : `${daysInWords(i18n, days)} ${times}`;
}

function stepInWords(i18n: I18n, step: RuleStep, names: Names): string {
  const words = actionInWords(i18n, step.action);
  const text = (name: string) => (typeof step[name] === "string" ? (step[name] as string) : "");
  switch (step.action) {
    case "alarm":
      return text("title") ? i18n._(msg`raise the alarm “${text("title")}”`) : words;
    case "mail":
      return text("to") ? i18n._(msg`send an e-mail to ${text("to")}`) : words;
    case "record": {
      const camera = text("camera") && names.camera(text("camera"));
      const seconds = typeof step.seconds === "number" ? step.seconds : 0;
      const what = camera ? i18n._(msg`record ${camera}`) : words;
      return seconds > 0 ? i18n._(msg`${what} for ${seconds} s`) : what;
    }
    case "ptz": {
      const preset = text("preset");
      return preset ? i18n._(msg`turn the camera to position ${preset}`) : words;
    }
    case "output": {
      const output = text("output");
      if (!output) {
        return words;
      }
      return step.active === false
        ? i18n._(msg`switch output ${output} off`)
        : i18n._(msg`switch output ${output} on`);
    }
    case "webhook":
      return text("url") ? i18n._(msg`call ${text("url")}`) : words;
    case "publish":
      return text("type") ? i18n._(msg`publish ${text("type")}`) : words;
    default:
      return words;
  }
}

/** A rule as a person would say it. */
export function sentence(
  i18n: I18n,
  rule: Pick<Draft, "when" | "then" | "throttleSeconds">,
  names: Names,
): string {
  const { when } = rule;
  const what = when.types?.length
    ? list(
        i18n,
        when.types.map((type) => typeInWords(i18n, type)),
        "disjunction",
      )
    : i18n._(msg`anything`);
  const where = when.cameraIds?.length
    ? list(i18n, when.cameraIds.map(names.camera), "disjunction")
    : undefined;
  const conditions = [
    where ? i18n._(msg`When ${what} happens on ${where}`) : i18n._(msg`When ${what} happens on any camera`),
  ];
  if (when.labels?.length) {
    const labels = list(i18n, when.labels, "disjunction");
    conditions.push(i18n._(msg`labelled ${labels}`));
  }
  if (when.zone) {
    conditions.push(i18n._(msg`in zone ${when.zone}`));
  }
  if (when.minConfidence) {
    const sure = percent(i18n, when.minConfidence);
    conditions.push(i18n._(msg`at least ${sure} sure`));
  }
  if (when.input?.input) {
    const { input } = when.input;
    conditions.push(when.input.active ? i18n._(msg`input ${input} on`) : i18n._(msg`input ${input} off`));
  }
  if (when.schedule?.length) {
    conditions.push(
      list(
        i18n,
        when.schedule.map((window) => windowInWords(i18n, window)),
        "disjunction",
      ),
    );
  }
  if (when.count) {
    const { times, withinSeconds } = when.count;
    conditions.push(i18n._(msg`${times} times within ${withinSeconds} s`));
  }
  const condition = conditions.join(", ");
  const deeds =
    rule.then.length > 0
      ? list(
          i18n,
          rule.then.map((step) => stepInWords(i18n, step, names)),
          "conjunction",
        )
      : i18n._(msg`do nothing yet`);
  const { throttleSeconds } = rule;
  const whole = i18n._(msg`${condition}: ${deeds}.`);
  return throttleSeconds > 0
    ? `${whole} ${i18n._(msg`At most every ${throttleSeconds} s for each camera.`)}`
    : whole;
}
