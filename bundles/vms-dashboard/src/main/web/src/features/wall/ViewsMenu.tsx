import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Camera, View } from "../../api/types";
import { removeView, viewsQuery } from "../../api/views";
import { useShortcut } from "../../app/keymap";
import { useSession } from "../../app/session";
import { FormDialogue } from "../../ui/FormDialogue";
import { Icon } from "../../ui/icons";
import { type Arrangement, useDraft } from "./arrangement";
import { TourDialogue } from "./TourDialogue";
import { ViewDialogue } from "./ViewDialogue";
import classes from "./wall.module.css";

const OPEN = { key: "v", words: msg`Choose a view` };

interface Props {
  cameras: readonly Camera[];
  views: readonly View[];
  /** What is shown now. */
  view: View | undefined;
  arrangement: Arrangement;
  onView: (id: string | undefined) => void;
  onTour: (id: string) => void;
}

type Open = "new" | "change" | "tour" | "changeTour" | "remove" | undefined;

/** Chooses among the views and tours, and keeps what is arranged now. */
export function ViewsMenu({ cameras, views, view, arrangement, onView, onTour }: Props) {
  const { t } = useLingui();
  const [menu, setMenu] = useState(false);
  const [open, setOpen] = useState<Open>();
  const [subject, setSubject] = useState<View>();
  const edited = useDraft(({ draft }) => draft !== undefined);
  const me = useSession(({ session }) => (session.state === "in" ? session.user : undefined));
  const walls = views.filter((each) => each.tiles.length > 0);
  const tours = views.filter((each) => each.steps.length > 0);
  const mayChange = (each: View | undefined) => each !== undefined && (each.mine || me?.role === "ADMIN");
  useShortcut(OPEN, () => setMenu(true));

  const close = () => setOpen(undefined);
  const saved = (kept: View) => {
    useDraft.setState({ draft: undefined });
    close();
    onView(kept.id);
  };
  const ask = (what: Open, about?: View) => {
    setSubject(about);
    setOpen(what);
  };
  return (
    <>
      <Menu onChange={setMenu} opened={menu} position="bottom-start" width={280}>
        <Menu.Target>
          <Button
            data-testid="views"
            leftSection={<Icon name="grid" />}
            rightSection={<Icon name="down" size={10} />}
            size="compact-sm"
            variant="default"
          >
            <span className={classes.viewName}>{view?.name ?? t`All cameras`}</span>
            {edited && <span className={classes.star} title={t`Not saved`}>{` *`}</span>}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.viewList}>
          <Choice chosen={view === undefined} name={t`All cameras`} onClick={() => onView(undefined)} />
          {walls.length > 0 && (
            <Menu.Label>
              <Trans>Views</Trans>
            </Menu.Label>
          )}
          {walls.map((each, index) => (
            <Choice
              chosen={each.id === view?.id}
              hint={each.mine ? (index < 9 ? String(index + 1) : undefined) : each.owner}
              key={each.id}
              name={each.name}
              onClick={() => onView(each.id)}
            />
          ))}
          {tours.length > 0 && (
            <Menu.Label>
              <Trans>Tours</Trans>
            </Menu.Label>
          )}
          {tours.map((each) => (
            <Menu.Item
              key={each.id}
              leftSection={<Icon name="playback" />}
              onClick={() => onTour(each.id)}
              rightSection={
                <span className={classes.now}>
                  <Plural one="# view" other="# views" value={each.steps.length} />
                </span>
              }
            >
              {each.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="add" />} onClick={() => ask("new")}>
            <Trans>Save as a new view …</Trans>
          </Menu.Item>
          {mayChange(view) && (
            <>
              <Menu.Item leftSection={<Icon name="pencil" />} onClick={() => ask("change", view)}>
                <Trans>Change this view …</Trans>
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="trash" />} onClick={() => ask("remove", view)}>
                <Trans>Delete this view …</Trans>
              </Menu.Item>
            </>
          )}
          {walls.length > 0 && (
            <Menu.Item leftSection={<Icon name="add" />} onClick={() => ask("tour")}>
              <Trans>New tour …</Trans>
            </Menu.Item>
          )}
          {tours.filter(mayChange).map((each) => (
            <Menu.Item
              key={each.id}
              leftSection={<Icon name="pencil" />}
              onClick={() => ask("changeTour", each)}
            >
              <Trans>Change the tour {each.name} …</Trans>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {(open === "new" || open === "change") && (
        <ViewDialogue
          arrangement={arrangement}
          cameras={cameras}
          onClose={close}
          onSaved={saved}
          view={open === "change" ? subject : undefined}
        />
      )}
      {(open === "tour" || open === "changeTour") && (
        <TourDialogue onClose={close} onSaved={close} tour={subject} views={walls} />
      )}
      {open === "remove" && subject && (
        <RemoveDialogue
          onClose={close}
          onRemoved={() => {
            close();
            onView(undefined);
          }}
          view={subject}
        />
      )}
    </>
  );
}

function Choice(props: { name: string; chosen: boolean; hint?: string | undefined; onClick: () => void }) {
  return (
    <Menu.Item
      aria-checked={props.chosen}
      leftSection={<span className={classes.check}>{props.chosen && <Icon name="check" />}</span>}
      onClick={props.onClick}
      rightSection={props.hint === undefined ? undefined : <span className={classes.now}>{props.hint}</span>}
      role="menuitemradio"
    >
      {props.name}
    </Menu.Item>
  );
}

function RemoveDialogue(props: { view: View; onRemoved: () => void; onClose: () => void }) {
  const { view, onRemoved, onClose } = props;
  const { t } = useLingui();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeView(view.id),
    onSuccess: async () => {
      onRemoved();
      await queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
    },
  });
  return (
    <FormDialogue
      danger
      error={remove.error}
      onClose={onClose}
      onSubmit={() => remove.mutate()}
      pending={remove.isPending}
      submit={<Trans>Delete</Trans>}
      title={t`Delete the view ${view.name}?`}
    >
      <p className={classes.hint}>
        {view.shared ? (
          <Trans>It is shared: nobody will have it any more. The cameras stay.</Trans>
        ) : (
          <Trans>The cameras stay.</Trans>
        )}
      </p>
    </FormDialogue>
  );
}
