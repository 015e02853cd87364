import type { MessageDescriptor } from "@lingui/core";
import { Trans } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FormDialogue } from "./FormDialogue";
import classes from "./ui.module.css";

interface Props {
  title: string;
  remove: () => Promise<unknown>;
  /** What is read anew afterwards. */
  keys: readonly string[];
  overrides?: Record<string, MessageDescriptor>;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something is removed, saying what goes with it. */
export function RemoveDialogue({ title, remove, keys, overrides, onClose, children }: Props) {
  const queries = useQueryClient();
  const removal = useMutation({
    mutationFn: remove,
    onSuccess: onClose,
    onSettled: () => Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  return (
    <FormDialogue
      danger
      error={removal.error}
      onClose={onClose}
      onSubmit={() => removal.mutate()}
      pending={removal.isPending}
      submit={<Trans>Remove</Trans>}
      title={title}
      {...(overrides ? { overrides } : {})}
    >
      <p className={classes.hint}>{children}</p>
    </FormDialogue>
  );
}
