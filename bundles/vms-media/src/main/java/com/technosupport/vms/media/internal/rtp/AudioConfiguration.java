package com.technosupport.vms.media.internal.rtp;

/** What an AudioSpecificConfig says (ISO/IEC 14496-3, 1.6.2.1). */
public final class AudioConfiguration {

    private static final int[] RATES = {
        96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350
    };

    private AudioConfiguration() {}

    /** Samples a second; 0 when it does not say. */
    public static int samplingRate(byte[] configuration) {
        if (configuration.length < 2) {
            return 0;
        }
        int index = ((configuration[0] & 7) << 1) | ((configuration[1] >> 7) & 1);
        return index < RATES.length ? RATES[index] : 0;
    }

    /** Channels; 0 when it does not say. */
    public static int channels(byte[] configuration) {
        return configuration.length < 2 ? 0 : (configuration[1] >> 3) & 15;
    }

    /** 1024, or 960 where the frame length flag is set. */
    static int samplesPerFrame(byte[] configuration) {
        return configuration.length >= 2 && (configuration[1] & 4) != 0 ? 960 : 1024;
    }
}
