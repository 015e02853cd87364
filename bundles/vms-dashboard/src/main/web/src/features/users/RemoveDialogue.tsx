import { Trans } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FormDialogue } from "../../ui/FormDialogue";
import classes from "./users.module.css";

interface Props {
  title: string;
  remove: () => Promise<unknown>;
  /** What is read anew afterwards. */
  keys: readonly string[];
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something is removed, saying what goes with it. */
export function RemoveDialogue({ title, remove, keys, onClose, children }: Props) {
  const queries = useQueryClient();
  const removal = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      onClose();
      await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
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
    >
      <p className={classes.text}>{children}</p>
    </FormDialogue>
  );
}
