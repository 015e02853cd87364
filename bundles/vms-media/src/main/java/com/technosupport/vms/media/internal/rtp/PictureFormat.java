package com.technosupport.vms.media.internal.rtp;

/**
 * What a sequence parameter set tells about the pictures.
 *
 * @param width pixels shown, after cropping
 * @param height pixels shown, after cropping
 * @param reorder how many pictures may precede another in decoding and follow it in showing; negative when it does not say
 */
record PictureFormat(int width, int height, int reorder) {

    PictureFormat {
        if (width < 1 || height < 1 || width > 32768 || height > 32768) {
            throw new IllegalArgumentException("no such picture");
        }
    }
}
