import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Camera } from "../../api/types";
import { fromField, toField } from "../../timeline/zone";
import { Dialogue } from "../../ui/Dialogue";
import { ErrorNote } from "../../ui/ErrorNote";
import { Icon } from "../../ui/icons";
import { SelectField } from "../../ui/SelectField";
import { RangeFields } from "../playback/RangeFields";
import { ExportState, VerifyHint } from "./ExportState";
import { exportsQuery, startExport } from "./exports";
import classes from "./exports.module.css";

interface Props {
  cameras: readonly Camera[];
  zone: string;
  from: number;
  to: number;
  onClose: () => void;
}

/** Copies a range of one camera or several into files, and shows how far that is. */
export function ExportDialogue({ cameras, zone, onClose, ...range }: Props) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [value, setValue] = useState({
    cameras: cameras.map(({ id }) => id),
    from: toField(zone, range.from),
    to: toField(zone, range.to),
  });
  const [format, setFormat] = useState("mp4");
  const from = fromField(zone, value.from);
  const to = fromField(zone, value.to);
  const ready = value.cameras.length > 0 && from !== undefined && to !== undefined && from < to;
  const start = useMutation({
    mutationFn: () =>
      startExport(
        {
          cameraIds: value.cameras,
          from: new Date(from ?? 0).toISOString(),
          to: new Date(to ?? 0).toISOString(),
          format: format === "mkv" ? "mkv" : "mp4",
        },
        queries,
      ),
  });
  const { data: all } = useQuery({ ...exportsQuery, enabled: start.isSuccess });
  const made = start.data && (all?.find(({ id }) => id === start.data.id) ?? start.data);
  const gone = start.data && all && start.isSuccess && !all.some(({ id }) => id === start.data.id);
  return (
    <Dialogue keepOnClickOutside onClose={onClose} size={520} title={t`Export`}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <RangeFields all={cameras} onChange={setValue} value={value} zone={zone} />
        <SelectField
          description={
            format === "mp4" ? (
              <Trans>Plays everywhere; begins and ends at the picture that is asked for.</Trans>
            ) : (
              <Trans>Keeps every kind of sound; begins at the key frame before.</Trans>
            )
          }
          label={<Trans>Format</Trans>}
          onChange={setFormat}
          value={format}
        >
          <option value="mp4">MP4</option>
          <option value="mkv">{t`Matroska (MKV)`}</option>
        </SelectField>
        {from !== undefined && to !== undefined && from >= to && (
          <p className={classes.dim}>
            <Trans>The end has to be after the beginning.</Trans>
          </p>
        )}
        {start.error && <ErrorNote error={start.error} />}
        {made && !gone && !start.isPending && (
          <div className={classes.result} role="status">
            <ExportState made={made} />
          </div>
        )}
        <VerifyHint />
        <div className={classes.buttons}>
          <Link className={classes.link} to="/exports">
            <Trans>All exports</Trans>
          </Link>
          <Button onClick={onClose} variant="default">
            <Trans>Close</Trans>
          </Button>
          <Button
            disabled={!ready}
            leftSection={<Icon name="export" />}
            loading={start.isPending}
            type="submit"
          >
            <Trans>Start export</Trans>
          </Button>
        </div>
      </form>
    </Dialogue>
  );
}
