import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Camera } from "../../api/types";
import { clockTime, fromField, fullTime, toField } from "../../timeline/zone";
import { Dialogue } from "../../ui/Dialogue";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { lockRange, readFootage, unlock } from "./api";
import classes from "./playback.module.css";
import { RangeFields } from "./RangeFields";

interface Props {
  cameras: readonly Camera[];
  zone: string;
  from: number;
  to: number;
  onChanged: () => void;
  onClose: () => void;
}

const TOO_LONG = { RANGE_TOO_LONG: msg`That is more than can be locked at once. Choose a shorter range.` };

/** Keeps a range as evidence, and shows what of it is kept already. */
export function LockDialogue({ cameras, zone, onChanged, onClose, ...range }: Props) {
  const { t, i18n } = useLingui();
  const [value, setValue] = useState({
    cameras: cameras.map(({ id }) => id),
    from: toField(zone, range.from),
    to: toField(zone, range.to),
  });
  const [reason, setReason] = useState("");
  const from = fromField(zone, value.from);
  const to = fromField(zone, value.to);
  const ready = value.cameras.length > 0 && from !== undefined && to !== undefined && from < to;
  const locked = useQuery({
    queryKey: ["locked", value.cameras, from, to],
    enabled: ready,
    queryFn: async ({ signal }) => {
      const answers = await Promise.all(
        value.cameras.map((id) => readFootage(id, from ?? 0, to ?? 0, 1_000, signal)),
      );
      return answers.flatMap(({ segments }) => segments.filter((segment) => segment.locked));
    },
  });
  const changed = () => {
    void locked.refetch();
    onChanged();
  };
  const lock = useMutation({
    mutationFn: () => lockRange(value.cameras, from ?? 0, to ?? 0, reason.trim()),
    onSettled: changed,
  });
  const release = useMutation({ mutationFn: unlock, onSettled: changed });
  const names = new Map(cameras.map(({ id, name }) => [id, name]));
  return (
    <Dialogue keepOnClickOutside onClose={onClose} size={520} title={t`Lock as evidence`}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          lock.mutate();
        }}
      >
        <p className={classes.hint}>
          <Trans>
            What is locked is kept, whatever its age, until it is unlocked. Whole files are locked.
          </Trans>
        </p>
        <RangeFields all={cameras} onChange={setValue} value={value} zone={zone} />
        <Textarea
          label={t`Note`}
          maxLength={1000}
          onChange={(event) => setReason(event.currentTarget.value)}
          placeholder={t`Why it is kept, such as a case number`}
          rows={2}
          value={reason}
        />
        {lock.error && <ErrorNote error={lock.error} overrides={TOO_LONG} />}
        {release.error && <ErrorNote error={release.error} />}
        {lock.data !== undefined && !lock.isPending && (
          <p className={classes.hint} role="status">
            <Icon name="check" />{" "}
            {lock.data === 0 ? (
              <Trans>There is no footage in this range.</Trans>
            ) : (
              <Plural one="# file is locked." other="# files are locked." value={lock.data} />
            )}
          </p>
        )}
        <div className={classes.buttons}>
          <Button onClick={onClose} variant="default">
            <Trans>Close</Trans>
          </Button>
          <Button disabled={!ready} leftSection={<Icon name="lock" />} loading={lock.isPending} type="submit">
            <Trans>Lock</Trans>
          </Button>
        </div>
      </form>
      {locked.data && locked.data.length > 0 && (
        <section className={classes.locked}>
          <h3>
            <Trans>Locked in this range</Trans>
          </h3>
          <ul>
            {locked.data.map((segment) => {
              const begin = fullTime(i18n.locale, zone, Date.parse(segment.start));
              const end = clockTime(i18n.locale, zone, Date.parse(segment.end));
              return (
                <li key={segment.id}>
                  <span>
                    {names.get(segment.cameraId)}: {begin} – {end}
                  </span>
                  <Button
                    loading={release.isPending && release.variables === segment.id}
                    onClick={() => release.mutate(segment.id)}
                    size="compact-sm"
                    variant="default"
                  >
                    <Trans>Unlock</Trans>
                  </Button>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </Dialogue>
  );
}
