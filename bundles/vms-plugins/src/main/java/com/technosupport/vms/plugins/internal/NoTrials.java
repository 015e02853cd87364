package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.device.DriverTrials;
import com.technosupport.vms.api.model.CameraId;
import java.time.Duration;
import java.util.List;

/** Stands in for the device bundle while that is away: then there is no camera to serve. */
final class NoTrials implements DriverTrials {

    @Override
    public void announce(long bundle) {
        // Nobody would hold it back.
    }

    @Override
    public void promote(long bundle) {
        // Nobody holds it back.
    }

    @Override
    public void withdraw(long bundle) {
        // It has no cameras.
    }

    @Override
    public List<String> drivers(long bundle) {
        return List.of();
    }

    @Override
    public String refusal(long bundle) {
        return "";
    }

    @Override
    public List<Answer> probe(long bundle, int most, Duration limit) {
        return List.of();
    }

    @Override
    public List<CameraId> rollOut(long bundle, int percent) {
        return List.of();
    }

    @Override
    public Tally tally(long bundle) {
        return new Tally(0, 0, "");
    }
}
