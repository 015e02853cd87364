package com.technosupport.vms.simulator.internal.isapi;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.util.Optional;

/** How a recorder numbers its channels outside, which is not always as it counts them. */
final class IsapiNumbers {
    private static final int FIRST_IP_CHANNEL = 33;

    private final NvrState state;

    IsapiNumbers(NvrState state) {
        this.state = state;
    }

    /** The number that lists and addresses give a channel. */
    int listed(NvrChannel channel) {
        if (state.has(NvrQuirk.DUPLICATE_CHANNELS) && channel.number() == 2) {
            return outer(1);
        }
        return outer(channel.number());
    }

    private int outer(int number) {
        int analog = state.settings().analogChannels();
        boolean shifted = state.has(NvrQuirk.CHANNELS_FROM_33) && number > analog;
        return shifted ? FIRST_IP_CHANNEL + number - analog - 1 : number;
    }

    /** The number that an event gives a channel. */
    int inEvents(int number) {
        int analog = state.settings().analogChannels();
        boolean shifted = state.has(NvrQuirk.EVENT_CHANNELS_FROM_33) || state.has(NvrQuirk.CHANNELS_FROM_33);
        return shifted && number > analog ? FIRST_IP_CHANNEL + number - analog - 1 : number;
    }

    /** The channel that a number from outside means. */
    Optional<NvrChannel> channel(int listed) {
        return state.channels().stream()
                .filter(channel -> outer(channel.number()) == listed)
                .findFirst();
    }

    /** The channel that a stream or track number such as 101 means. */
    Optional<NvrChannel> ofStream(int id) {
        return channel(id / 100);
    }

    /** The number of a stream, 101 for the main stream of channel 1. */
    int stream(NvrChannel channel, int stream) {
        return listed(channel) * 100 + stream + 1;
    }

    /** Whether a number names the main or the small stream of a channel. */
    static boolean isStream(int id) {
        return id % 100 == 1 || id % 100 == 2;
    }
}
