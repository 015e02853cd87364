package com.technosupport.vms.media.internal.rtp;

import java.util.Arrays;

/**
 * What a video track's parameter sets say.
 *
 * @param decoder record (avcC, hvcC); not written to
 */
record VideoConfiguration(PictureFormat picture, byte[] decoder) {

    @Override
    public boolean equals(Object other) {
        return other instanceof VideoConfiguration that
                && picture.equals(that.picture)
                && Arrays.equals(decoder, that.decoder);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(decoder);
    }
}
