package com.technosupport.vms.api.device;

import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** Tries a device out without taking it in, and shows what was said. */
@ProviderType
public interface DeviceDiagnosis {

    /**
     * Logs in, reads all that onboarding reads, and asks each facet for something harmless. A failing step is told of and does not end
     * the rest, except where the device refused the password.
     */
    Report diagnose(OnboardRequest request) throws InterruptedException;

    /**
     * What came of it.
     *
     * @param steps in their order
     * @param trace the HTTP exchanges as text, without passwords, tokens, nonces, cookies and serials; fit to be a test's fixture
     */
    record Report(List<Step> steps, String trace) {

        public Report {
            steps = List.copyOf(steps);
            Objects.requireNonNull(trace, "trace");
        }
    }

    /**
     * One thing tried.
     *
     * @param outcome a sentence, or what was read
     */
    record Step(String name, boolean succeeded, String outcome, long milliseconds) {

        public Step {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(outcome, "outcome");
        }
    }
}
