import { useLingui } from "@lingui/react/macro";
import { Modal } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  /** Width in pixels. */
  size: number;
  opened?: boolean;
  /** For forms that a stray click must not lose. */
  keepOnClickOutside?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A dialogue over the page, closed by its button or Escape. */
export function Dialogue({ opened = true, keepOnClickOutside = false, ...props }: Props) {
  const { t } = useLingui();
  return (
    <Modal
      closeButtonProps={{ "aria-label": t`Close` }}
      closeOnClickOutside={!keepOnClickOutside}
      onClose={props.onClose}
      opened={opened}
      size={props.size}
      title={props.title}
    >
      {props.children}
    </Modal>
  );
}
