package com.technosupport.vms.onvif.profile.t.internal;

import static com.technosupport.vms.onvif.profile.t.internal.ProfileT.MEDIA2;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.Loudspeaker;
import com.technosupport.vms.api.driver.RtspLoudspeaker;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.driver.onvif.OnvifPicture;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * Loudspeakers as Media2 tells of them: the back channel of a stream is there where its media profile has an audio output and an audio
 * decoder (ONVIF Streaming Specification, section 5.3; Profile T, "Audio output streaming").
 */
final class AudioOutputs implements TalkBack {

    private static final String TYPES = "<Type>VideoSource</Type><Type>AudioOutput</Type><Type>AudioDecoder</Type>";

    private final OnvifDevice device;
    private final URI service;

    AudioOutputs(OnvifDevice device, URI service) {
        this.device = device;
        this.service = service;
    }

    @Override
    public Loudspeaker loudspeaker(String channel) throws InterruptedException {
        OnvifPicture picture = device.picture(channel);
        Set<String> speaking = speaking();
        Optional<OnvifMediaProfile> profile = Stream.of(StreamRole.MAIN, StreamRole.SUB)
                .flatMap(role -> Optional.ofNullable(picture.profiles().get(role)).stream())
                .filter(one -> speaking.contains(one.token()))
                .findFirst();
        if (profile.isEmpty() && speaking.isEmpty() && device.pictures().size() == 1 && hasOutput()) {
            // Some cameras put their loudspeaker into no profile, and have it in every stream.
            profile = Optional.of(picture.profiles().get(StreamRole.MAIN));
        }
        OnvifMediaProfile chosen = profile.orElseThrow(AudioOutputs::none);
        return new RtspLoudspeaker(
                new Media2Service(device, service).source(chosen).uri());
    }

    private static VmsException none() {
        return new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no loudspeaker at this picture");
    }

    /** Tokens of the media profiles by which the device can be spoken by. */
    private Set<String> speaking() throws InterruptedException {
        Set<String> tokens = new HashSet<>();
        for (Element profile : Elements.children(call("GetProfiles", TYPES), "Profiles")) {
            boolean speaks = Elements.find(profile, "Configurations", "AudioOutput")
                            .isPresent()
                    && Elements.find(profile, "Configurations", "AudioDecoder").isPresent();
            if (speaks) {
                tokens.add(profile.getAttribute("token"));
            }
        }
        return tokens;
    }

    private boolean hasOutput() throws InterruptedException {
        return !Elements.children(call("GetAudioOutputConfigurations", ""), "Configurations")
                        .isEmpty()
                && !Elements.children(call("GetAudioDecoderConfigurations", ""), "Configurations")
                        .isEmpty();
    }

    /** A device that knows neither the word nor the call has none. */
    private Element call(String operation, String arguments) throws InterruptedException {
        try {
            return device.call(Operation.of(service, MEDIA2, operation, arguments));
        } catch (VmsException e) {
            if (e.code() == ErrorCode.DEVICE_PROTOCOL || e.code() == ErrorCode.NOT_SUPPORTED) {
                throw none();
            }
            throw e;
        }
    }
}
