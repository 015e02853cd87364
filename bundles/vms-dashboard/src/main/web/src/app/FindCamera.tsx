import { Trans, useLingui } from "@lingui/react/macro";
import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useState } from "react";
import { camerasQuery } from "../api/cameras";
import type { Camera } from "../api/types";
import { Dialogue } from "../ui/Dialogue";
import { Icon } from "../ui/icons";
import { StateMark } from "../ui/state";
import classes from "./shell.module.css";

const SHOWN = 12;

/** Finds a camera by any part of its name, address or model, and shows it large. */
export function FindCamera({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialogue onClose={onClose} opened={opened} size={460} title={t`Find a camera`}>
      <Finder onDone={onClose} />
    </Dialogue>
  );
}

function Finder({ onDone }: { onDone: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const list = useId();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const { data = [] } = useQuery(camerasQuery);
  const found = matching(data, text).slice(0, SHOWN);
  const active = found[Math.min(chosen, found.length - 1)];

  const show = (camera: Camera | undefined) => {
    if (camera) {
      onDone();
      void navigate({ to: "/wall", search: { camera: camera.id } });
    }
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((at) => Math.max(0, Math.min(found.length - 1, at + step)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      show(active);
    }
  };
  return (
    <>
      <TextInput
        aria-activedescendant={active ? `${list}-${active.id}` : undefined}
        aria-controls={list}
        aria-expanded="true"
        aria-label={t`Name, address or model`}
        data-autofocus
        leftSection={<Icon name="search" />}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKey}
        placeholder={t`Name, address or model`}
        role="combobox"
        value={text}
      />
      <div className={classes.found} id={list} role="listbox">
        {found.map((camera) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys; the pointer is the other way
          <div
            aria-selected={camera === active}
            className={classes.foundRow}
            id={`${list}-${camera.id}`}
            key={camera.id}
            onClick={() => show(camera)}
            role="option"
            tabIndex={-1}
          >
            <span>{camera.name}</span>
            <span className={classes.dim}>{camera.ip}</span>
            <StateMark state={camera.status.state} />
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className={classes.dim}>
          {data.length === 0 ? <Trans>There are no cameras yet.</Trans> : <Trans>No camera matches.</Trans>}
        </p>
      )}
    </>
  );
}

/** The cameras that hold every word of the text in their name, address or model. */
export function matching(cameras: readonly Camera[], text: string): Camera[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return cameras.filter((camera) => {
    const hay = [camera.name, camera.ip, camera.manufacturer, camera.model, camera.driver]
      .join(" ")
      .toLocaleLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
