import { Trans, useLingui } from "@lingui/react/macro";
import { api, unwrap } from "../../api/client";
import type { Plugin } from "../../api/types";
import { RemoveDialogue } from "../../ui/RemoveDialogue";
import { OF_REMOVALS } from "./words";

/** Asks before a plug-in's jar is deleted from the server. */
export function RemovePluginDialogue({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const { t } = useLingui();
  const { name, version, kinds } = plugin;
  const brings = kinds.join(", ");
  return (
    <RemoveDialogue
      keys={["plugins", "drivers", "detectors"]}
      onClose={onClose}
      overrides={OF_REMOVALS}
      remove={() => unwrap(api.DELETE("/plugins/{name}", { params: { path: { name } } }))}
      title={t`Remove ${name}?`}
    >
      {version && brings ? (
        <Trans>
          What it brings ({brings}) is gone at once, unless the server came with a version of its own, which
          then serves again. Cameras that need it wait for it; what was recorded stays.
        </Trans>
      ) : (
        <Trans>Its jar is deleted. Nothing of it serves.</Trans>
      )}
    </RemoveDialogue>
  );
}
