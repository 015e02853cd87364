package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.CustomLoudspeaker;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.Loudspeaker;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/**
 * Speech by {@code System/TwoWayAudio}: a channel is opened, G.711 follows the head of one PUT, and the channel is closed. A camera
 * has one such channel; a recorder has its own loudspeaker among them too, so that one is taken only where it says whose picture it
 * belongs to.
 */
final class Talk implements TalkBack {

    private static final Logger LOG = LoggerFactory.getLogger(Talk.class);
    private static final String ROOT = "System/TwoWayAudio/channels";

    private final HikvisionSession session;
    private final Isapi isapi;

    Talk(HikvisionSession session, Isapi isapi) {
        this.session = session;
        this.isapi = isapi;
    }

    @Override
    public Loudspeaker loudspeaker(String channel) throws InterruptedException {
        Channels.Known known = session.known(channel);
        List<Element> found = Elements.children(isapi.get(ROOT), "TwoWayAudioChannel");
        Optional<Element> ours = found.stream()
                .filter(one -> belongsTo(one, channel))
                .findFirst()
                .or(() -> found.stream()
                        .filter(one -> !known.proxied() && isOnly(found))
                        .findFirst());
        Element chosen = ours.orElseThrow(
                () -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no loudspeaker at this picture"));
        String id = Elements.text(chosen, "id");
        if (!id.matches("\\d{1,4}")) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device numbers its loudspeaker in an unknown way");
        }
        return new Speaker(id, codec(Isapi.shown(chosen, "audioCompressionType")));
    }

    private static boolean belongsTo(Element audio, String channel) {
        return Elements.find(audio, "associateVideoInputs", "videoInputChannelList").stream()
                .flatMap(list -> Elements.children(list, "videoInputChannelID").stream())
                .anyMatch(id -> Elements.text(id).equals(channel));
    }

    private static boolean isOnly(List<Element> found) {
        return found.size() == 1
                && Elements.find(found.get(0), "associateVideoInputs").isEmpty();
    }

    private static Codec codec(String said) {
        return switch (said) {
            case "G.711ulaw" -> Codec.PCMU;
            case "G.711alaw" -> Codec.PCMA;
            default ->
                throw new VmsException(
                        ErrorCode.NOT_SUPPORTED,
                        "The device takes speech as " + (said.isEmpty() ? "something unknown" : said)
                                + "; set its audio encoding to G.711");
        };
    }

    /** One channel of two-way audio. */
    private final class Speaker implements CustomLoudspeaker {

        private final String id;
        private final Codec codec;

        Speaker(String id, Codec codec) {
            this.id = id;
            this.codec = codec;
        }

        @Override
        public void play(Speech speech) throws InterruptedException {
            String query = open();
            try {
                isapi.upload(ROOT + "/" + id + "/audioData" + query, body -> {
                    speech.accepted();
                    for (Optional<byte[]> next = speech.next(codec); next.isPresent(); next = speech.next(codec)) {
                        body.write(next.get());
                    }
                });
            } finally {
                hangUp(query);
            }
        }

        private String open() throws InterruptedException {
            Optional<Element> answer = isapi.order("PUT", ROOT + "/" + id + "/open");
            String number = answer.map(root -> Elements.text(root, "sessionId")).orElse("");
            return number.matches("[A-Za-z0-9]{1,64}") ? "?sessionId=" + number : "";
        }

        /** The channel would stay taken for others, so also when the thread is to end. */
        private void hangUp(String query) {
            boolean interrupted = Thread.interrupted();
            try {
                isapi.put(ROOT + "/" + id + "/close" + query, "");
            } catch (VmsException e) {
                LOG.debug("A channel of two-way audio could not be closed", e);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
