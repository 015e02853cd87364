import type { MessageDescriptor } from "@lingui/core";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { Dialogue } from "./Dialogue";
import { ErrorNote } from "./ErrorNote";
import classes from "./ui.module.css";

interface Props {
  title: string;
  error: unknown;
  overrides?: Record<string, MessageDescriptor>;
  pending: boolean;
  submit: ReactNode;
  danger?: boolean;
  ready?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A small form, or a question to confirm, with what became of it. */
export function FormDialogue(props: Props) {
  const { ready = true, pending, onClose } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !pending) {
      props.onSubmit();
    }
  };
  return (
    <Dialogue onClose={onClose} size={420} title={props.title}>
      <form className={classes.form} onSubmit={submit}>
        {props.children}
        {props.error ? (
          <ErrorNote error={props.error} {...(props.overrides ? { overrides: props.overrides } : {})} />
        ) : null}
        <div className={classes.buttons}>
          <Button onClick={onClose} variant="default">
            <Trans>Cancel</Trans>
          </Button>
          <Button
            color={props.danger ? "red" : "blue"}
            data-testid="dialogue-submit"
            disabled={!ready}
            loading={pending}
            type="submit"
          >
            {props.submit}
          </Button>
        </div>
      </form>
    </Dialogue>
  );
}
