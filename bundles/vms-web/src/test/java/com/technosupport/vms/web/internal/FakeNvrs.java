package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.device.NvrImport;
import com.technosupport.vms.api.device.NvrRegistry;
import com.technosupport.vms.api.device.NvrRequest;
import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DigitalIo.Port;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One recorder with two channels, of which the second is no camera, and with an input and an output. */
public final class FakeNvrs implements NvrRegistry {

    public final Nvr nvr;
    public final List<NvrRequest> connected = new ArrayList<>();
    public final List<String> switched = new ArrayList<>();
    public volatile Optional<VmsException> failure = Optional.empty();
    private final CameraId camera;

    public FakeNvrs(CameraId camera) {
        this.camera = camera;
        this.nvr = new Nvr(
                NvrId.next(Clock.systemUTC()),
                "Basement",
                DeviceAddress.of("127.0.0.20", 80),
                "hikvision",
                new DeviceInfo("Hikvision", "DS-7608", "4.1", "SN-20"),
                "SN-20",
                Map.of(),
                List.of(new Port("1", "Door", Optional.of(true))),
                List.of(new Port("1", "Lamp", Optional.empty())),
                List.of("7"),
                Instant.parse("2026-01-31T12:00:00Z"),
                Optional.empty());
    }

    private NvrImport found(boolean stored) {
        failure.ifPresent(exception -> {
            throw exception;
        });
        List<Channel.ChannelStream> streams =
                List.of(new Channel.ChannelStream(StreamRole.MAIN, Codec.H264, 1920, 1080, 25));
        return new NvrImport(
                stored ? Optional.of(nvr.id()) : Optional.empty(),
                "hikvision",
                nvr.device(),
                List.of(
                        new NvrImport.ImportedChannel(
                                new Channel("1", "Gate", streams), stored ? Optional.of(camera) : Optional.empty()),
                        new NvrImport.ImportedChannel(
                                new Channel("2", "Yard", List.of(), false, DeviceInfo.UNKNOWN), Optional.empty())),
                nvr.inputs(),
                nvr.outputs(),
                List.of());
    }

    @Override
    public List<Nvr> nvrs() {
        return List.of(nvr);
    }

    @Override
    public Optional<Nvr> nvr(NvrId id) {
        return Optional.of(nvr).filter(known -> known.id().equals(id));
    }

    @Override
    public NvrImport preview(NvrRequest request) {
        return found(false);
    }

    @Override
    public NvrImport connect(NvrRequest request) {
        NvrImport found = found(true);
        connected.add(request);
        return found;
    }

    @Override
    public NvrImport sync(NvrId id) {
        return found(true);
    }

    @Override
    public void remove(NvrId id) {
        if (!id.equals(nvr.id())) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such recorder");
        }
    }

    @Override
    public void switchOutput(UUID device, String output, boolean active) {
        failure.ifPresent(exception -> {
            throw exception;
        });
        switched.add(device + " " + output + " " + active);
    }
}
