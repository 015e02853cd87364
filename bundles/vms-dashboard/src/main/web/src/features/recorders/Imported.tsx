import { Plural, Trans } from "@lingui/react/macro";
import type { Nvr, NvrImport } from "../../api/types";
import { Icon } from "../../ui/icons";
import classes from "./recorders.module.css";

/** What a recorder says of itself, and whether it is known. */
export function Facts({ found, known }: { found: NvrImport; known: Nvr | undefined }) {
  const name = known?.name;
  return (
    <>
      <p className={classes.facts}>
        <strong>{[found.manufacturer, found.model].filter(Boolean).join(" ") || found.vendor}</strong>
        {found.firmware && (
          <span>
            <Trans>Firmware {found.firmware}</Trans>
          </span>
        )}
        {found.serial && (
          <span>
            <Trans>Serial number {found.serial}</Trans>
          </span>
        )}
        <span>
          <Plural one="# input" other="# inputs" value={found.digitalInputs.length} />,{" "}
          <Plural one="# output" other="# outputs" value={found.digitalOutputs.length} />
        </span>
      </p>
      {known && (
        <p className={classes.hint} role="status">
          <Icon name="info" />{" "}
          <Trans>
            This recorder is in the system as {name}. Taking it in again updates it; its cameras stay what
            they are.
          </Trans>
        </p>
      )}
      <Problems problems={found.problems} />
    </>
  );
}

/** What could not be read or taken in, in the server's sentences. */
export function Problems({ problems }: { problems: string[] }) {
  if (problems.length === 0) {
    return null;
  }
  return (
    <div className={classes.problems} data-testid="nvr-problems" role="alert">
      <Icon name="alert" />
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  );
}

/** What became of taking a recorder in, or of reading it again. */
export function Imported({ found, updated }: { found: NvrImport; updated: boolean }) {
  const others = found.otherChannels.length;
  return (
    <>
      <p className={classes.hint} role="status">
        <Icon name="check" />{" "}
        {updated ? <Trans>The recorder is up to date.</Trans> : <Trans>The recorder is in the system.</Trans>}{" "}
        <Plural one="# channel is a camera." other="# channels are cameras." value={found.cameraCount} />
        {others > 0 && (
          <>
            {" "}
            <Plural one="# channel is left out." other="# channels are left out." value={others} />
          </>
        )}
      </p>
      <Problems problems={found.problems} />
    </>
  );
}
