import { Trans } from "@lingui/react/macro";
import type { User } from "../../api/types";

export function RoleName({ role }: { role: User["role"] }) {
  switch (role) {
    case "ADMIN":
      return <Trans>Administrator</Trans>;
    case "OPERATOR":
      return <Trans>Operator</Trans>;
    case "VIEWER":
      return <Trans>Viewer</Trans>;
    default:
      return role;
  }
}
