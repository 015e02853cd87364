import { Trans, useLingui } from "@lingui/react/macro";
import { UnstyledButton } from "@mantine/core";
import { inWords } from "../../api/problems";
import { Icon } from "../../ui/icons";
import { timeOfDay } from "../../ui/time";
import type { Picture } from "./cameraPlayer";
import { causeInWords } from "./causes";
import classes from "./pictureNote.module.css";

interface Props {
  picture: Picture;
  onRetry: () => void;
  onJump?: (time: number) => void;
  /** Says a time of that site; by this browser's zone where it is left out. */
  format?: (time: number) => string;
}

/** Why there is no picture, over where it would be, and a way on. */
export function PictureNote({ picture, onRetry, onJump, format }: Props) {
  const { t, i18n } = useLingui();
  const say = format ?? ((time: number) => timeOfDay(i18n.locale, time));
  switch (picture.kind) {
    case "shown":
      return null;
    case "loading":
      return (
        <p aria-live="off" className={classes.loading}>
          <Icon name="wait" /> <Trans>Loading …</Trans>
        </p>
      );
    case "codec":
      return (
        <div className={classes.note} role="status">
          <Icon name="alert" size={18} />
          <strong>
            <Trans>This browser cannot show this kind of video</Trans>
          </strong>
          <span>{picture.mimeType ?? t`Unknown codec`}</span>
          <span>
            <Trans>Export the range and play the file elsewhere.</Trans>
          </span>
        </div>
      );
    case "failed":
      return (
        <div className={classes.note} role="status">
          <Icon name="alert" size={18} />
          <strong>{inWords(i18n, picture.error).text}</strong>
          <UnstyledButton className={classes.button} onClick={onRetry}>
            <Icon name="retry" /> <Trans>Try again</Trans>
          </UnstyledButton>
        </div>
      );
    case "gap": {
      const { gap } = picture;
      return (
        <div className={classes.note} data-testid="gap-note">
          <Icon name="info" size={18} />
          <strong>
            <Trans>No footage</Trans>
          </strong>
          {gap?.cause && <span>{i18n._(causeInWords(gap.cause))}</span>}
          {gap?.detail && <span className={classes.dim}>{gap.detail}</span>}
          {gap?.to !== undefined && onJump && (
            <UnstyledButton className={classes.button} onClick={() => onJump(gap.to ?? 0)}>
              <Trans>Continues at {say(gap.to)}</Trans> <Icon name="forward" />
            </UnstyledButton>
          )}
          {gap?.to !== undefined && !onJump && (
            <span>
              <Trans>Continues at {say(gap.to)}</Trans>
            </span>
          )}
          {gap && gap.to === undefined && (
            <span>
              <Trans>Nothing later is recorded</Trans>
            </span>
          )}
        </div>
      );
    }
  }
}
