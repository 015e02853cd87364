import type { MessageDescriptor } from "@lingui/core";
import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { inWords } from "../api/problems";
import { Icon, type IconName } from "./icons";
import classes from "./ui.module.css";

interface Props {
  error: unknown;
  overrides?: Record<string, MessageDescriptor>;
  onRetry?: () => void;
}

/** An error where it happened: what, the server's own words, and a way on. Read aloud when it appears. */
export function ErrorNote({ error, overrides, onRetry }: Props) {
  const { i18n } = useLingui();
  const { text, detail } = inWords(i18n, error, overrides);
  return (
    <div className={classes.note} data-severity="critical" role="alert">
      <Icon name="alert" />
      <div className={classes.noteText}>
        <div>{text}</div>
        {detail && <div className={classes.dim}>{detail}</div>}
      </div>
      {onRetry && (
        <Button leftSection={<Icon name="retry" />} onClick={onRetry} size="compact-sm" variant="default">
          <Trans>Try again</Trans>
        </Button>
      )}
    </div>
  );
}

/** A quiet message in place of content, naming what to do next. */
export function Placeholder(props: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className={classes.placeholder}>
      <Icon name={props.icon} size={28} />
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}
