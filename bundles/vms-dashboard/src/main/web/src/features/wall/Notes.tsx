import { useLingui } from "@lingui/react";
import type { PlayerView } from "../../media/player";
import { type Note, notesOn, whyNoSound } from "../../media/reasons";
import { Icon, type IconName } from "../../ui/icons";
import classes from "./wall.module.css";

const ICONS: Record<Note["kind"], IconName> = {
  way: "info",
  stream: "info",
  slow: "alert",
  sound: "muted",
  failed: "alert",
};

/** On a live picture: in what way it comes, and why it is not quite what was asked for. */
export function Notes({ view, large }: { view: PlayerView; large: boolean }) {
  const { i18n } = useLingui();
  // Of the sound the button for it tells, where there is one.
  const notes = notesOn(i18n, view.ladder).filter(({ text }) => !large || text !== whyNoSound(view, i18n));
  if (notes.length === 0) {
    return null;
  }
  return (
    <div className={classes.chips}>
      {notes.map(({ kind, text }) => (
        <p className={classes.chip} data-kind={kind} data-testid="tile-note" key={kind} title={text}>
          <Icon name={ICONS[kind]} size={12} /> <span>{text}</span>
        </p>
      ))}
    </div>
  );
}
