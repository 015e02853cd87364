import { Trans, useLingui } from "@lingui/react/macro";
import { Tabs } from "@mantine/core";
import { Dialogue } from "../../ui/Dialogue";
import { AddressForm } from "./AddressForm";
import { ScanPanel } from "./ScanPanel";
import { StreamForm } from "./StreamForm";

/** Brings cameras into the system: found on the network, by address, or any RTSP stream. */
export function AddCamera({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialogue keepOnClickOutside onClose={onClose} size={860} title={t`Add cameras`}>
      <Tabs defaultValue="scan" keepMounted>
        <Tabs.List>
          <Tabs.Tab data-testid="tab-scan" value="scan">
            <Trans>Find on the network</Trans>
          </Tabs.Tab>
          <Tabs.Tab data-testid="tab-address" value="address">
            <Trans>By address</Trans>
          </Tabs.Tab>
          <Tabs.Tab data-testid="tab-stream" value="stream">
            <Trans>RTSP URL</Trans>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel pt="md" value="scan">
          <ScanPanel onClose={onClose} />
        </Tabs.Panel>
        <Tabs.Panel pt="md" value="address">
          <AddressForm />
        </Tabs.Panel>
        <Tabs.Panel pt="md" value="stream">
          <StreamForm />
        </Tabs.Panel>
      </Tabs>
    </Dialogue>
  );
}
