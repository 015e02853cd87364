import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Popover, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Camera } from "../../api/types";
import { matching } from "../../app/FindCamera";
import { Icon } from "../../ui/icons";
import classes from "./playback.module.css";
import { MOST_CAMERAS } from "./search";

interface Props {
  cameras: readonly Camera[];
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
}

/** Which cameras are played, nine at most. */
export function CameraChoice(props: Props) {
  const { t } = useLingui();
  const [opened, setOpened] = useState(false);
  return (
    <Popover onChange={setOpened} opened={opened} position="bottom-start" trapFocus withinPortal>
      <Popover.Target>
        <Button
          aria-haspopup="dialog"
          leftSection={<Icon name="camera" />}
          onClick={() => setOpened(!opened)}
          rightSection={<Icon name="down" size={10} />}
          variant="default"
        >
          <Plural one="# camera" other="# cameras" value={props.chosen.length} />
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Cameras to play`}>
        <CameraChecks {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

export function CameraChecks({ cameras, chosen, onChange }: Props) {
  const { t } = useLingui();
  const [find, setFind] = useState("");
  const full = chosen.length >= MOST_CAMERAS;
  return (
    <div className={classes.checks}>
      {cameras.length > 8 && (
        <TextInput
          aria-label={t`Find by name, address or model`}
          data-autofocus
          leftSection={<Icon name="search" />}
          mb={6}
          onChange={(event) => setFind(event.currentTarget.value)}
          placeholder={t`Name, address or model`}
          value={find}
        />
      )}
      <ul>
        {matching([...cameras], find).map(({ id, name }) => {
          const on = chosen.includes(id);
          return (
            <li key={id}>
              <label>
                <input
                  checked={on}
                  disabled={!on && full}
                  onChange={() => onChange(on ? chosen.filter((other) => other !== id) : [...chosen, id])}
                  type="checkbox"
                />{" "}
                {name}
              </label>
            </li>
          );
        })}
      </ul>
      {full && (
        <p className={classes.quiet}>
          <Trans>No more than {MOST_CAMERAS} cameras play together.</Trans>
        </p>
      )}
    </div>
  );
}
