import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, unwrap } from "../../api/client";
import { nvrsQuery } from "../../api/nvrs";
import type { Contact } from "../../api/types";
import { ErrorNote } from "../../ui/ErrorNote";
import { Mark } from "../../ui/state";
import classes from "./recorders.module.css";
import { CONTACT_STATES, OF_OUTPUTS } from "./words";

interface Props {
  inputs: Contact[];
  outputs: Contact[];
  /** The recorder whose outputs this user may switch; none in a preview and for those who only watch. */
  switchable?: string | undefined;
}

/** A device's digital inputs and outputs and what each is doing. */
export function Contacts({ inputs, outputs, switchable }: Props) {
  return (
    <div className={classes.contacts}>
      {inputs.length > 0 && (
        <section>
          <h3>
            <Trans>Inputs</Trans>
          </h3>
          <ul>
            {inputs.map((input) => (
              <li data-state={input.state} data-testid={`nvr-input-${input.id}`} key={input.id}>
                <Name contact={input} />
                <State contact={input} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {outputs.length > 0 && (
        <section>
          <h3>
            <Trans>Outputs</Trans>
          </h3>
          <ul>
            {outputs.map((output) =>
              switchable === undefined ? (
                <li data-state={output.state} data-testid={`nvr-output-${output.id}`} key={output.id}>
                  <Name contact={output} />
                  <State contact={output} />
                </li>
              ) : (
                <Switched device={switchable} key={output.id} output={output} />
              ),
            )}
          </ul>
        </section>
      )}
    </div>
  );
}

function Name({ contact }: { contact: Contact }) {
  return (
    <span className={classes.contact}>
      <span className={classes.number}>{contact.id}</span> {contact.name}
    </span>
  );
}

function State({ contact: { state } }: { contact: Contact }) {
  const { i18n } = useLingui();
  return (
    <Mark
      icon={state === "ACTIVE" ? "live" : state === "INACTIVE" ? "idle" : "info"}
      severity={state === "ACTIVE" ? "normal" : "dim"}
    >
      {i18n._(CONTACT_STATES[state] ?? CONTACT_STATES.UNKNOWN)}
    </Mark>
  );
}

/** An output with its switch. A device that does not tell its state gets both ways to switch. */
function Switched({ device, output }: { device: string; output: Contact }) {
  const queries = useQueryClient();
  const name = output.name || output.id;
  const change = useMutation({
    mutationFn: (active: boolean) =>
      unwrap(
        api.PUT("/devices/{id}/outputs/{output}", {
          params: { path: { id: device, output: output.id } },
          body: { active },
        }),
      ),
    // Shown as pending until the recorder's own word is read again.
    onSettled: () => queries.invalidateQueries({ queryKey: nvrsQuery.queryKey }),
  });
  const button = (active: boolean, words: ReactNode) => (
    <Button
      data-testid={`nvr-output-${output.id}-${active ? "on" : "off"}`}
      disabled={change.isPending}
      loading={change.isPending && change.variables === active}
      onClick={() => change.mutate(active)}
      size="compact-sm"
      variant="default"
    >
      {words}
    </Button>
  );
  return (
    <li data-state={output.state} data-testid={`nvr-output-${output.id}`}>
      <Name contact={output} />
      <State contact={output} />
      <span className={classes.switches}>
        {output.state !== "ACTIVE" &&
          button(
            true,
            <Trans>
              Switch on<span className={classes.hidden}> {name}</span>
            </Trans>,
          )}
        {output.state !== "INACTIVE" &&
          button(
            false,
            <Trans>
              Switch off<span className={classes.hidden}> {name}</span>
            </Trans>,
          )}
      </span>
      {change.error && (
        <div className={classes.refused}>
          <ErrorNote error={change.error} overrides={OF_OUTPUTS} />
        </div>
      )}
    </li>
  );
}
