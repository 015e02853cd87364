package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.NvrImport;
import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DigitalIo.Port;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.StreamRole;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A recorder as clients see it.
 *
 * @param vendor id of its driver
 * @param absentChannels channels that it had and has no more
 */
@Schema(name = "Nvr")
record NvrView(
        UUID id,
        String name,
        String vendor,
        String ip,
        @Schema(nullable = true) Integer port,
        String manufacturer,
        String model,
        String firmware,
        String serial,
        int cameraCount,
        List<UUID> cameraIds,
        List<Contact> digitalInputs,
        List<Contact> digitalOutputs,
        List<String> absentChannels,
        Instant createdAt,
        @Schema(nullable = true) Instant syncedAt) {

    static NvrView of(Nvr nvr, List<Camera> cameras) {
        return new NvrView(
                nvr.id().value(),
                nvr.name(),
                nvr.driver(),
                nvr.address().host(),
                nvr.address().port().isPresent() ? nvr.address().port().getAsInt() : null,
                nvr.device().manufacturer(),
                nvr.device().model(),
                nvr.device().firmware(),
                nvr.device().serial(),
                cameras.size(),
                cameras.stream().map(camera -> camera.id().value()).toList(),
                Contact.of(nvr.inputs()),
                Contact.of(nvr.outputs()),
                nvr.absent(),
                nvr.createdAt(),
                nvr.syncedAt().orElse(null));
    }

    /** What a contact is doing. */
    enum ContactState {
        ACTIVE,
        INACTIVE,
        /** The device does not tell. */
        UNKNOWN
    }

    /** A digital input or output. */
    @Schema(name = "DigitalContact")
    record Contact(String id, String name, ContactState state) {

        static List<Contact> of(List<Port> ports) {
            return ports.stream()
                    .map(port -> new Contact(
                            port.id(),
                            port.name(),
                            port.active()
                                    .map(active -> active ? ContactState.ACTIVE : ContactState.INACTIVE)
                                    .orElse(ContactState.UNKNOWN)))
                    .toList();
        }
    }

    /** A page of recorders. */
    @Schema(name = "NvrPage")
    record Page(List<NvrView> items) {}

    /**
     * What a recorder has, and what became or would become of it.
     *
     * @param nvrId null in a preview of a recorder that is not known
     * @param cameraCount how many of the channels are cameras now; in a preview, how many would be
     * @param cameras the channels that are, or would be
     * @param otherChannels channels that were not chosen
     * @param problems sentences on what could not be read or taken in
     */
    @Schema(name = "NvrImport")
    record Imported(
            @Schema(nullable = true) UUID nvrId,
            String vendor,
            String manufacturer,
            String model,
            String firmware,
            String serial,
            int cameraCount,
            List<ImportedChannel> cameras,
            List<ImportedChannel> otherChannels,
            List<Contact> digitalInputs,
            List<Contact> digitalOutputs,
            List<String> problems) {

        static Imported of(NvrImport found, List<ImportedChannel> chosen, List<ImportedChannel> others) {
            return new Imported(
                    found.id().map(NvrId::value).orElse(null),
                    found.driver(),
                    found.device().manufacturer(),
                    found.device().model(),
                    found.device().firmware(),
                    found.device().serial(),
                    chosen.size(),
                    chosen,
                    others,
                    Contact.of(found.inputs()),
                    Contact.of(found.outputs()),
                    found.problems());
        }
    }

    /**
     * A channel.
     *
     * @param id of the camera that it is; null where it is none
     * @param channel the device's own name of it
     * @param connected whether the recorder gets a picture at the moment
     * @param manufacturer of the camera behind it, as the recorder knows it; so are model and serial
     */
    @Schema(name = "NvrChannel")
    record ImportedChannel(
            @Schema(nullable = true) UUID id,
            String channel,
            String name,
            boolean connected,
            String manufacturer,
            String model,
            String serial,
            List<ChannelStream> streams) {

        static ImportedChannel of(NvrImport.ImportedChannel found) {
            Channel channel = found.channel();
            return new ImportedChannel(
                    found.camera().map(CameraId::value).orElse(null),
                    channel.id(),
                    channel.name(),
                    channel.connected(),
                    channel.source().manufacturer(),
                    channel.source().model(),
                    channel.source().serial(),
                    channel.streams().stream()
                            .map(stream -> new ChannelStream(
                                    stream.role(),
                                    stream.codec(),
                                    stream.width(),
                                    stream.height(),
                                    stream.framesPerSecond()))
                            .toList());
        }
    }

    /** One stream of a channel, as the device describes it. */
    @Schema(name = "NvrChannelStream")
    record ChannelStream(StreamRole role, Codec codec, int width, int height, double fps) {}
}
