package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.internal.media.Mount;

/**
 * A media profile.
 *
 * @param token also the name of its mount
 * @param channel what it shows; null when it has sound alone
 * @param mount its stream; null when it has sound alone
 * @param metadata whether its stream carries metadata
 */
record Profile(String token, String name, Channel channel, Mount mount, boolean metadata) {
    boolean hasVideo() {
        return channel != null;
    }

    String encoder() {
        return "encoder-" + token;
    }
}
