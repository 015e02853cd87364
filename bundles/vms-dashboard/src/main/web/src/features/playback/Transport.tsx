import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { useShortcut } from "../../app/keymap";
import { Icon, type IconName } from "../../ui/icons";
import type { Deck, DeckView } from "./deck";
import classes from "./playback.module.css";
import { RATES } from "./rates";

const PLAY = { key: " ", words: msg`Play or pause` };
const LATEST = { key: "l", words: msg`Go to the newest footage` };
const BACK = { key: ",", words: msg`One picture back` };
const ON = { key: ".", words: msg`One picture on` };
const EARLIER = { key: "<", words: msg`Previous event` };
const LATER = { key: ">", words: msg`Next event` };

interface Props {
  deck: Deck;
  view: DeckView;
  onEvent: (direction: 1 | -1) => void;
  searching: boolean;
  onChanged: () => void;
  children: ReactNode;
}

/** Play, pause, steps, speed and sound. */
export function Transport({ deck, view, onEvent, searching, onChanged, children }: Props) {
  const { t, i18n } = useLingui();
  const act = (run: () => void) => () => {
    run();
    onChanged();
  };
  const toggle = act(() => deck.toggle());
  const latest = act(() => deck.seekLatest());
  const back = act(() => deck.step(-1));
  const on = act(() => deck.step(1));
  useShortcut(PLAY, toggle);
  useShortcut(LATEST, latest);
  useShortcut(BACK, back);
  useShortcut(ON, on);
  useShortcut(EARLIER, () => onEvent(-1));
  useShortcut(LATER, () => onEvent(1));
  const speed = new Intl.NumberFormat(i18n.locale);
  return (
    <div className={classes.transport} role="toolbar" aria-label={t`Playback`}>
      <div className={classes.group}>
        <Tool
          icon="earlier"
          label={t`Previous event`}
          keys="<"
          loading={searching}
          onClick={() => onEvent(-1)}
        />
        <Tool icon="stepBack" label={t`One picture back`} keys="," onClick={back} />
        <Tooltip label={view.playing ? t`Pause (space)` : t`Play (space)`}>
          <ActionIcon
            aria-label={view.playing ? t`Pause` : t`Play`}
            data-testid="play"
            onClick={toggle}
            size={32}
            variant="filled"
          >
            <Icon name={view.playing ? "pause" : "play"} size={16} />
          </ActionIcon>
        </Tooltip>
        <Tool icon="stepOn" label={t`One picture on`} keys="." onClick={on} />
        <Tool icon="later" label={t`Next event`} keys=">" loading={searching} onClick={() => onEvent(1)} />
      </div>
      <label className={classes.speed}>
        <span className={classes.quiet}>
          <Trans>Speed</Trans>
        </span>
        <select
          aria-label={t`Speed`}
          className={classes.field}
          onChange={(event) => {
            deck.setRate(Number(event.currentTarget.value));
            onChanged();
          }}
          value={view.rate}
        >
          {RATES.map((rate) => (
            <option key={rate} value={rate}>
              {rate < 0 ? t`${speed.format(-rate)}× back` : `${speed.format(rate)}×`}
            </option>
          ))}
        </select>
      </label>
      <ActionIcon
        aria-label={deck.sound ? t`Sound off` : t`Sound on`}
        aria-pressed={deck.sound}
        color="gray"
        onClick={act(() => deck.setSound(!deck.sound))}
        size={28}
        title={t`Sound of the chosen camera, at normal speed`}
        variant="subtle"
      >
        <Icon name={deck.sound ? "speaker" : "muted"} />
      </ActionIcon>
      {children}
      <Button onClick={latest} size="compact-sm" title={t`Newest footage (L)`} variant="default">
        <Trans>Newest</Trans>
      </Button>
    </div>
  );
}

function Tool(props: {
  icon: IconName;
  label: string;
  keys: string;
  loading?: boolean;
  onClick: () => void;
}) {
  return (
    <Tooltip label={`${props.label} (${props.keys})`}>
      <ActionIcon
        aria-label={props.label}
        color="gray"
        disabled={props.loading ?? false}
        onClick={props.onClick}
        size={28}
        variant="subtle"
      >
        <Icon name={props.icon} />
      </ActionIcon>
    </Tooltip>
  );
}
