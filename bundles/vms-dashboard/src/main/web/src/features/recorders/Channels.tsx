import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox } from "@mantine/core";
import type { NvrChannel, NvrImport } from "../../api/types";
import { Mark } from "../../ui/state";
import { Contacts } from "./Contacts";
import classes from "./recorders.module.css";

/** All channels of an answer, in the order in which the recorder has them. */
export function channelsOf(found: NvrImport): NvrChannel[] {
  return [...found.cameras, ...found.otherChannels].sort((a, b) =>
    a.channel.localeCompare(b.channel, undefined, { numeric: true }),
  );
}

/** What to begin with: the cameras there are, and each channel that has a picture. */
export function suggested(found: NvrImport): ReadonlySet<string> {
  return new Set(
    channelsOf(found)
      .filter((channel) => channel.id !== undefined || channel.connected)
      .map((channel) => channel.channel),
  );
}

interface Props {
  found: NvrImport;
  /** Channels it had and has no more. */
  absent: string[];
  chosen: ReadonlySet<string>;
  disabled: boolean;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

/** What a recorder has, to be chosen from. A channel that is a camera stays one. */
export function Channels({ found, absent, chosen, disabled, onChoose }: Props) {
  const { t } = useLingui();
  const channels = channelsOf(found);
  const open = channels.filter((channel) => channel.id === undefined).map((channel) => channel.channel);
  const kept = channels.filter((channel) => channel.id !== undefined).map((channel) => channel.channel);
  const all = open.every((channel) => chosen.has(channel));
  const toggle = (channel: string) => {
    const next = new Set(chosen);
    if (!next.delete(channel)) {
      next.add(channel);
    }
    onChoose(next);
  };
  return (
    <>
      <div className={classes.channels}>
        <table>
          <thead>
            <tr>
              <th>
                <Checkbox
                  aria-label={t`Choose all channels`}
                  checked={all && channels.length > 0}
                  data-testid="nvr-channels-all"
                  disabled={disabled || open.length === 0}
                  indeterminate={!all && chosen.size > 0}
                  onChange={() => onChoose(new Set(all ? kept : [...kept, ...open]))}
                  size="xs"
                />
              </th>
              <th>
                <Trans>Channel</Trans>
              </th>
              <th>
                <Trans>State</Trans>
              </th>
              <th>
                <Trans>Streams</Trans>
              </th>
              <th>
                <Trans>Device</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <tr data-connected={channel.connected} key={channel.channel}>
                <td>
                  <Checkbox
                    aria-label={t`Choose channel ${channel.channel}, ${channel.name}`}
                    checked={chosen.has(channel.channel)}
                    data-testid={`nvr-channel-${channel.channel}`}
                    disabled={disabled || channel.id !== undefined}
                    onChange={() => toggle(channel.channel)}
                    size="xs"
                  />
                </td>
                <td>
                  <span className={classes.number}>{channel.channel}</span> {channel.name}
                </td>
                <td>
                  {channel.connected ? (
                    <Mark icon="check" severity="normal">{t`Connected`}</Mark>
                  ) : (
                    <Mark icon="cross" severity="warning">{t`No picture`}</Mark>
                  )}
                  {channel.id !== undefined && (
                    <div className={classes.dim}>
                      <Trans>Camera already</Trans>
                    </div>
                  )}
                </td>
                <td>
                  <Streams channel={channel} />
                </td>
                <td>
                  {[channel.manufacturer, channel.model].filter(Boolean).join(" ") || "–"}
                  {channel.serial && <div className={classes.dim}>{channel.serial}</div>}
                </td>
              </tr>
            ))}
            {absent.map((channel) => (
              <tr data-testid={`nvr-absent-${channel}`} key={`absent ${channel}`}>
                <td />
                <td>
                  <span className={classes.number}>{channel}</span>
                </td>
                <td colSpan={3}>
                  <Mark
                    icon="alert"
                    severity="warning"
                  >{t`Vanished from the recorder; its camera is kept`}</Mark>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Contacts inputs={found.digitalInputs} outputs={found.digitalOutputs} />
    </>
  );
}

/** Codec and size of each stream, as the recorder says. */
function Streams({ channel }: { channel: NvrChannel }) {
  const { t } = useLingui();
  if (channel.streams.length === 0) {
    return <span className={classes.dim}>–</span>;
  }
  return channel.streams.map((stream) => (
    <div className={classes.stream} key={stream.role}>
      <span className={classes.dim}>{stream.role === "MAIN" ? t`Main` : t`Sub`}</span>{" "}
      {[
        stream.codec === "UNKNOWN" ? t`codec not known yet` : stream.codec,
        stream.width && stream.height ? `${stream.width} × ${stream.height}` : "",
      ]
        .filter(Boolean)
        .join(", ")}
    </div>
  ));
}
