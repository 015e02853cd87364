package com.technosupport.vms.simulator.internal.isapi;

import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.element;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.parent;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.versioned;

import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.Loudspeaker;
import com.technosupport.vms.simulator.internal.http.Exchange;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Two-way audio: a channel is opened, speech follows the head of one request that is answered before it, and the channel is closed,
 * or closes with that connection. The loudspeaker of a recorder's channel is that of its camera; there is but one in all. Used by its
 * event loop alone.
 */
final class IsapiTalk {
    private static final Pattern SPEECH = Pattern.compile(
            "(?i)^/ISAPI/System/TwoWayAudio/channels/(\\d{1,6})/audioData/?(?:\\?(?:.*&)?sessionId=(\\d{1,9}).*)?$");

    private final NvrFace face;
    private final NvrState state;
    private final IsapiNumbers numbers;
    /** Stands for who has opened a channel; null while it is closed. */
    private Object caller;

    private int openChannel;
    private int session;

    IsapiTalk(NvrFace face, IsapiNumbers numbers) {
        this.face = face;
        this.numbers = numbers;
        state = face.state();
    }

    private Loudspeaker loudspeaker() {
        return state.device().loudspeaker();
    }

    /** The channels, nothing for a device that has none. */
    Optional<String> channels() {
        if (state.has(NvrQuirk.NO_LOUDSPEAKER)) {
            return Optional.empty();
        }
        return Optional.of(versioned(
                "TwoWayAudioChannelList",
                state.channels().stream()
                        .map(channel -> channel(numbers.listed(channel)))
                        .collect(Collectors.joining())));
    }

    private String channel(int id) {
        return versioned(
                        "TwoWayAudioChannel",
                        element("id", id),
                        element("enabled", caller != null && openChannel == id),
                        element("audioCompressionType", coding()),
                        element("speakerVolume", 50),
                        element("noisereduce", true),
                        element("audioInputType", "MicIn"),
                        state.settings().camera()
                                ? ""
                                : parent(
                                        "associateVideoInputs",
                                        element("enabled", true),
                                        parent("videoInputChannelList", element("videoInputChannelID", id))))
                + "\r\n";
    }

    private String coding() {
        if (state.has(NvrQuirk.LOUDSPEAKER_AAC)) {
            return "AAC";
        }
        return isALaw() ? "G.711alaw" : "G.711ulaw";
    }

    private boolean isALaw() {
        return state.has(NvrQuirk.LOUDSPEAKER_ALAW);
    }

    private boolean knows(int id) {
        return !state.has(NvrQuirk.NO_LOUDSPEAKER)
                && numbers.channel(id).filter(channel -> channel.online()).isPresent();
    }

    Response open(Request request, int id) {
        if (!knows(id)) {
            return IsapiAnswers.notSupported(state, request.path());
        }
        Object next = new Object();
        if (!loudspeaker().take(next)) {
            return IsapiAnswers.busy(state, request.path());
        }
        caller = next;
        openChannel = id;
        session++;
        face.obeyed("twoWayAudio.open", id, Map.of());
        return IsapiAnswers.xml(state, versioned("TwoWayAudioSession", element("sessionId", session)));
    }

    Response close(Request request, int id) {
        if (!knows(id)) {
            return IsapiAnswers.notSupported(state, request.path());
        }
        if (caller != null && openChannel == id) {
            hangUp(caller);
            face.obeyed("twoWayAudio.close", id, Map.of());
        }
        return IsapiAnswers.ok(state, request.path());
    }

    private void hangUp(Object who) {
        loudspeaker().release(who);
        if (caller == who) {
            caller = null;
        }
    }

    /** Takes speech, if that is what a request brings. */
    boolean listens(Request request, Exchange exchange) {
        Matcher matcher = SPEECH.matcher(request.target());
        if (!request.method().equals("PUT") || !matcher.matches()) {
            return false;
        }
        boolean ours = matcher.group(2) == null || Integer.parseInt(matcher.group(2)) == session;
        Object who = caller;
        if (who == null || openChannel != Integer.parseInt(matcher.group(1)) || !ours) {
            exchange.answer(IsapiAnswers.notSupported(state, request.path()));
            return true;
        }
        exchange.answerAndListen(
                IsapiAnswers.ok(state, request.path()), speech -> loudspeaker().say(who, isALaw(), speech), () -> {
                    hangUp(who);
                });
        return true;
    }

    void forget() {
        if (caller != null) {
            hangUp(caller);
        }
    }
}
