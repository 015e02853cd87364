import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Kbd, Switch } from "@mantine/core";
import { Dialogue } from "../ui/Dialogue";
import { isSingle, type Shortcut, useKeymap } from "./keymap";
import { usePreferences } from "./preferences";
import classes from "./shell.module.css";

/** Keys that the browser and the tiles themselves answer to. */
const ALWAYS: Shortcut[] = [
  { key: "↑ ↓ ← →", words: msg`Move between tiles` },
  { key: "Enter", words: msg`Show the tile large` },
];

export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const bound = useKeymap((state) => state.bound);
  const single = usePreferences((state) => state.shortcuts);
  const rows = [...ALWAYS, ...bound].filter(
    (row, index, all) => all.findIndex((other) => other.key === row.key) === index,
  );
  return (
    <Dialogue onClose={onClose} opened={opened} size={400} title={t`Keyboard shortcuts`}>
      <dl className={classes.keys}>
        {rows.map((row) => (
          <div data-off={isSingle(row.key) && !single ? "" : undefined} key={row.key}>
            <dt>
              <Kbd>{isSingle(row.key) ? row.key.toUpperCase() : keyName(row.key)}</Kbd>
            </dt>
            <dd>{i18n._(row.words)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        checked={single}
        description={t`Turn off if keys are pressed by accident or by voice control.`}
        label={<Trans>Single-key shortcuts</Trans>}
        onChange={(event) => usePreferences.setState({ shortcuts: event.currentTarget.checked })}
      />
    </Dialogue>
  );
}

function keyName(key: string): string {
  return key === "Escape" ? "Esc" : key;
}
