import { Trans, useLingui } from "@lingui/react/macro";
import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { RoleName } from "../features/users/RoleName";
import { activate, LANGUAGES } from "../i18n";
import { Icon } from "../ui/icons";
import { openDialogue, usePreferences } from "./preferences";
import { logOut, useSession } from "./session";
import classes from "./shell.module.css";

export function UserMenu() {
  const { t, i18n } = useLingui();
  const session = useSession((state) => state.session);
  const navigate = useNavigate();
  // Switching transitions off for the change would take an inline style sheet.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const user = session.state === "in" ? session.user : undefined;
  const light = colorScheme === "light";
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton aria-label={t`Account of ${user?.username ?? ""}`} className={classes.user}>
          <Icon name="user" />
          <span className={classes.wide}>{user?.username}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {user && (
          <Menu.Label>
            {user.username} · <RoleName role={user.role} />
          </Menu.Label>
        )}
        <Menu.Item
          leftSection={<Icon name={light ? "moon" : "sun"} />}
          onClick={() => setColorScheme(light ? "dark" : "light")}
        >
          {light ? <Trans>Dark colours</Trans> : <Trans>Light colours</Trans>}
        </Menu.Item>
        {Object.entries(LANGUAGES)
          .filter(([, { tag }]) => tag !== i18n.locale)
          .map(([language, { name }]) => (
            <Menu.Item
              key={language}
              lang={language}
              leftSection={<Icon name="languages" />}
              onClick={() => {
                usePreferences.setState({ locale: language });
                void activate(language);
              }}
            >
              {name}
            </Menu.Item>
          ))}
        <Menu.Item leftSection={<Icon name="info" />} onClick={() => openDialogue("help")}>
          <Trans>Keyboard shortcuts</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="key" />} onClick={() => void navigate({ to: "/password" })}>
          <Trans>Change password</Trans>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="back" />} onClick={() => void logOut().catch(() => {})}>
          <Trans>Log out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
