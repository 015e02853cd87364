import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Menu, UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Camera } from "../../api/types";
import type { Choice } from "../../media/ladder";
import type { LivePlayer, PlayerView } from "../../media/player";
import { rungInWords } from "../../media/reasons";
import { Icon } from "../../ui/icons";
import { toggleSound } from "./sound";
import type { ArrangeTile } from "./Tile";
import classes from "./wall.module.css";

const CHOICES: [Choice, MessageDescriptor][] = [
  ["auto", msg`Automatic`],
  ["webrtc", msg`WebRTC`],
  ["mse", msg`MSE`],
  ["hls", msg`HLS`],
];

interface Props {
  camera: Camera;
  player: LivePlayer;
  view: PlayerView;
  loud: boolean;
  tabbable: boolean;
  large: boolean;
  onReplay: () => void;
  onSnapshot: () => void;
  arrange?: ArrangeTile | undefined;
}

/**
 * What can be changed about one picture: its sound, and the way that it comes. A wall has many of these and most are never
 * opened: until then there is but the button.
 */
export function TileMenu(props: Props) {
  const { t } = useLingui();
  const [wanted, setWanted] = useState(false);
  const button = {
    "aria-label": t`More about the picture of ${props.camera.name}`,
    className: classes.more,
    "data-testid": "tile-menu",
    tabIndex: props.tabbable ? 0 : -1,
  };
  if (!wanted) {
    return (
      <UnstyledButton aria-expanded={false} aria-haspopup="menu" {...button} onClick={() => setWanted(true)}>
        <Icon name="dots" />
      </UnstyledButton>
    );
  }
  return (
    <Menu defaultOpened position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton {...button}>
          <Icon name="dots" />
        </UnstyledButton>
      </Menu.Target>
      <Items {...props} />
    </Menu>
  );
}

function Items(props: Props) {
  const { camera, player, view, loud, large, onReplay, onSnapshot, arrange } = props;
  const { i18n } = useLingui();
  const navigate = useNavigate();
  const { choice, lost, shown, able } = view.ladder;
  return (
    <Menu.Dropdown>
      <Menu.Item
        data-testid="tile-sound"
        leftSection={<Icon name={loud ? "muted" : "speaker"} />}
        onClick={() => toggleSound(camera.id)}
      >
        {loud ? <Trans>Sound off</Trans> : <Trans>Sound on</Trans>}
      </Menu.Item>
      <Menu.Item leftSection={<Icon name="still" />} onClick={onSnapshot}>
        <Trans>Save the picture</Trans>
      </Menu.Item>
      <Menu.Item leftSection={<Icon name="replay" />} onClick={onReplay}>
        <Trans>Replay the last 30 seconds</Trans>
      </Menu.Item>
      <Menu.Item
        leftSection={<Icon name="playback" />}
        onClick={() => void navigate({ to: "/playback", search: { cameras: camera.id } })}
      >
        <Trans>Open in playback</Trans>
      </Menu.Item>
      {arrange && !large && (
        <>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="back" />} onClick={() => arrange.onMove(-1)}>
            <Trans>Move to the place before</Trans>
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="forward" />} onClick={() => arrange.onMove(1)}>
            <Trans>Move to the next place</Trans>
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="remove" />} onClick={arrange.onRemove}>
            <Trans>Take off this view</Trans>
          </Menu.Item>
        </>
      )}
      <Menu.Divider />
      <Menu.Label>
        <Trans>Way of the picture</Trans>
      </Menu.Label>
      {CHOICES.map(([value, words]) => (
        <Menu.Item
          aria-checked={choice === value}
          data-testid={`tile-way-${value}`}
          disabled={value !== "auto" && !able.includes(value)}
          key={value}
          leftSection={<span className={classes.check}>{choice === value && <Icon name="check" />}</span>}
          onClick={() => player.choose(value)}
          role="menuitemradio"
          rightSection={
            value === "auto" && choice === "auto" && shown?.rung ? (
              <span className={classes.now}>{rungInWords(i18n, shown.rung)}</span>
            ) : undefined
          }
        >
          {i18n._(words)}
        </Menu.Item>
      ))}
      {lost.length > 0 && (
        <>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="retry" />} onClick={() => player.dispatch({ type: "retry" })}>
            <Trans>Try the better ways now</Trans>
          </Menu.Item>
        </>
      )}
    </Menu.Dropdown>
  );
}
