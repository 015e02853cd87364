import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { camerasQuery } from "../../api/cameras";
import table from "../../ui/table.module.css";
import classes from "./users.module.css";

interface Props {
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Chooses cameras from all that there are. */
export function CameraChoice({ chosen, onChange }: Props) {
  const { t } = useLingui();
  const { data: cameras = [] } = useQuery(camerasQuery);
  const [find, setFind] = useState("");
  const listed = cameras.filter((camera) => camera.name.toLowerCase().includes(find.trim().toLowerCase()));
  return (
    <fieldset className={classes.choice}>
      <legend>
        <Trans>Cameras ({chosen.length} chosen)</Trans>
      </legend>
      {cameras.length > 8 && (
        <TextInput
          aria-label={t`Find a camera`}
          onChange={(event) => setFind(event.currentTarget.value)}
          placeholder={t`Find a camera`}
          value={find}
        />
      )}
      <div className={classes.choices}>
        {cameras.length === 0 && (
          <span className={table.dim}>
            <Trans>There are no cameras yet.</Trans>
          </span>
        )}
        {listed.map((camera) => (
          <Checkbox
            checked={chosen.includes(camera.id)}
            key={camera.id}
            label={camera.name}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? [...chosen, camera.id]
                  : chosen.filter((id) => id !== camera.id),
              )
            }
            size="xs"
          />
        ))}
      </div>
    </fieldset>
  );
}
