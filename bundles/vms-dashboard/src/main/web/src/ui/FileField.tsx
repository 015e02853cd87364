import { Trans } from "@lingui/react/macro";
import { type DragEvent, useId, useState } from "react";
import { Icon } from "./icons";
import classes from "./ui.module.css";

interface Props {
  label: string;
  /** As of the browser's own file field. */
  accept: string;
  value: File | undefined;
  onChange: (file: File | undefined) => void;
}

/** A file of this computer, chosen or dropped here. */
export function FileField({ label, accept, value, onChange }: Props) {
  const id = useId();
  const [over, setOver] = useState(false);
  const [dropped, setDropped] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) {
      setDropped(true);
      onChange(file);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the field inside is for everybody
    <div
      className={classes.file}
      data-over={over ? "" : undefined}
      onDragLeave={() => setOver(false)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDrop={drop}
    >
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      <input
        accept={accept}
        id={id}
        onChange={(event) => {
          setDropped(false);
          onChange(event.currentTarget.files?.[0]);
        }}
        // The same file may have changed since; without this the browser says nothing when it is chosen again.
        onClick={(event) => {
          event.currentTarget.value = "";
        }}
        type="file"
      />
      {/* The browser's own field names the file that was chosen by it. */}
      {(!value || dropped) && (
        <span className={classes.dim}>
          {value ? (
            <>
              <Icon name="check" size={12} /> <bdi>{value.name}</bdi>
            </>
          ) : (
            <Trans>Choose a file, or drop it here.</Trans>
          )}
        </span>
      )}
    </div>
  );
}
