package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a picture that somebody sent is, by its own bytes: what its sender calls it does not count, and nothing of it is decoded
 * here. It is served as what it was found to be and nothing else, so a page in a picture's clothes is never one.
 *
 * @param width in pixels
 * @param height in pixels
 */
record PictureFile(String mediaType, int width, int height) {

    /** A browser decodes the whole of it, at four bytes a pixel. */
    static final int MOST_PIXELS_A_SIDE = 8192;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int PNG_END = 12;

    /** @throws InvalidFieldsException when it is none of the three kinds, cut short, or too large */
    static PictureFile of(byte[] bytes) {
        Optional<PictureFile> found;
        try {
            found = read(bytes);
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidFieldsException("", "the picture is damaged");
        }
        PictureFile picture = found.orElseThrow(
                () -> new InvalidFieldsException("", "no whole picture: PNG, JPEG or WebP is expected"));
        if (picture.width < 1
                || picture.height < 1
                || picture.width > MOST_PIXELS_A_SIDE
                || picture.height > MOST_PIXELS_A_SIDE) {
            throw new InvalidFieldsException(
                    "",
                    "the picture is " + picture.width + " by " + picture.height + ": at most " + MOST_PIXELS_A_SIDE
                            + " pixels a side");
        }
        return picture;
    }

    private static Optional<PictureFile> read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length > PNG.length && in.slice(0, PNG.length).equals(ByteBuffer.wrap(PNG))) {
            return png(in);
        }
        if (bytes.length > 4 && in.getShort(0) == (short) 0xffd8) {
            return jpeg(in);
        }
        if (bytes.length > 30 && text(in, 0).equals("RIFF") && text(in, 8).equals("WEBP")) {
            return webp(in.order(ByteOrder.LITTLE_ENDIAN));
        }
        return Optional.empty();
    }

    /** ISO 15948: IHDR comes first, IEND last. */
    private static Optional<PictureFile> png(ByteBuffer in) {
        boolean whole = text(in, 12).equals("IHDR")
                && text(in, in.limit() - PNG_END + 4).equals("IEND");
        return whole ? Optional.of(new PictureFile("image/png", in.getInt(16), in.getInt(20))) : Optional.empty();
    }

    /** ITU-T T.81, B.2: marker segments up to the frame header, whose marker tells the kind of coding. */
    private static Optional<PictureFile> jpeg(ByteBuffer in) {
        int place = 2;
        while (true) {
            if ((in.get(place) & 0xff) != 0xff) {
                return Optional.empty();
            }
            int marker = in.get(place + 1) & 0xff;
            if (marker == 0xff) {
                place++;
                continue;
            }
            boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (frame) {
                boolean whole = endsJpeg(in);
                return whole
                        ? Optional.of(new PictureFile(
                                "image/jpeg", in.getShort(place + 7) & 0xffff, in.getShort(place + 5) & 0xffff))
                        : Optional.empty();
            }
            int length = in.getShort(place + 2) & 0xffff;
            if (length < 2) {
                return Optional.empty();
            }
            place += 2 + length;
        }
    }

    /** Cameras and programs put zeros behind the end. */
    private static boolean endsJpeg(ByteBuffer in) {
        int last = in.limit() - 1;
        while (last > 2 && in.get(last) == 0) {
            last--;
        }
        return (in.get(last) & 0xff) == 0xd9 && (in.get(last - 1) & 0xff) == 0xff;
    }

    /** RFC 9649, section 2.4 to 2.7. */
    private static Optional<PictureFile> webp(ByteBuffer in) {
        if (Integer.toUnsignedLong(in.getInt(4)) + 8 > in.limit()) {
            return Optional.empty();
        }
        return switch (text(in, 12)) {
            case "VP8 " ->
                Optional.of(new PictureFile("image/webp", in.getShort(26) & 0x3fff, in.getShort(28) & 0x3fff));
            case "VP8L" -> {
                int packed = in.getInt(21);
                yield Optional.of(new PictureFile("image/webp", (packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1));
            }
            case "VP8X" -> Optional.of(new PictureFile("image/webp", of24(in, 24) + 1, of24(in, 27) + 1));
            default -> Optional.empty();
        };
    }

    private static int of24(ByteBuffer in, int place) {
        return (in.getShort(place) & 0xffff) | (in.get(place + 2) & 0xff) << 16;
    }

    private static String text(ByteBuffer in, int place) {
        byte[] four = new byte[4];
        in.get(place, four);
        return new String(four, StandardCharsets.ISO_8859_1);
    }
}
