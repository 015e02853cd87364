import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Contact } from "../../api/types";

/** What an error means where a recorder is asked, if narrower than elsewhere. */
export const OF_RECORDERS: Record<string, MessageDescriptor> = {
  BAD_CREDENTIALS: msg`The recorder refuses this user name or password.`,
  DEVICE_LOCKED: msg`The recorder has locked the account after too many failed logins.`,
  DEVICE_UNREACHABLE: msg`The recorder does not answer at this address.`,
  DRIVER_MISSING: msg`The driver for this recorder is not installed.`,
  NOT_FOUND: msg`This recorder is no longer in the system, or you may not see it.`,
  NOT_SUPPORTED: msg`What answers at this address is no recorder that this driver can read. Check port and vendor.`,
};

/** What an error means where an output is switched. */
export const OF_OUTPUTS: Record<string, MessageDescriptor> = {
  ...OF_RECORDERS,
  NOT_FOUND: msg`The recorder no longer has this output.`,
  NOT_SUPPORTED: msg`This recorder does not let its outputs be switched.`,
};

export const CONTACT_STATES: Record<Contact["state"], MessageDescriptor> = {
  ACTIVE: msg`Active`,
  INACTIVE: msg`Inactive`,
  UNKNOWN: msg`Not known`,
};
