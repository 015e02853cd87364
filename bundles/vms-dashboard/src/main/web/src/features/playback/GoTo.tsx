import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Popover } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useShortcut } from "../../app/keymap";
import { fromField, fullTime, toField } from "../../timeline/zone";
import { Icon } from "../../ui/icons";
import { Calendar } from "./Calendar";
import type { Deck } from "./deck";
import classes from "./playback.module.css";
import { serverNow } from "./serverTime";

const GO_TO = { key: "g", words: msg`Go to a time` };

interface Props {
  deck: Deck;
  zone: string;
  cameras: readonly string[];
  /** The time to show: the one that is played, or pulled to. */
  time: () => number;
  onGo: (time: number) => void;
}

/** The time that is played, and a way to any other: by typing it, or by a day of the calendar. */
export function GoTo({ deck, zone, cameras, time: shown, onGo }: Props) {
  const { t } = useLingui();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const time = fromField(zone, text);
  const toggle = () => {
    setText(toField(zone, deck.clock.time));
    setOpened(!opened);
  };
  useShortcut(GO_TO, toggle);
  const go = (to: number) => {
    setOpened(false);
    onGo(to);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (time !== undefined) {
      go(time);
    }
  };
  return (
    <Popover onChange={setOpened} opened={opened} position="top" trapFocus withinPortal>
      <Popover.Target>
        <button
          aria-expanded={opened}
          aria-haspopup="dialog"
          className={classes.clock}
          onClick={toggle}
          title={t`Go to a time (G)`}
          type="button"
        >
          <span className={classes.heading}>{t`Go to a time`}</span>
          <ClockText time={shown} zone={zone} /> <Icon name="up" size={10} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Go to a time`}>
        <form className={classes.goTo} onSubmit={submit}>
          <label htmlFor="go-to-time">
            <Trans>Date and time ({zone})</Trans>
          </label>
          <div className={classes.row}>
            <input
              className={classes.field}
              data-autofocus
              id="go-to-time"
              onChange={(event) => setText(event.currentTarget.value)}
              step={1}
              type="datetime-local"
              value={text}
            />
            <Button disabled={time === undefined} type="submit">
              <Trans>Go</Trans>
            </Button>
          </div>
        </form>
        {opened && (
          <Calendar
            cameras={cameras}
            now={serverNow()}
            onDay={(midnight) => {
              // The same time of that day: what happened at night is looked for at night.
              const hours = toField(zone, deck.clock.time).slice(11);
              go(fromField(zone, `${toField(zone, midnight).slice(0, 10)}T${hours}`) ?? midnight);
            }}
            time={deck.clock.time}
            zone={zone}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Written ten times a second, past React. */
function ClockText({ time, zone }: { time: () => number; zone: string }) {
  const { i18n } = useLingui();
  const element = useRef<HTMLTimeElement>(null);
  useEffect(() => {
    const write = () => {
      const at = time();
      if (element.current) {
        element.current.textContent = fullTime(i18n.locale, zone, at);
        element.current.dateTime = new Date(at).toISOString();
      }
    };
    write();
    const timer = setInterval(write, 100);
    return () => clearInterval(timer);
  }, [time, zone, i18n.locale]);
  return <time data-testid="playback-time" ref={element} />;
}
